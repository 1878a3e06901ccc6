import { and, eq, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { answers, assignments, attemptItems, attempts } from '#db/schema/index.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import type { Policy } from '#policies/model.ts';
import { drawItems, randomFrom } from '#training/draw.ts';
import { keyOf, type Item } from '#training/item.ts';
import { fullAnswer, score } from '#training/key.ts';
import { assign } from './campaigns.ts';

type Wanted = {
  people: number;
  at: Date;
  by: string;
  timeZone: string;
  /** Lessons whose check everybody takes; all when none is named. */
  lessons?: readonly string[];
  /** How likely a person is right, 0 … 1, by default four in five. */
  chance?: (item: Item) => number;
};

/** Drawing takes long: people share so many different checks of each lesson. */
const DRAWN = 60;

/** Adds people who have finished one check of each lesson; their answers come by chance, from a seed. */
export async function addManyChecks(
  db: Db,
  policies: readonly Policy[],
  { people, at, by, timeZone, lessons, chance = () => 0.8 }: Wanted,
): Promise<void> {
  const policy = policies[0]!;
  const revision = policy.revisions.at(-1)!;
  await db.write(
    async (tx) => {
      await addDepartment(tx, { id: 'many', name: 'Many people', at, by });
      for (let index = 1; index <= people; index += 1) {
        const person = { number: `M-${index}`, name: `Many ${index}`, title: 'Tester' };
        await addEmployee(tx, { ...person, departmentId: 'many', hiredOn: '2025-01-01', at, by });
      }
    },
    { longest: 120_000 },
  );
  await assign(db, {
    id: 'campaign-for-many-checks',
    policies,
    policyId: policy.id,
    again: false,
    audience: { departments: ['many'] },
    dueOn: '2027-12-11',
    timeZone,
    by,
    at,
  });
  const assigned = await db.read
    .select({ id: assignments.id })
    .from(assignments)
    .where(eq(assignments.campaignId, 'campaign-for-many-checks'));
  const taken = revision.lessons.filter(({ id }) => lessons?.includes(id) ?? true);
  for (const lesson of taken) {
    const random = randomFrom(lesson.id);
    const drawn = Array.from({ length: DRAWN }, (_, index) =>
      drawItems({
        revision,
        lesson,
        kind: 'graded',
        seed: `${lesson.id} ${index}`,
        met: new Set(),
        critical: policy.passing.critical,
      }),
    );
    for (let from = 0; from < assigned.length; from += 100) {
      const rows = assigned.slice(from, from + 100).map(({ id }, index) => ({
        id: `${lesson.id}-${from + index}`,
        assignmentId: id,
        items: drawn[Math.floor(random() * DRAWN)]!,
      }));
      await db.write(
        async (tx) => {
          await tx.insert(attempts).values(
            rows.map(({ id, assignmentId }) => ({
              id,
              assignmentId,
              lesson: lesson.id,
              kind: 'graded' as const,
              number: 1,
              releaseSha256: revision.releaseSha256,
              startedAt: at,
            })),
          );
          const asked = rows.flatMap(({ id, items }) =>
            items.map((item, index) => ({ attemptId: id, position: index + 1, item })),
          );
          await tx.insert(attemptItems).values(
            asked.map(({ item, ...place }) => ({
              ...place,
              scenario: item.scenario.id,
              telling: item.telling.id,
              kind: item.kind,
              options: item.options,
              scenarioSha256: item.scenario.sha256,
            })),
          );
          await tx.insert(answers).values(
            asked.map(({ item, ...place }) => {
              const key = keyOf(revision.ruleset, item);
              const wrong = item.options.filter((option) => score(key, [option]) === 0);
              const given =
                wrong.length === 0 || random() < chance(item)
                  ? fullAnswer(key)
                  : [wrong[Math.floor(random() * wrong.length)]!];
              return { ...place, turn: 1, given, score: score(key, given), at };
            }),
          );
          await tx
            .update(attempts)
            .set({ closedAt: at })
            .where(and(eq(attempts.lesson, lesson.id), isNull(attempts.closedAt)));
        },
        { longest: 120_000 },
      );
    }
  }
}
