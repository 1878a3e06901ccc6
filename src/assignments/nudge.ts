import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { civilDate, sayInstant } from '#clock.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import { employees, leaves, mails, standings } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { queueMail } from '#mail/queue.ts';
import { chainBetween } from '#people/chain.ts';
import { OPEN_STATES } from './standing.ts';

/** A person is asked at most once in so many days, whoever asks. */
export const DAYS_BETWEEN_NUDGES = 3;
const DAY = 24 * 60 * 60 * 1000;

/**
 * A manager asks somebody of theirs, directly or down the tree, to come to their training: one mail.
 * Refuses whoever is not theirs like an assignment that is not there, whoever has nothing to do or is on
 * leave, and whoever was asked in the last days. Returns the person's name.
 */
export async function nudge(
  db: Db,
  act: { assignmentId: string; by: string; at: Date; timeZone: string },
): Promise<{ name: string }> {
  const { assignmentId, by, at, timeZone } = act;
  const today = civilDate(at, timeZone);
  return db.write(async (tx) => {
    const [row] = await tx
      .select({ standing: standings, mail: employees.mail })
      .from(standings)
      .innerJoin(employees, eq(employees.number, standings.employeeNumber))
      .where(and(eq(standings.assignmentId, assignmentId), eq(standings.newest, true)));
    const person = row?.standing;
    if (!row || !person || !(await chainBetween(tx, person.employeeNumber, by))) {
      throw new Refusal(
        'not-found',
        'Nobody who reports to you has this training. Look at your team again.',
      );
    }
    await refuseIdle(tx, { ...row, today });
    const { employeeNumber: number, name } = person;
    const last = (await lastNudges(tx, [number], at)).get(number);
    if (last) {
      throw new Refusal(
        'too-many',
        `${name} was asked on ${sayInstant(last, timeZone)}. One such mail in ${DAYS_BETWEEN_NUDGES} days is enough; a word in person may do more.`,
      );
    }
    const onceKey = `nudge ${assignmentId} ${today}`;
    await queueMail(tx, { kind: 'nudge', to: number, about: assignmentId, onceKey, at, by });
    await recordEvent(tx, {
      at,
      actor: by,
      act: 'assignment.nudged',
      subject: number,
      detail: { assignment: assignmentId },
    });
    return { name };
  });
}

/** Of these people, who was asked in the last days, and when. */
export async function lastNudges(
  read: Pick<Reader, 'select'>,
  numbers: readonly string[],
  at: Date,
): Promise<Map<string, Date>> {
  const rows = await read
    .select({ number: mails.employeeNumber, at: mails.queuedAt })
    .from(mails)
    .where(
      and(
        sql`${mails.employeeNumber} IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`,
        eq(mails.kind, 'nudge'),
        gt(mails.queuedAt, new Date(at.getTime() - DAYS_BETWEEN_NUDGES * DAY)),
      ),
    )
    .orderBy(mails.queuedAt);
  return new Map(rows.map((row) => [row.number ?? '', row.at]));
}

/** Of these people, who is on leave on a day. */
export async function onLeave(
  read: Pick<Reader, 'select'>,
  numbers: readonly string[],
  today: string,
): Promise<Set<string>> {
  const rows = await read
    .select({ number: leaves.employeeNumber })
    .from(leaves)
    .where(
      and(
        sql`${leaves.employeeNumber} IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`,
        lte(leaves.fromOn, today),
        or(isNull(leaves.backOn), gt(leaves.backOn, today)),
      ),
    );
  return new Set(rows.map(({ number }) => number));
}

async function refuseIdle(
  tx: Tx,
  row: { standing: typeof standings.$inferSelect; mail: string | null; today: string },
): Promise<void> {
  const { standing, mail, today } = row;
  const { name, employeeNumber, separatedOn } = standing;
  const refuse = (sentence: string) => new Refusal('conflict', `${name} ${sentence}`);
  if (separatedOn !== null && separatedOn <= today) throw refuse('has left.');
  if (standing.state === 'attested') throw refuse('has signed: there is nothing to ask for.');
  if (standing.state === 'exempt') throw refuse('need not do this training.');
  if (standing.state === 'declined') throw refuse('declined to sign. HR is looking into it.');
  if (standing.withdrawn || !OPEN_STATES.some((state) => state === standing.state)) {
    throw refuse('has nothing to do until HR assigns it anew.');
  }
  if (standing.dueOn === null || (await onLeave(tx, [employeeNumber], today)).size > 0) {
    throw refuse('is on leave: due dates wait.');
  }
  if (mail === null) throw refuse('has no work e-mail. Please speak with them.');
}
