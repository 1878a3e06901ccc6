import { randomBytes } from 'node:crypto';
import { and, eq, notInArray } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { mails } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { MailKind } from '#mail/queue.ts';
import { noSuchMail } from '#mail/read-mails.ts';

type Act = { mailId: string; by: string; at: Date };

/**
 * HR sends a mail again: as a new row, composed anew when it leaves, to the address of then. Pressed
 * twice it is one mail. Refuses one that is still on its way. Returns the new mail's id.
 */
export async function resendMail(db: Db, { mailId, by, at }: Act): Promise<string> {
  return db.write(async (tx) => {
    const [mail] = await tx.select().from(mails).where(eq(mails.id, mailId));
    if (!mail) throw noSuchMail();
    if (mail.state === 'waiting' || mail.state === 'sending') {
      throw new Refusal('conflict', 'This mail is still on its way. Wait until it is settled.');
    }
    const first = mail.resends ?? mail.id;
    const [waiting] = await tx
      .select({ id: mails.id })
      .from(mails)
      .where(and(eq(mails.resends, first), eq(mails.state, 'waiting')));
    if (waiting) return waiting.id;
    const id = randomBytes(16).toString('base64url');
    const { kind, employeeNumber, about, detail, queuedBy, queuedAt } = mail;
    await tx.insert(mails).values({
      id,
      kind,
      employeeNumber,
      about,
      // Who asked for it first and when stays so; what else no longer holds is read anew.
      detail: {
        by: queuedBy,
        at: queuedAt.getTime(),
        ...(kind === 'reminder' ? {} : detail),
      },
      onceKey: `resend ${id}`,
      queuedAt: at,
      queuedBy: by,
      sendAt: at,
      resends: first,
    });
    const told = { kind, to: employeeNumber, resends: first };
    await recordEvent(tx, { at, actor: by, act: 'mail.resent', subject: id, detail: told });
    return id;
  });
}

/** Notices that keep HR itself from taking over an account unseen: nobody stops them. */
const NOTICES: readonly string[] = ['password-changed', 'address-changed'] satisfies MailKind[];

/** Whether HR may stop a mail of this kind. */
export const mayBeStopped = (kind: string): boolean => !NOTICES.includes(kind);

/**
 * HR stops a mail that waits. Refuses one that is out of the house, or in the server's hands, and the
 * notices about somebody's account.
 */
export async function stopMail(db: Db, { mailId, by, at }: Act): Promise<void> {
  await db.write(async (tx) => {
    const [stopped] = await tx
      .update(mails)
      .set({ state: 'dropped', outcome: 'HR stopped it.', triedAt: at })
      .where(
        and(eq(mails.id, mailId), eq(mails.state, 'waiting'), notInArray(mails.kind, [...NOTICES])),
      )
      .returning();
    if (stopped) {
      const { kind, employeeNumber } = stopped;
      const told = { kind, to: employeeNumber };
      await recordEvent(tx, { at, actor: by, act: 'mail.stopped', subject: mailId, detail: told });
      return;
    }
    const [mail] = await tx.select().from(mails).where(eq(mails.id, mailId));
    if (!mail) throw noSuchMail();
    if (mail.state === 'dropped') return;
    if (mail.state === 'waiting') {
      throw new Refusal(
        'conflict',
        'This tells a person that somebody changed how they sign in. It is not stopped.',
      );
    }
    throw new Refusal('conflict', 'This mail has left already, or is leaving now.');
  });
}
