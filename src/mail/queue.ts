import { randomBytes } from 'node:crypto';
import type { Tx } from '#db/client.ts';
import { mails } from '#db/schema/index.ts';

/** What a mail says; `src/messages` has a file for each. */
export const MAIL_KINDS = [
  'invitation',
  'password-reset',
  'password-changed',
  'address-changed',
  'assigned',
  'due-changed',
  'reminder',
  'nudge',
  'manager-digest',
  'receipt',
  'question-answered',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export type NewMail = {
  kind: MailKind;
  /** Employee number of who gets it; the address is theirs at the moment of sending. */
  to: string;
  /** Id of what it is about: an assignment, an attestation, a question; empty for none. */
  about?: string;
  /** What its words need beside that; never a secret: links are made when it leaves. */
  detail?: Record<string, unknown>;
  /** The same key is mailed once, however often it is asked for. */
  onceKey: string;
  at: Date;
  /** Not before; by default at once. */
  sendAt?: Date;
  /** Employee number, or `system`. */
  by: string;
};

/**
 * Queues a mail in the write of what it tells. Returns whether it is new: a key that was queued before
 * queues nothing.
 */
export async function queueMail(tx: Tx, mail: NewMail): Promise<boolean> {
  return (await queueMails(tx, [mail])) > 0;
}

/** The same for some hundred at once. Returns how many are new. */
export async function queueMails(tx: Tx, several: readonly NewMail[]): Promise<number> {
  if (several.length === 0) return 0;
  const added = await tx
    .insert(mails)
    .values(
      several.map((mail) => ({
        id: randomBytes(16).toString('base64url'),
        kind: mail.kind,
        employeeNumber: mail.to,
        about: mail.about ?? '',
        detail: mail.detail ?? {},
        onceKey: mail.onceKey,
        queuedAt: mail.at,
        queuedBy: mail.by,
        sendAt: mail.sendAt ?? mail.at,
      })),
    )
    .onConflictDoNothing()
    .returning({ id: mails.id });
  return added.length;
}
