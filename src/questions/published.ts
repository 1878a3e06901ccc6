import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { publishedAnswers, questions } from '#db/schema/index.ts';
import type { Revision } from '#policies/model.ts';

/** What everybody may read: HR's words for both, and nothing that leads to who asked. */
export type PublishedAnswer = {
  /** `C.3:1`, or `C.3` for the clause as a whole. */
  about: string;
  question: string;
  answer: string;
  at: Date;
};

/**
 * The published answers about this revision, the newest first. An answer about another revision's
 * words is not shown under these: HR said it of a text that read otherwise.
 */
export async function publishedOn(
  db: Db,
  { policyId, id }: Pick<Revision, 'policyId' | 'id'>,
): Promise<PublishedAnswer[]> {
  return db.read
    .select({
      about: publishedAnswers.sentence,
      question: publishedAnswers.question,
      answer: publishedAnswers.answer,
      at: publishedAnswers.at,
    })
    .from(publishedAnswers)
    .innerJoin(questions, eq(questions.id, publishedAnswers.questionId))
    .where(
      and(
        eq(publishedAnswers.policyId, policyId),
        eq(questions.revision, id),
        isNull(publishedAnswers.withdrawnAt),
      ),
    )
    .orderBy(desc(publishedAnswers.id));
}

/**
 * Those that belong beside these words of the City: beside a clause all about it, beside a sentence
 * those about it and those about its clause as a whole.
 */
export function answersBeside(all: readonly PublishedAnswer[], id: string): PublishedAnswer[] {
  const clause = id.split(':')[0]!;
  return id === clause
    ? all.filter(({ about }) => about.split(':')[0] === clause)
    : all.filter(({ about }) => about === id || about === clause);
}
