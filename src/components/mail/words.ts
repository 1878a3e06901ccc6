import { sayInstant } from '#clock.ts';
import type { Mail } from '#mail/deliver.ts';
import type { MailState } from '#mail/read-mails.ts';

export { KIND_WORDS, sayKind } from '#mail/kind-words.ts';

export const STATE_WORDS: Record<MailState, string> = {
  waiting: 'Waits',
  sending: 'On its way',
  sent: 'Sent',
  failed: 'Failed',
  dropped: 'Not sent',
};

/** `Sent December 11, 2026 at 3:05 PM CST`; of one that waits, why, where it was tried. */
export function sayState({ state, triedAt, outcome }: Mail, zone: string): string {
  const words = STATE_WORDS[state];
  const when = triedAt && state !== 'waiting' ? ` ${sayInstant(triedAt, zone)}` : '';
  return `${words}${when}${outcome === '' ? '' : `: ${outcome}`}`;
}

/** `1 mail waits`, `3 mails wait`. */
export const sayWaiting = (count: number): string =>
  count === 1 ? '1 mail waits' : `${count} mails wait`;
