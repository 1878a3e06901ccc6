import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { addDays, startOfDay, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { employees, mails } from '#db/schema/index.ts';
import type { MailKind } from './queue.ts';

/** Why a mail was dropped, where somebody has to see to it. */
export const NO_ADDRESS = 'The person has no mail address. Tell them in another way.';
export const BAD_ADDRESS = 'The person’s mail address is none. Correct it, then send this again.';

/** Of these the person learns nothing otherwise; what is still to be done is listed with the campaign. */
const TOLD_BY_MAIL_ALONE: MailKind[] = ['invitation', 'manager-digest', 'question-answered'];
const ABOUT_TRAINING: MailKind[] = ['assigned', 'due-changed', 'reminder', 'nudge'];
/** Whoever has no address is told by hand, which nobody notes here. */
const DAYS_TO_TELL_BY_HAND = 30;

export type Undelivered = {
  id: string;
  kind: string;
  name: string;
  outcome: string;
  /** Whether another address would help. */
  byAddress: boolean;
};

/**
 * Mails that did not reach somebody employed and still matter, the oldest first, so many of them, and how
 * many there are. A newer mail of the kind about the same settles one, and so does it when there is
 * nothing left to do, or a password is set.
 */
export async function undeliveredMails(
  db: Db,
  { today, timeZone, most }: { today: CivilDate; timeZone: string; most: number },
): Promise<{ total: number; rows: Undelivered[] }> {
  const lately = startOfDay(addDays(today, -DAYS_TO_TELL_BY_HAND), timeZone);
  const where = and(
    or(
      eq(mails.state, 'failed'),
      and(eq(mails.state, 'dropped'), eq(mails.outcome, BAD_ADDRESS)),
      and(
        eq(mails.state, 'dropped'),
        eq(mails.outcome, NO_ADDRESS),
        inArray(mails.kind, TOLD_BY_MAIL_ALONE),
        gt(mails.queuedAt, lately),
      ),
    ),
    or(isNull(employees.separatedOn), gt(employees.separatedOn, today)),
    sql`NOT EXISTS (SELECT 1 FROM mails AS newer WHERE newer.employee_number = ${mails.employeeNumber}
      AND newer.kind = ${mails.kind} AND newer.about = ${mails.about}
      AND (newer.queued_at, newer.id) > (${mails.queuedAt}, ${mails.id}))`,
    or(
      sql`${mails.kind} NOT IN ${ABOUT_TRAINING}`,
      sql`EXISTS (SELECT 1 FROM standings AS s WHERE s.assignment_id = ${mails.about}
        AND s.newest AND NOT s.withdrawn AND s.state IN ('not-started', 'in-progress'))`,
    ),
    sql`NOT (${mails.kind} = 'invitation' AND EXISTS (
      SELECT 1 FROM passwords AS p WHERE p.employee_number = ${mails.employeeNumber}))`,
  );
  const rows = await db.read
    .select({
      id: mails.id,
      kind: mails.kind,
      name: employees.name,
      outcome: mails.outcome,
      state: mails.state,
      total: sql<number>`count(*) OVER ()`,
    })
    .from(mails)
    .innerJoin(employees, eq(employees.number, mails.employeeNumber))
    .where(where)
    .orderBy(asc(mails.queuedAt), asc(mails.id))
    .limit(most);
  return {
    total: rows[0]?.total ?? 0,
    rows: rows.map(({ id, kind, name, outcome, state }) => ({
      id,
      kind,
      name,
      outcome,
      byAddress: state === 'failed' || outcome === BAD_ADDRESS,
    })),
  };
}
