import { and, eq, isNull } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { attempts, attestations } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';

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

/** Practice shows answers at once, so it rests while the same lesson's check is open. */
export async function refuseWhileChecked(
  read: Pick<Reader, 'select'>,
  assignmentId: string,
  lesson: string,
): Promise<void> {
  const [open] = await read
    .select({ id: attempts.id })
    .from(attempts)
    .where(
      and(
        eq(attempts.assignmentId, assignmentId),
        eq(attempts.lesson, lesson),
        eq(attempts.kind, 'graded'),
        isNull(attempts.closedAt),
      ),
    );
  if (open) {
    throw new Refusal(
      'conflict',
      'You have begun the check on this lesson. Finish it first; then you can practice again.',
    );
  }
}
