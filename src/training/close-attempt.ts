import { and, eq, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attempts } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy } from '#policies/model.ts';
import { readAttempt } from './read-attempt.ts';
import { alreadySigned, isAttested } from './signed.ts';

/**
 * Finishes a graded check: from now on its answers stand and its feedback shows.
 * Refused while a question is open; finishing twice changes nothing.
 */
export async function closeAttempt(
  db: Db,
  act: { policies: readonly Policy[]; employeeNumber: string; attemptId: string; at: Date },
): Promise<void> {
  const attempt = await readAttempt(db, act.policies, act.employeeNumber, act.attemptId);
  if (attempt.row.closedAt) return;
  if (attempt.next !== undefined) {
    throw new Refusal(
      'conflict',
      `Question ${attempt.next} has no answer yet. Answer it, then finish the check.`,
    );
  }
  await db.write(async (tx) => {
    if (await isAttested(tx, attempt.row.assignmentId)) throw alreadySigned();
    await tx
      .update(attempts)
      .set({ closedAt: act.at })
      .where(and(eq(attempts.id, attempt.row.id), isNull(attempts.closedAt)));
  });
}
