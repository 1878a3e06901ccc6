import type { MailKind } from './queue.ts';

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

export const sayKind = (kind: string): string => KIND_WORDS[kind as MailKind] ?? kind;
