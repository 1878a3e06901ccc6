import { and, asc, eq, not, sql } from 'drizzle-orm';
import { addDays, civilDate, type CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import {
  answers,
  assignments,
  attemptItems,
  attempts,
  attestations,
  campaigns,
  employees,
} from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';

/** Days after signing; people say "four weeks, three months, seven months". */
const FOUR_WEEKS = 28;
const THREE_MONTHS = 91;
const SEVEN_MONTHS = 213;
/** The last one is followed by none, so it ends by itself. */
const LAST_STAYS = 60;
/** Days after signing on which each begins, and on which the last is over. */
const STARTS = [FOUR_WEEKS, THREE_MONTHS, SEVEN_MONTHS, SEVEN_MONTHS + LAST_STAYS];

/** How many questions a refresher asks, and what people are told of the time it takes. */
export const REFRESHER_ITEMS = 3;
export const REFRESHER_MINUTES = 3;

export type Span = { number: number; from: CivilDate; until: CivilDate };
export type DueRefresher = {
  assignmentId: string;
  policyId: string;
  /** Which of the three. */
  number: number;
  /** Its last day. */
  until: CivilDate;
  /** Once it was started. */
  attempt: { id: string; closedAt: Date | null } | undefined;
};
type When = { employeeNumber: string; at: Date; timeZone: string };

/** The three refreshers after signing, each with its first and its last day in the city's zone. */
export function refreshersAfter(signedOn: CivilDate): Span[] {
  return STARTS.slice(0, -1).map((day, index) => ({
    number: index + 1,
    from: addDays(signedOn, day),
    until: addDays(signedOn, (STARTS[index + 1] as number) - 1),
  }));
}

/** Which of the three may be taken on a day. One that was skipped is gone. */
export function refresherOn(signedOn: CivilDate, today: CivilDate): Span | undefined {
  return refreshersAfter(signedOn).find(({ from, until }) => from <= today && today <= until);
}

/**
 * The refreshers a person may take now, a finished one too: of signed assignments whose campaign has
 * them, as long as the person is employed and has not been assigned the same policy anew.
 */
export async function dueRefreshers(
  read: Pick<Reader, 'select'>,
  { employeeNumber, at, timeZone }: When,
): Promise<DueRefresher[]> {
  const today = civilDate(at, timeZone);
  const due: DueRefresher[] = [];
  for (const part of await partsOf(read, employeeNumber)) {
    const span = part.signedAt && refresherOn(civilDate(part.signedAt, timeZone), today);
    if (!part.refreshers || !span || !goesOn(part, today, timeZone)) continue;
    const [attempt] = await read
      .select({ id: attempts.id, closedAt: attempts.closedAt })
      .from(attempts)
      .where(and(refreshersOf(part.assignmentId), eq(attempts.number, span.number)));
    const { assignmentId, policyId } = part;
    due.push({ assignmentId, policyId, number: span.number, until: span.until, attempt });
  }
  return due;
}

/** For HR, by assignment: how many refreshers were offered so far, and how many of them are finished. */
export async function refresherCounts(
  read: Pick<Reader, 'select'>,
  { employeeNumber, at, timeZone }: When,
): Promise<Map<string, { offered: number; done: number }>> {
  const today = civilDate(at, timeZone);
  const counts = new Map<string, { offered: number; done: number }>();
  for (const part of await partsOf(read, employeeNumber)) {
    if (!part.refreshers || !part.signedAt) continue;
    const offered = refreshersAfter(civilDate(part.signedAt, timeZone)).filter(
      ({ from }) => from <= today && goesOn(part, from, timeZone),
    );
    const done = await read
      .select({ id: attempts.id })
      .from(attempts)
      .where(and(refreshersOf(part.assignmentId), allAnswered()));
    counts.set(part.assignmentId, { offered: offered.length, done: done.length });
  }
  return counts;
}

/**
 * Ends a refresher: when the same policy was assigned anew, for it would show answers that a check may
 * ask for; and a day after its last day, wherever the city is.
 */
export async function refuseWhenOver(
  read: Pick<Reader, 'select'>,
  { employeeNumber, assignmentId, number, at }: Begun,
): Promise<void> {
  const parts = await partsOf(read, employeeNumber);
  const part = parts.find((one) => one.assignmentId === assignmentId);
  if (part?.replacedAt) {
    throw new Refusal(
      'conflict',
      'This policy has been assigned to you anew, so the refresher is over. Continue from your training.',
    );
  }
  const days = part?.signedAt ? (at.getTime() - part.signedAt.getTime()) / DAY : 0;
  if (days > (STARTS[number] ?? 0) + 1) {
    throw new Refusal('conflict', 'This refresher is over. What you answered is kept.');
  }
}

type Begun = { employeeNumber: string; assignmentId: string; number: number; at: Date };
const DAY = 24 * 60 * 60 * 1000;

export const refreshersOf = (assignmentId: string) =>
  and(eq(attempts.assignmentId, assignmentId), eq(attempts.kind, 'refresher'));

/** One left unfinished is closed when the next one starts, and is not done. */
const allAnswered = () => sql`NOT EXISTS (
  SELECT 1 FROM ${attemptItems} WHERE ${attemptItems.attemptId} = ${attempts.id} AND NOT EXISTS (
    SELECT 1 FROM ${answers} WHERE ${answers.attemptId} = ${attemptItems.attemptId}
      AND ${answers.position} = ${attemptItems.position}
  )
)`;

type Part = {
  assignmentId: string;
  policyId: string;
  assignedAt: Date;
  refreshers: boolean;
  signedAt: Date | null;
  separatedOn: CivilDate | null;
};

/** A person's assignments, each with when the same policy was assigned next. */
async function partsOf(read: Pick<Reader, 'select'>, employeeNumber: string) {
  const parts: Part[] = await read
    .select({
      assignmentId: assignments.id,
      policyId: assignments.policyId,
      assignedAt: assignments.assignedAt,
      refreshers: campaigns.refreshers,
      signedAt: attestations.signedAt,
      separatedOn: employees.separatedOn,
    })
    .from(assignments)
    .innerJoin(campaigns, eq(campaigns.id, assignments.campaignId))
    .innerJoin(employees, eq(employees.number, assignments.employeeNumber))
    .leftJoin(attestations, and(eq(attestations.assignmentId, assignments.id), not(isWithdrawn)))
    .where(eq(assignments.employeeNumber, employeeNumber))
    .orderBy(asc(assignments.assignedAt));
  return parts.map((part) => ({
    ...part,
    replacedAt: parts.find(
      (other) => other.policyId === part.policyId && other.assignedAt > part.assignedAt,
    )?.assignedAt,
  }));
}

function goesOn(
  { separatedOn, replacedAt }: { separatedOn: CivilDate | null; replacedAt: Date | undefined },
  day: CivilDate,
  timeZone: string,
): boolean {
  const replacedOn = replacedAt && civilDate(replacedAt, timeZone);
  return (separatedOn === null || day < separatedOn) && (!replacedOn || day < replacedOn);
}
