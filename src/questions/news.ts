import { and, desc, eq, gt, isNull, max, or, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { questionAnswers, questions } from '#db/schema/index.ts';

/** HR's answer to one of a person's questions that they have not opened since. */
export type News = { id: string; about: string };

/** The person's questions with an answer of HR's, or a better one, that they have not opened; the newest first. */
export async function unseenAnswers(db: Db, employeeNumber: string): Promise<News[]> {
  const last = max(questionAnswers.at);
  return db.read
    .select({ id: questions.id, about: questions.sentence })
    .from(questions)
    .innerJoin(questionAnswers, eq(questionAnswers.questionId, questions.id))
    .where(
      and(
        eq(questions.employeeNumber, employeeNumber),
        or(isNull(questions.seenAt), gt(questionAnswers.at, questions.seenAt)),
      ),
    )
    .groupBy(questions.id)
    .orderBy(desc(last), desc(questions.id));
}

/**
 * Notes that the person has opened their question with the answer given at `answeredAt`. Theirs alone:
 * HR's looking changes nothing; nor does opening it again.
 */
export async function noteAnswerSeen(
  db: Db,
  seen: { questionId: string; employeeNumber: string; answeredAt: Date },
): Promise<void> {
  const { questionId, employeeNumber, answeredAt } = seen;
  await db.write((tx) =>
    tx
      .update(questions)
      .set({ seenAt: answeredAt })
      .where(
        and(
          eq(questions.id, questionId),
          eq(questions.employeeNumber, employeeNumber),
          sql`coalesce(${questions.seenAt}, 0) < ${answeredAt.getTime()}`,
        ),
      ),
  );
}
