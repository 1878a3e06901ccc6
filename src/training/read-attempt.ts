import { and, asc, desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { answers, assignments, attemptItems, attempts } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { ItemKind, Lesson, Policy, Revision } from '#policies/model.ts';
import type { Item } from './item.ts';
import { lessonOf } from './own-assignment.ts';
import { pinnedRevision } from './pinned-revision.ts';
import { scenarioById } from './sentence-questions.ts';

export type Answer = { turn: number; given: string[]; score: number; at: Date };
export type AskedItem = { position: number; item: Item; answer: Answer | undefined };
export type Attempt = {
  row: typeof attempts.$inferSelect;
  revision: Revision;
  lesson: Lesson;
  items: AskedItem[];
  /** The first position without an answer; undefined when all have one. */
  next: number | undefined;
};

/**
 * The person's own attempt, with the items as drawn and the last answer to each.
 * Another person's answers as one that does not exist.
 */
export async function readAttempt(
  db: Db,
  policies: readonly Policy[],
  employeeNumber: string,
  attemptId: string,
): Promise<Attempt> {
  const [found] = await db.read
    .select({ row: attempts })
    .from(attempts)
    .innerJoin(assignments, eq(assignments.id, attempts.assignmentId))
    .where(and(eq(attempts.id, attemptId), eq(assignments.employeeNumber, employeeNumber)));
  if (!found) {
    throw new Refusal(
      'not-found',
      'These questions are not among yours. Start from your training.',
    );
  }
  return readItems(db, policies, found.row);
}

/** An attempt whoever it belongs to: for HR's pages and for records. */
export async function readItems(
  db: Db,
  policies: readonly Policy[],
  row: typeof attempts.$inferSelect,
): Promise<Attempt> {
  const revision = await pinnedRevision(db, policies, row.releaseSha256);
  const drawn = await db.read
    .select()
    .from(attemptItems)
    .where(eq(attemptItems.attemptId, row.id))
    .orderBy(asc(attemptItems.position));
  const last = await lastAnswers(db, row.id);
  const items = drawn.map((asked) => ({
    position: asked.position,
    item: itemOf(revision, asked),
    answer: last.get(asked.position),
  }));
  return {
    row,
    revision,
    lesson: lessonOf(revision, row.lesson),
    items,
    next: items.find((asked) => !asked.answer)?.position,
  };
}

export async function lastAnswers(db: Db, attemptId: string): Promise<Map<number, Answer>> {
  const given = await db.read
    .select()
    .from(answers)
    .where(eq(answers.attemptId, attemptId))
    .orderBy(asc(answers.position), desc(answers.turn));
  const last = new Map<number, Answer>();
  for (const answer of given) if (!last.has(answer.position)) last.set(answer.position, answer);
  return last;
}

export function itemOf(revision: Revision, asked: typeof attemptItems.$inferSelect): Item {
  const scenario = scenarioById(revision, asked.scenario);
  const telling = scenario?.tellings.find((candidate) => candidate.id === asked.telling);
  if (!scenario || !telling) {
    throw new Error(`item ${asked.scenario}/${asked.telling} is not in its pinned release`);
  }
  return { scenario, telling, kind: asked.kind as ItemKind, options: asked.options };
}
