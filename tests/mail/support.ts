import { onTestFinished } from 'vitest';
import type { Db } from '#db/client.ts';
import { mails } from '#db/schema/index.ts';
import { deliverDue, type Compose, type Mail, type Round } from '#mail/deliver.ts';
import type { Letter } from '#mail/letter.ts';
import { postWith } from '#mail/post.ts';
import { queueMail } from '#mail/queue.ts';
import { mailServer } from '#mail/smtp.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';

export const NOW = new Date('2026-11-22T15:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const QUICK = { connect: 400, answer: 400, all: 1500 };
export const FROM = 'training@example.gov';
export const CITY = 'City of Example, MO';
export const ORIGIN = 'https://training.example.gov';

export const after = (ms: number) => new Date(NOW.getTime() + ms);

/** A database with so many people, each with a mail that waits; the first is `P-1`. */
export async function waitingMails(db: Db, count: number): Promise<void> {
  await db.write(async (tx) => {
    await addDepartment(tx, { id: 'fire', name: 'Fire', at: NOW, by: 'system' });
    for (let index = 1; index <= count; index += 1) {
      const number = `P-${index}`;
      const mail = `${number.toLowerCase()}@example.gov`;
      const person = { number, name: `Person ${index}`, title: 'Tester', mail };
      const hired = { departmentId: 'fire', hiredOn: '2025-01-01', at: NOW, by: 'system' };
      await addEmployee(tx, { ...person, ...hired });
      await queueMail(tx, {
        kind: 'receipt',
        to: number,
        onceKey: `mail ${number}`,
        at: NOW,
        // In their order.
        sendAt: new Date(NOW.getTime() - HOUR + index),
        by: 'system',
      });
    }
  });
}

export const LETTER: Letter = { subject: 'Hello', parts: ['Some words.'], why: 'It is a test.' };

export const plainly: Compose = async ({ employeeNumber }) => ({
  to: { name: `Person ${employeeNumber}`, address: `${employeeNumber?.toLowerCase()}@example.gov` },
  letter: LETTER,
});

export type Deliver = {
  at?: Date;
  compose?: Compose;
  most?: number;
  stopping?: () => boolean;
};

/** Lines to a server, and rounds of delivery over them. */
export function deliveryOver(smtpUrl: string, patience = QUICK) {
  const server = mailServer({ smtpUrl, from: FROM, city: CITY }, patience);
  onTestFinished(() => server.close());
  const send = postWith(server, { from: FROM, city: CITY, origin: ORIGIN });
  return (db: Db, { at = NOW, compose = plainly, ...more }: Deliver = {}): Promise<Round> =>
    deliverDue(db, { compose, send, city: CITY, at, random: () => 0.5, ...more });
}

export async function mailOf(db: Db, number = 'P-1'): Promise<Mail> {
  const rows = await db.read.select().from(mails);
  const mail = rows.find(({ employeeNumber }) => employeeNumber === number);
  if (!mail) throw new Error(`no mail to ${number}`);
  return mail;
}

export async function statesOf(db: Db): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of await db.read.select().from(mails))
    counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}
