import { and, count, eq, gt, gte, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import { OPEN_STATES } from '#assignments/standing.ts';
import type { CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { assignments, attempts, employees, standings } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { lessonsToTalkAbout } from '#training/may-grade.ts';
import { progressOf } from '#training/progress.ts';

/** Someone to talk with, and about which lessons; never about which answers. */
export type TalkTo = { publicId: string; name: string; lessons: string[] };

/**
 * People whose checks of a lesson of this policy fell short as often as its `retakes.talkAfter` says,
 * employed today, and who still have that training to do; by name.
 */
export async function peopleToTalkTo(
  db: Db,
  policies: readonly Policy[],
  policy: Policy,
  today: CivilDate,
): Promise<TalkTo[]> {
  // Only who has finished that many checks of one lesson is looked at closely.
  const often = await db.read
    .select({ id: assignments.id, publicId: employees.publicId, name: employees.name })
    .from(attempts)
    .innerJoin(assignments, eq(assignments.id, attempts.assignmentId))
    .innerJoin(employees, eq(employees.number, assignments.employeeNumber))
    .innerJoin(standings, eq(standings.assignmentId, assignments.id))
    .where(
      and(
        eq(assignments.policyId, policy.id),
        eq(attempts.kind, 'graded'),
        isNotNull(attempts.closedAt),
        eq(standings.newest, true),
        inArray(standings.state, [...OPEN_STATES]),
        or(isNull(standings.separatedOn), gt(standings.separatedOn, today)),
      ),
    )
    .groupBy(assignments.id, attempts.lesson)
    .having(() => gte(count(attempts.id), policy.passing.retakes.talkAfter))
    .orderBy(employees.name);
  const found: TalkTo[] = [];
  for (const id of new Set(often.map((row) => row.id))) {
    const [assignment] = await db.read.select().from(assignments).where(eq(assignments.id, id));
    const lessons = lessonsToTalkAbout(await progressOf(db, policies, assignment!));
    const { publicId, name } = often.find((row) => row.id === id)!;
    if (lessons.length > 0)
      found.push({ publicId, name, lessons: lessons.map(({ lesson }) => lesson.title) });
  }
  return found;
}
