import { sayInstant } from '#clock.ts';
import type { MailKind } from '#mail/queue.ts';
import type { Mail } from '#mail/deliver.ts';
import type { MailState } from '#mail/read-mails.ts';

export const KIND_WORDS: Record<MailKind, string> = {
  invitation: 'Invitation',
  'password-reset': 'Password link',
  'password-changed': 'Password changed',
  'address-changed': 'Address changed',
  assigned: 'Assigned',
  'due-changed': 'Due date changed',
  reminder: 'Reminder',
  nudge: 'From the manager',
  'manager-digest': 'Manager’s overview',
  receipt: 'Receipt',
  'question-answered': 'Question answered',
};

export const STATE_WORDS: Record<MailState, string> = {
  waiting: 'Waits',
  sending: 'On its way',
  sent: 'Sent',
  failed: 'Failed',
  dropped: 'Not sent',
};

export const sayKind = (kind: string): string => KIND_WORDS[kind as MailKind] ?? kind;

/** `Sent December 11, 2026 at 3:05 PM CST`; of one that waits, why, where it was tried. */
export function sayState({ state, triedAt, outcome }: Mail, zone: string): string {
  const words = STATE_WORDS[state];
  const when = triedAt && state !== 'waiting' ? ` ${sayInstant(triedAt, zone)}` : '';
  return `${words}${when}${outcome === '' ? '' : `: ${outcome}`}`;
}

/** `1 mail waits`, `3 mails wait`. */
export const sayWaiting = (count: number): string =>
  count === 1 ? '1 mail waits' : `${count} mails wait`;
