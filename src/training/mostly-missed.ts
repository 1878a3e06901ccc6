import { and, avg, count, eq, isNotNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { answers, assignments, attemptItems, attempts } from '#db/schema/index.ts';
import type { Revision } from '#policies/model.ts';
import { sentencesAbout } from './item.ts';
import { scenarioById } from './sentence-questions.ts';

/** Fewer answers than this say nothing of most people. */
const ENOUGH = 5;

/**
 * The sentences of those stories that most people got wrong: in finished checks on this revision, on
 * average less than half of the points. Nobody is named, and no answer is told.
 */
export async function mostlyMissed(
  db: Pick<Db, 'read'>,
  revision: Revision,
): Promise<ReadonlySet<string>> {
  const told = await db.read
    .select({
      scenario: attemptItems.scenario,
      telling: attemptItems.telling,
      score: avg(answers.score).mapWith(Number),
      times: count(),
    })
    .from(answers)
    .innerJoin(
      attemptItems,
      and(
        eq(attemptItems.attemptId, answers.attemptId),
        eq(attemptItems.position, answers.position),
      ),
    )
    .innerJoin(attempts, eq(attempts.id, answers.attemptId))
    .innerJoin(assignments, eq(assignments.id, attempts.assignmentId))
    .where(
      and(
        eq(assignments.policyId, revision.policyId),
        eq(assignments.revision, revision.id),
        eq(attempts.kind, 'graded'),
        isNotNull(attempts.closedAt),
      ),
    )
    .groupBy(attemptItems.scenario, attemptItems.telling);
  const missed = told.filter(({ score, times }) => times >= ENOUGH && score < 0.5);
  return new Set(
    missed.flatMap((one) => {
      const scenario = scenarioById(revision, one.scenario);
      const telling = scenario?.tellings.find(({ id }) => id === one.telling);
      return scenario && telling ? sentencesAbout(revision.ruleset, { scenario, telling }) : [];
    }),
  );
}
