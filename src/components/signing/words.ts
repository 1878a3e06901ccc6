import type { Consent } from '#attestations/consent.ts';
import type { DeclineKind } from '#attestations/decline-record.ts';
import type { DeclineState } from '#attestations/read-declines.ts';
import { sayInstant } from '#clock.ts';
import type { Notice } from '#policies/notice.ts';

/** What a person chooses from, in their words. */
export const KIND_WORDS: Record<DeclineKind, string> = {
  disagrees: 'I do not agree with the statement or with the policy',
  'wants-paper': 'I would rather sign on paper',
  'record-wrong': 'Something in my record is wrong',
  other: 'Something else',
};

/** The same, told to HR. */
export const KIND_FOR_HR: Record<DeclineKind, string> = {
  disagrees: 'Does not agree',
  'wants-paper': 'Wants paper',
  'record-wrong': 'Something in the record is wrong',
  other: 'Something else',
};

export const DECLINE_STATE: Record<DeclineState, string> = {
  open: 'Waits for HR',
  answered: 'Answered',
  signed: 'Signed since',
};

/** What somebody last said about electronic records, in a sentence; `undefined`: nothing yet. */
export function sayConsent(
  last: Pick<Consent, 'state' | 'noticeSha256' | 'at'> | undefined,
  notice: Pick<Notice, 'sha256'>,
  timeZone: string,
): string {
  if (!last) return 'Not asked yet.';
  const at = sayInstant(last.at, timeZone);
  if (last.state === 'withdrawn') return `Agreement withdrawn ${at}.`;
  return last.noticeSha256 === notice.sha256
    ? `Agreed ${at}.`
    : `Agreed ${at}, to an earlier notice. Asked again before the next signature.`;
}
