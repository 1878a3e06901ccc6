import { and, asc, desc, eq, isNull, max, sql, type SQL } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { employees, publishedAnswers, questionAnswers, questions } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { noSuchQuestion } from './answer.ts';
import { storyTold, type Told } from './story.ts';
import { names } from './subject.ts';

export type QuestionState = 'open' | 'answered' | 'published';
export type ListedQuestion = {
  id: string;
  about: string;
  policyId: string;
  words: string;
  askedAt: Date;
  /** Who asked, for HR. */
  name: string;
  answeredAt: Date | null;
  state: QuestionState;
};
export type Answer = { id: number; words: string; at: Date; by: string };
export type Question = {
  row: typeof questions.$inferSelect;
  /** Who asked. */
  asker: { number: string; publicId: string; name: string };
  /** With the words it is about; undefined where this portal no longer has them. */
  revision: Revision | undefined;
  story: Told['story'] | undefined;
  /** What the training answered to the story. */
  taught: Told['taught'] | undefined;
  /** The first one first; the last one stands. */
  answers: Answer[];
  /** What is shown to everybody, where anything is. */
  published: typeof publishedAnswers.$inferSelect | undefined;
};
type Paged = { asked: number; size: number };

/** HR's list: the open ones first and of them the oldest, then those answered last. */
export async function questionsPage(db: Db, page: Paged) {
  return listed(db, undefined, page);
}

/** A person's own questions, the last one first. */
export async function ownQuestionsPage(db: Db, employeeNumber: string, page: Paged) {
  return listed(db, employeeNumber, page);
}

/** How many wait for an answer. */
export async function countOpen(db: Db): Promise<number> {
  return db.read.$count(
    questions,
    sql`NOT EXISTS (SELECT 1 FROM ${questionAnswers} WHERE ${questionAnswers.questionId} = ${questions.id})`,
  );
}

/** The person's own question. Another person's answers as one that does not exist. */
export async function ownQuestion(
  db: Db,
  policies: readonly Policy[],
  employeeNumber: string,
  id: string,
): Promise<Question> {
  const mine = and(eq(questions.id, id), eq(questions.employeeNumber, employeeNumber))!;
  const found = await read(db, policies, mine);
  if (found) return found;
  throw new Refusal('not-found', 'This question is not among yours. Open it from your questions.');
}

/** A question whoever asked it: for HR's pages. */
export async function anyQuestion(
  db: Db,
  policies: readonly Policy[],
  id: string,
): Promise<Question> {
  const found = await read(db, policies, eq(questions.id, id));
  if (!found) throw noSuchQuestion();
  return found;
}

async function listed(db: Db, employeeNumber: string | undefined, { asked, size }: Paged) {
  const where = employeeNumber ? eq(questions.employeeNumber, employeeNumber) : undefined;
  const total = await db.read.$count(questions, where);
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(Math.max(1, Math.trunc(asked) || 1), pages);
  const last = db.read
    .select({ questionId: questionAnswers.questionId, at: max(questionAnswers.at).as('last_at') })
    .from(questionAnswers)
    .groupBy(questionAnswers.questionId)
    .as('last');
  const shown = db.read
    .select({ shownId: publishedAnswers.questionId })
    .from(publishedAnswers)
    .where(isNull(publishedAnswers.withdrawnAt))
    .groupBy(publishedAnswers.questionId)
    .as('shown');
  const forHr = [
    sql`${last.at} IS NOT NULL`,
    sql`CASE WHEN ${last.at} IS NULL THEN ${questions.askedAt} ELSE -${last.at} END`,
    asc(questions.id),
  ];
  const rows = await db.read
    .select({
      id: questions.id,
      about: questions.sentence,
      policyId: questions.policyId,
      words: questions.words,
      askedAt: questions.askedAt,
      name: employees.name,
      answeredAt: last.at,
      shownId: shown.shownId,
    })
    .from(questions)
    .innerJoin(employees, eq(employees.number, questions.employeeNumber))
    .leftJoin(last, eq(last.questionId, questions.id))
    .leftJoin(shown, eq(shown.shownId, questions.id))
    .where(where)
    .orderBy(...(where ? [desc(questions.askedAt), asc(questions.id)] : forHr))
    .limit(size)
    .offset((page - 1) * size);
  const list = rows.map(({ shownId, ...row }): ListedQuestion => ({
    ...row,
    state: shownId !== null ? 'published' : row.answeredAt ? 'answered' : 'open',
  }));
  return { rows: list, total, page, pages };
}

async function read(
  db: Db,
  policies: readonly Policy[],
  where: SQL,
): Promise<Question | undefined> {
  const [found] = await db.read
    .select({
      row: questions,
      asker: { number: employees.number, publicId: employees.publicId, name: employees.name },
    })
    .from(questions)
    .innerJoin(employees, eq(employees.number, questions.employeeNumber))
    .where(where);
  if (!found) return undefined;
  const { id, attemptId, position, policyId, revision, sentence } = found.row;
  const answers = await db.read
    .select({
      id: questionAnswers.id,
      words: questionAnswers.words,
      at: questionAnswers.at,
      by: sql<string>`coalesce(${employees.name}, ${questionAnswers.by})`,
    })
    .from(questionAnswers)
    .leftJoin(employees, eq(employees.number, questionAnswers.by))
    .where(eq(questionAnswers.questionId, id))
    .orderBy(asc(questionAnswers.id));
  const [published] = await db.read
    .select()
    .from(publishedAnswers)
    .where(and(eq(publishedAnswers.questionId, id), isNull(publishedAnswers.withdrawnAt)));
  const told =
    attemptId !== null && position !== null
      ? await storyTold(db, policies, { attemptId, position })
      : undefined;
  const text =
    told?.revision ??
    policies.find((one) => one.id === policyId)?.revisions.find((one) => one.id === revision);
  return {
    ...found,
    revision: text && names(text, sentence) ? text : undefined,
    story: told?.story,
    taught: told?.taught,
    answers,
    published,
  };
}
