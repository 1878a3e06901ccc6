import { desc, eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { questionAnswers, questions } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { queueMail } from '#mail/queue.ts';
import { LONGEST_ANSWER, wordsIn } from './words.ts';

/**
 * HR answers, or answers better: each answer is a row, the last one stands. `seen` is the id of the
 * last answer on the page (0 for none), so that nobody writes over words they have not read; the same
 * words sent twice are one answer.
 */
export async function answerQuestion(
  db: Db,
  act: { questionId: string; words: string; seen: number; by: string; at: Date },
): Promise<void> {
  const { questionId, seen, by, at } = act;
  const words = wordsIn(act.words, 'answer', LONGEST_ANSWER);
  await db.write(async (tx) => {
    const { employeeNumber } = await questionIn(tx, questionId);
    const last = await lastAnswer(tx, questionId);
    if (last?.words === words) return;
    if ((last?.id ?? 0) !== seen) throw answeredMeanwhile();
    const [answer] = await tx
      .insert(questionAnswers)
      .values({ questionId, words, at, by })
      .returning({ id: questionAnswers.id });
    await queueMail(tx, {
      kind: 'question-answered',
      to: employeeNumber,
      about: questionId,
      onceKey: `question-answered ${answer?.id}`,
      at,
      by,
    });
    await recordEvent(tx, { at, actor: by, act: 'question.answered', subject: questionId });
  });
}

export async function questionIn(tx: Tx, id: string): Promise<typeof questions.$inferSelect> {
  const [row] = await tx.select().from(questions).where(eq(questions.id, id));
  if (!row) throw noSuchQuestion();
  return row;
}

/** The answer that stands. */
export async function lastAnswer(
  tx: Tx,
  questionId: string,
): Promise<typeof questionAnswers.$inferSelect | undefined> {
  const [last] = await tx
    .select()
    .from(questionAnswers)
    .where(eq(questionAnswers.questionId, questionId))
    .orderBy(desc(questionAnswers.id))
    .limit(1);
  return last;
}

export function answeredMeanwhile(): Refusal {
  return new Refusal(
    'conflict',
    'Somebody has answered this question since you opened the page. Read that answer first.',
  );
}

export function noSuchQuestion(): Refusal {
  return new Refusal('not-found', 'There is no such question. Choose one from the list.');
}
