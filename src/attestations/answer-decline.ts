import { and, desc, eq, ne } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { declineAnswers, records } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { noSuchDecline } from './read-declines.ts';
import { LONGEST_REPLY, wordsOf } from './words.ts';

/**
 * HR says what was done about a decline, or says it better: each answer is a row, the last one stands.
 * `seen` is the id of the last answer on the page (0 for none), so that nobody answers over words they
 * have not read; the same words sent twice are one answer. Refuses HR's own decline.
 */
export async function answerDecline(
  db: Db,
  act: { recordId: string; words: string; seen: number; by: string; at: Date },
): Promise<void> {
  const { recordId, seen, by, at } = act;
  const words = wordsOf(act.words, 'answer', LONGEST_REPLY);
  await db.write(async (tx) => {
    const [declined] = await tx
      .select({ employeeNumber: records.employeeNumber })
      .from(records)
      .where(and(eq(records.id, recordId), eq(records.kind, 'decline'), ne(records.record, '')));
    if (!declined) throw noSuchDecline();
    if (declined.employeeNumber === by) {
      throw new Refusal(
        'not-allowed',
        'This is what you declined yourself. Ask a colleague in HR to answer it.',
      );
    }
    const [last] = await tx
      .select()
      .from(declineAnswers)
      .where(eq(declineAnswers.recordId, recordId))
      .orderBy(desc(declineAnswers.id))
      .limit(1);
    if (last?.words === words) return;
    if ((last?.id ?? 0) !== seen) {
      throw new Refusal(
        'conflict',
        'Somebody has answered this since you opened the page. Read that answer first.',
      );
    }
    await tx.insert(declineAnswers).values({ recordId, words, by, at });
    await recordEvent(tx, { at, actor: by, act: 'decline.answered', subject: recordId });
  });
}
