import type { Attempt, AskedItem } from '../read-attempt.ts';

/**
 * Whether the person may see what was right: in a graded check when the check is finished, in practice
 * and in a refresher once the question is answered. A practice round that was left shows nothing more.
 */
export function showsFeedback(
  { row }: Pick<Attempt, 'row'>,
  asked: Pick<AskedItem, 'answer'> | undefined,
): boolean {
  return row.kind === 'graded' ? row.closedAt !== null : asked?.answer !== undefined;
}
