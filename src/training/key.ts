/** What earns how much: one option of several, or a selection of them. */
export type Key =
  | { how: 'one'; worth: Readonly<Record<string, number>> }
  | { how: 'all'; right: readonly string[] };

/** The answer "none of these". */
export const NONE = 'none';

/** Options that earn everything: any one of them, or all of them together. */
export function rightOf(key: Key): string[] {
  if (key.how === 'all') return key.right.length > 0 ? [...key.right] : [NONE];
  return Object.keys(key.worth).filter((option) => key.worth[option] === 1);
}

/** A full answer: one right option, or the whole selection. */
export function fullAnswer(key: Key): string[] {
  return key.how === 'all' ? rightOf(key) : rightOf(key).slice(0, 1);
}

/**
 * The score of an answer, 0 … 1. One option earns what it is worth. A selection earns hits minus false
 * picks over the number right, never below 0, so "select all" earns nothing.
 */
export function score(key: Key, given: readonly string[]): number {
  if (key.how === 'one') return key.worth[given[0] ?? ''] ?? 0;
  const { right } = key;
  const chosen = new Set(given);
  if (right.length === 0) return chosen.size === 1 && chosen.has(NONE) ? 1 : 0;
  if (chosen.has(NONE)) return 0;
  const hits = right.filter((id) => chosen.has(id)).length;
  return Math.max(0, (hits - (chosen.size - hits)) / right.length);
}
