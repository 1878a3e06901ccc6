import { and, eq, inArray, isNull } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Reader } from '#db/client.ts';
import { assignments, attempts, attestations } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { MADE_LESSONS } from '#policies/made-lessons.ts';

/** Whether an assignment is signed: then its training stands as it was signed. Asked inside writes. */
export async function isAttested(
  read: Pick<Reader, 'select'>,
  assignmentId: string,
): Promise<boolean> {
  const [row] = await read
    .select({ id: attestations.id })
    .from(attestations)
    .where(eq(attestations.assignmentId, assignmentId));
  return row !== undefined;
}

export function alreadySigned({ withdrawn = false } = {}): Refusal {
  return new Refusal(
    'conflict',
    withdrawn
      ? 'What was signed for this training was withdrawn, so it is closed. HR assigns it to you again.'
      : 'You have signed this training, so it stands as it is. Your receipt is in your record.',
  );
}

/**
 * Practice shows answers at once, so it rests while a check of the same person is open that asks the
 * same: the same lesson's, in whichever assignment of the policy, or one over all of it.
 */
export async function refuseWhileChecked(
  read: Pick<Reader, 'select'>,
  assignmentId: string,
  lesson: string,
): Promise<void> {
  const mine = alias(assignments, 'mine');
  const open = await read
    .select({ lesson: attempts.lesson })
    .from(mine)
    .innerJoin(
      assignments,
      and(
        eq(assignments.employeeNumber, mine.employeeNumber),
        eq(assignments.policyId, mine.policyId),
      ),
    )
    .innerJoin(attempts, eq(attempts.assignmentId, assignments.id))
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(
      and(
        eq(mine.id, assignmentId),
        eq(attempts.kind, 'graded'),
        inArray(attempts.lesson, [lesson, ...MADE_LESSONS]),
        isNull(attempts.closedAt),
        // What was signed on paper meanwhile cannot be finished any more.
        isNull(attestations.id),
      ),
    );
  if (open.length === 0) return;
  const about = open.some((check) => check.lesson === lesson)
    ? 'on this lesson'
    : 'that asks about this lesson, too';
  throw new Refusal(
    'conflict',
    `You have begun the check ${about}. Finish it first; then you can practice again.`,
  );
}
