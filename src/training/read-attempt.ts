import { and, asc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { answers, assignments, attemptItems, attempts, regrades } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { ItemKind, Lesson, Policy, Revision } from '#policies/model.ts';
import type { Item } from './item.ts';
import { lessonOf } from './own-assignment.ts';
import { pinnedRevision } from './pinned-revision.ts';
import { refuseWhileChecked } from './signed.ts';
import { scenarioById } from './sentence-questions.ts';

export type Answer = {
  turn: number;
  given: string[];
  /** 0 … 1: the score that stands. */
  score: number;
  /** What it earned when it was given. */
  scoreGiven: number;
  /** HR's last word on it, where it was scored anew. */
  regrade: Regrade | undefined;
  at: Date;
};
export type Regrade = { releaseSha256: string; score: number; at: Date; because: string };
export type AskedItem = {
  position: number;
  /** As it was asked. */
  item: Item;
  answer: Answer | undefined;
  /** What scored it: its own release, or the one under which it was scored anew. */
  judged: { revision: Revision; item: Item };
};
export type Attempt = {
  row: typeof attempts.$inferSelect;
  revision: Revision;
  /** None in a refresher: it draws from all lessons. */
  lesson: Lesson | undefined;
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
  const { row } = found;
  // An earlier round shows answers that the open check may ask for.
  if (row.kind === 'practice') await refuseWhileChecked(db.read, row.assignmentId, row.lesson);
  return readItems(db, policies, row);
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
  const items: AskedItem[] = [];
  for (const asked of drawn) {
    const answer = last.get(asked.position);
    const anew = answer?.regrade?.releaseSha256;
    const judge = anew === undefined ? revision : await pinnedRevision(db, policies, anew);
    items.push(askedItem(revision, asked, answer, judge));
  }
  return {
    row,
    revision,
    lesson: row.kind === 'refresher' ? undefined : lessonOf(revision, row.lesson),
    items,
    next: items.find((asked) => !asked.answer)?.position,
  };
}

type Drawn = typeof attemptItems.$inferSelect;

/** A question as its release asks it, and as the release that scored its answer does. */
export function askedItem(
  revision: Revision,
  asked: Drawn,
  answer: Answer | undefined,
  judge: Revision,
): AskedItem {
  const item = itemOf(revision, asked);
  const judged = { revision: judge, item: judge === revision ? item : itemOf(judge, asked) };
  return { position: asked.position, item, answer, judged };
}

/** The last answer to each position, with the score that stands. */
async function lastAnswers(db: Db, attemptId: string): Promise<Map<number, Answer>> {
  const given = await db.read
    .select()
    .from(answers)
    .where(eq(answers.attemptId, attemptId))
    .orderBy(asc(answers.position), asc(answers.turn));
  const anew = await db.read
    .select()
    .from(regrades)
    .where(eq(regrades.attemptId, attemptId))
    .orderBy(asc(regrades.id));
  const last = new Map(anew.map((regrade) => [regrade.position, regrade]));
  return new Map(
    given.map((answer) => [answer.position, standing(answer, last.get(answer.position))]),
  );
}

/** An answer with the score that stands: that of its last regrade, else its own. */
export function standing(
  { turn, given, score, at }: Pick<typeof answers.$inferSelect, 'turn' | 'given' | 'score' | 'at'>,
  regrade: Regrade | undefined,
): Answer {
  return { turn, given, score: regrade?.score ?? score, scoreGiven: score, regrade, at };
}

export function itemOf(revision: Revision, asked: Drawn): Item {
  const scenario = scenarioById(revision, asked.scenario);
  const telling = scenario?.tellings.find((candidate) => candidate.id === asked.telling);
  if (!scenario || !telling) {
    throw new Error(`item ${asked.scenario}/${asked.telling} is not in its pinned release`);
  }
  return { scenario, telling, kind: asked.kind as ItemKind, options: asked.options };
}
