import { eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { assignmentTerms, campaigns, employees, leaves, mails } from '#db/schema/index.ts';
import { deliverDue, type Composed, type Mail, type Round } from '#mail/deliver.ts';
import { queueMail, type MailKind } from '#mail/queue.ts';
import { composer, previewOf } from '#messages/compose.ts';
import { queueDigests } from '#messages/digests.ts';
import { queueReminders } from '#messages/reminders.ts';
import type { Telling } from '#messages/told.ts';
import { ALICE, realPolicies, schoolOn, ZONE, type School } from '../support/school.ts';
import { freshDatabase } from '../support/database.ts';

export { ALICE, BOB, NOW } from '../support/school.ts';
export const ORIGIN = 'https://training.example.gov';
export const CITY = 'City of Example, MO';

/** Noon in the city. */
export const noon = (day: string) => new Date(`${day}T18:00:00Z`);

export type Post = {
  school: School;
  db: Db;
  telling: Telling;
  /** What went out, in order. */
  sent: { to: string; subject: string; body: string }[];
  deliver(at: Date): Promise<Round>;
  remind(at: Date): Promise<number>;
  digest(at: Date, due?: Date): Promise<number>;
};

/** Alice and Bob, due December 11, 2026, with reminders 14, 7 and 1 day before and 3 days after. */
export async function postOffice({ reminders = [-14, -7, -1, 3] } = {}): Promise<Post> {
  const db = await freshDatabase();
  const school = await schoolOn(db);
  await db.write((tx) => tx.update(campaigns).set({ reminders, escalateAfter: 5 }));
  const policies = realPolicies();
  const telling = { db, policies, origin: ORIGIN, city: CITY, timeZone: ZONE };
  const sent: Post['sent'] = [];
  const compose = composer(telling);
  return {
    school,
    db,
    telling,
    sent,
    async deliver(at) {
      const round = await deliverDue(db, {
        compose,
        city: CITY,
        at,
        random: () => 0.5,
        send: async ({ id, to, letter }) => {
          const body = letter.parts.map((part) => JSON.stringify(part)).join('\n');
          sent.push({ to: to.address, subject: letter.subject, body });
          if (id === '') throw new Error('no id');
        },
      });
      if (round.errors.length > 0) throw round.errors[0];
      return round;
    },
    remind: (at) => queueReminders(db, { policies, at, timeZone: ZONE }),
    digest: (at, due = at) => queueDigests(db, { policies, due, at, timeZone: ZONE }),
  };
}

export async function queued(
  { db }: Post,
  kind: MailKind,
  more: {
    to?: string;
    about?: string;
    at?: Date;
    by?: string;
    detail?: Record<string, unknown>;
  } = {},
): Promise<Mail> {
  const {
    to = ALICE,
    about = '',
    at = new Date('2026-11-22T15:00:00Z'),
    by = 'system',
    detail,
  } = more;
  const onceKey = `${kind} ${Math.random()}`;
  await db.write((tx) => queueMail(tx, { kind, to, about, at, by, onceKey, detail: detail ?? {} }));
  const [mail] = await db.read.select().from(mails).where(eq(mails.onceKey, onceKey));
  return mail!;
}

export const preview = ({ telling }: Post, mail: Mail, at: Date): Promise<Composed> =>
  previewOf(telling, mail, at);

/** All of its words, or why it is dropped. */
export function wordsOf(composed: Composed): string {
  if ('dropped' in composed) return `dropped: ${composed.dropped}`;
  const { subject, parts, why } = composed.letter;
  const said = parts.map((part) =>
    typeof part === 'string'
      ? part
      : 'list' in part
        ? part.list.join('\n')
        : `${part.link} ${part.href}`,
  );
  return [subject, ...said, why].join('\n');
}

export const mailsOf = ({ db }: Post, kind: MailKind): Promise<Mail[]> =>
  db.read.select().from(mails).where(eq(mails.kind, kind)).orderBy(mails.queuedAt);

type Term = typeof assignmentTerms.$inferInsert;
export async function term(
  { db }: Post,
  what: Pick<Term, 'assignmentId' | 'kind'> & Partial<Term>,
) {
  const row = { because: 'a reason', at: new Date('2026-11-23T15:00:00Z'), by: 'T-2', ...what };
  await db.write((tx) => tx.insert(assignmentTerms).values(row));
}

export async function onLeave({ db }: Post, number: string, fromOn: string, backOn: string | null) {
  const row = { employeeNumber: number, fromOn, backOn, at: new Date(), by: 'T-2' };
  await db.write((tx) => tx.insert(leaves).values(row));
}

export async function change(
  { db }: Post,
  number: string,
  what: Partial<typeof employees.$inferInsert>,
) {
  await db.write((tx) => tx.update(employees).set(what).where(eq(employees.number, number)));
}
