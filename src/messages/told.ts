import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm';
import { sayZone, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { assignments, assignmentTerms, leaves, mails, standings } from '#db/schema/index.ts';
import type { Mail } from '#mail/deliver.ts';
import type { DueDay, Letter } from '#mail/letter.ts';
import type { Person } from '#people/person.ts';
import { sayTitle } from '#policies/as-of.ts';
import type { Policy } from '#policies/model.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf, type Progress } from '#training/progress.ts';

/** What every mail is composed from. */
export type Telling = {
  db: Db;
  policies: readonly Policy[];
  /** Every link begins with it. */
  origin: string;
  city: string;
  timeZone: string;
};

/** A mail that is to be composed: who gets it, and when that is. */
export type Asked = Telling & {
  mail: Mail;
  person: Person;
  at: Date;
  /** The city's day. */
  today: CivilDate;
  /** Only shown, not sent: no link that signs somebody in is made. */
  preview: boolean;
};

/** The words, or why there is nothing to say any more. */
export type Said = Letter | { dropped: string };
export type Message = (asked: Asked) => Promise<Said>;

export type Assigned = {
  id: string;
  progress: Progress;
  /** The policy's title; of a draft it says so. */
  title: string;
  dueOn: CivilDate | null;
  exempt: boolean;
  because: string;
  minutes: number;
  calendar: DueDay;
};

/**
 * The training that a mail is about, as it stands. Dropped: finished, declined, replaced by a newer
 * one, withdrawn; and while the person is on leave.
 */
export async function assignmentTold(asked: Asked): Promise<Assigned | { dropped: string }> {
  const { db, policies, mail, person, origin } = asked;
  const [row] = await db.read
    .select({ standing: standings, because: assignments.because })
    .from(standings)
    .innerJoin(assignments, eq(assignments.id, standings.assignmentId))
    .where(
      and(eq(standings.assignmentId, mail.about), eq(standings.employeeNumber, person.number)),
    );
  if (!row) return { dropped: 'What it was about is not there any more.' };
  const { standing, because } = row;
  const why = nothingToDo(standing);
  if (why) return { dropped: why };
  if (await isOnLeave(asked)) return { dropped: 'The person is on leave: due dates wait.' };
  const progress = await progressOf(
    db,
    policies,
    await ownAssignment(db.read, person.number, mail.about),
  );
  const terms = await db.read.$count(assignmentTerms, eq(assignmentTerms.assignmentId, mail.about));
  const title = sayTitle(progress.policy, progress.revision);
  const exempt = standing.state === 'exempt';
  const lessons = progress.lessons.map(({ lesson }) => lesson.minutes);
  return {
    id: mail.about,
    progress,
    title,
    dueOn: standing.dueOn,
    exempt,
    because,
    minutes: lessons.reduce((sum, minutes) => sum + minutes, 0),
    calendar: {
      id: `due-${mail.about}`,
      sequence: terms,
      on: exempt ? null : standing.dueOn,
      title: `Due: ${title} training`,
      note: `Due by the end of this day, ${sayZone(asked.timeZone)}.`,
      href: `${origin}/learn/${mail.about}`,
    },
  };
}

function nothingToDo({ state, newest, withdrawn }: typeof standings.$inferSelect) {
  if (state === 'attested') return 'The person has signed meanwhile.';
  if (state === 'declined') return 'The person declined to sign; HR answers that.';
  if (withdrawn) return 'What was signed is withdrawn; HR assigns it anew.';
  return newest ? undefined : 'A newer training took its place.';
}

async function isOnLeave({ db, person, today }: Asked): Promise<boolean> {
  const now = and(
    eq(leaves.employeeNumber, person.number),
    lte(leaves.fromOn, today),
    or(isNull(leaves.backOn), gt(leaves.backOn, today)),
  );
  return (await db.read.$count(leaves, now)) > 0;
}

/** Whether a later mail says the same, newer: of many that waited, only the last goes out. */
export async function isOutdone({ db, mail }: Asked): Promise<boolean> {
  const later = and(
    eq(mails.employeeNumber, mail.employeeNumber ?? ''),
    eq(mails.kind, mail.kind),
    eq(mails.about, mail.about),
    sql`(${mails.queuedAt}, ${mails.id}) > (${mail.queuedAt.getTime()}, ${mail.id})`,
  );
  return (await db.read.$count(mails, later)) > 0;
}

/** Whether it has waited for more than so many days: then it would only confuse. */
export function isOlderThan(days: number, { mail, at }: Asked): boolean {
  return at.getTime() - mail.queuedAt.getTime() > days * 24 * 60 * 60 * 1000;
}

/** Whole days from one civil date to another. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);
}

export const sayDays = (count: number) => (count === 1 ? '1 day' : `${count} days`);
