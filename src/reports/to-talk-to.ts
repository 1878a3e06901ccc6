import { eq, sql } from 'drizzle-orm';
import { OPEN_STATES } from '#assignments/standing.ts';
import type { CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { assignments } from '#db/schema/index.ts';
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
  { today }: { today: CivilDate },
): Promise<TalkTo[]> {
  const { talkAfter } = policy.passing.retakes;
  // Only who has finished that many checks of one lesson is looked at closely: an index holds these
  // few, named because the other way reads everybody of the policy.
  const again = talkAfter >= 3 ? sql`INDEXED BY attempts_again` : sql``;
  const often = await db.read.all<{ id: string; publicId: string; name: string }>(sql`
    SELECT DISTINCT s.assignment_id AS id, e.public_id AS publicId, s.name AS name, e.number
    FROM attempts AS t ${again}
    CROSS JOIN standings AS s ON s.assignment_id = t.assignment_id
    JOIN employees AS e ON e.number = s.employee_number
    WHERE t.number >= ${talkAfter} ${talkAfter >= 3 ? sql`AND t.number >= 3` : sql``}
      AND t.kind = 'graded' AND t.closed_at IS NOT NULL
      AND s.policy_id = ${policy.id} AND s.newest = 1 AND s.state IN ${[...OPEN_STATES]}
      AND NOT s.withdrawn AND (s.separated_on IS NULL OR s.separated_on > ${today})
    ORDER BY s.name, e.number`);
  const found: TalkTo[] = [];
  for (const { id, publicId, name } of often) {
    const [assignment] = await db.read.select().from(assignments).where(eq(assignments.id, id));
    const lessons = lessonsToTalkAbout(await progressOf(db, policies, assignment!));
    if (lessons.length > 0)
      found.push({ publicId, name, lessons: lessons.map(({ lesson }) => lesson.title) });
  }
  return found;
}
