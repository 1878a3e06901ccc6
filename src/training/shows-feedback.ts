import type { Attempt, AskedItem } from './read-attempt.ts';

/**
 * Whether the person may see what was right: in practice once it is answered, in a graded check when
 * the check is finished.
 */
export function showsFeedback(
  { row }: Pick<Attempt, 'row'>,
  asked: Pick<AskedItem, 'answer'> | undefined,
): boolean {
  return row.closedAt !== null || (row.kind !== 'graded' && asked?.answer !== undefined);
}
