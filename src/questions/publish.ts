import { and, eq, isNull } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { employees, publishedAnswers } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { answeredMeanwhile, lastAnswer, questionIn } from './answer.ts';
import { LONGEST_ANSWER, LONGEST_QUESTION, wordsIn } from './words.ts';

/**
 * Shows a question and its answer to everybody, in the words HR gives both, under the clause. Refuses
 * a question without an answer, a newer answer than the one on the page (`seen`), one that is shown
 * already, and words that hold the asker's full name, employee number or mail.
 */
export async function publishAnswer(
  db: Db,
  act: {
    questionId: string;
    question: string;
    answer: string;
    seen: number;
    by: string;
    at: Date;
  },
): Promise<void> {
  const { questionId, seen, by, at } = act;
  const question = wordsIn(act.question, 'question', LONGEST_QUESTION);
  const answer = wordsIn(act.answer, 'answer', LONGEST_ANSWER);
  await db.write(async (tx) => {
    const asked = await questionIn(tx, questionId);
    const shown = await standing(tx, questionId);
    if (shown?.question === question && shown.answer === answer) return;
    if (shown) {
      throw new Refusal(
        'conflict',
        'An answer to this question is published already. Withdraw that one first.',
      );
    }
    const last = await lastAnswer(tx, questionId);
    if (!last) throw new Refusal('conflict', 'Answer the question first; then publish.');
    if (last.id !== seen) throw answeredMeanwhile();
    await refuseNames(tx, asked.employeeNumber, { question, answer });
    const { policyId, sentence } = asked;
    const row = { questionId, policyId, sentence, question, answer, at, by };
    await tx.insert(publishedAnswers).values(row);
    await recordEvent(tx, { at, actor: by, act: 'answer.published', subject: questionId });
  });
}

/** Shows it no longer; the row is kept. Withdrawn twice, the first one stands. */
export async function withdrawPublished(
  db: Db,
  { questionId, by, at }: { questionId: string; by: string; at: Date },
): Promise<void> {
  await db.write(async (tx) => {
    await questionIn(tx, questionId);
    const shown = await standing(tx, questionId);
    if (!shown) {
      throw new Refusal('conflict', 'No answer to this question is published any more.');
    }
    await tx
      .update(publishedAnswers)
      .set({ withdrawnAt: at, withdrawnBy: by })
      .where(eq(publishedAnswers.id, shown.id));
    await recordEvent(tx, { at, actor: by, act: 'answer.withdrawn', subject: questionId });
  });
}

async function standing(tx: Tx, questionId: string) {
  const [shown] = await tx
    .select()
    .from(publishedAnswers)
    .where(and(eq(publishedAnswers.questionId, questionId), isNull(publishedAnswers.withdrawnAt)));
  return shown;
}

/** What a program can see of it: first names alone are words, too ("Will", "Grace"), so HR looks. */
async function refuseNames(
  tx: Tx,
  employeeNumber: string,
  words: Record<'question' | 'answer', string>,
): Promise<void> {
  const [asker] = await tx.select().from(employees).where(eq(employees.number, employeeNumber));
  const parts = asker?.name.split(/\s+/) ?? [];
  const [last, ...first] = [...parts].reverse();
  const lastFirst = parts.length > 1 ? [`${last}, ${first.reverse().join(' ')}`] : [];
  const telling = [asker?.name, ...lastFirst, asker?.number, asker?.mail].filter(
    (one) => one != null,
  );
  for (const field of ['question', 'answer'] as const) {
    const found = telling.find((one) => holds(words[field], one));
    if (found === undefined) continue;
    throw new Refusal(
      'bad-input',
      `The ${field} holds “${found}”, which says who asked. Leave it out.`,
      field,
    );
  }
}

/**
 * Whether a text holds this name or number as such, in any case, spacing and dashes; `T-1` is not in
 * `T-12`. What looks the same is the same, so a name is found though unseen characters part it.
 */
function holds(text: string, telling: string): boolean {
  const [words, sought] = [plain(text), plain(telling)];
  const escaped = sought.replace(/[*+?^${}()|[\]\\]/g, '\\$&');
  if (new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'u').test(words)) return true;
  const isName = /^\p{L}+( \p{L}+)+$/u.test(sought);
  return isName && words.replaceAll(' ', '').includes(sought.replaceAll(' ', ''));
}

function plain(typed: string): string {
  const seen = typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cf}/gu, '');
  return seen.replace(/[\s\p{Pd}_.,]+/gu, ' ').trim();
}
