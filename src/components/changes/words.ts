import { idInText, isGone } from '#rules/renumber.ts';
import type { Change, How, Piece } from '#policies/what-changed.ts';
import type { Effect } from '#rules/model.ts';

export const KIND_WORDS: Record<Change['kind'], string> = {
  new: 'New rule',
  gone: 'Rule removed',
  changed: 'Rule changed',
  redefined: 'A word means something else',
};

/** The scale on which an example differs: what whoever acts may do, or what becomes of a comment. */
export function scaleOf({ before, after }: NonNullable<Change['example']>): {
  before: Effect;
  after: Effect;
} {
  return before.verdict === after.verdict
    ? { before: before.comment, after: after.comment }
    : { before: before.verdict, after: after.verdict };
}

/** The facts, a short sentence each. */
export function sayCase(words: readonly string[]): string {
  if (words.length === 0) return 'Nothing about it is out of the ordinary.';
  return words.map((one) => `${one.charAt(0).toUpperCase()}${one.slice(1)}.`).join(' ');
}

/** A clause's number; of one that is gone, the number that it had. */
export const sayClause = (id: string): string => (isGone(id) ? `${idInText(id)} as it was` : id);

/** A reworded sentence as the one text has it, to be read whole. */
export const textOf = (pieces: readonly Piece[], text: 'before' | 'now'): string =>
  pieces
    .filter(({ how }) => how !== (text === 'now' ? 'removed' : 'added'))
    .map((piece) => piece.text)
    .join('');

/** How a clause stands, where that is said at its head. */
export function sayHow({ how, from }: { how: How; from: string | undefined }): string | undefined {
  if (how === 'added') return 'Added';
  if (how === 'removed') return 'Removed';
  if (from === undefined) return undefined;
  return `It was ${from} before`;
}

/** Whether a sentence is there whole on one side alone: then its mark stands before it once. */
export const isWhole = (pieces: readonly Piece[]): boolean =>
  pieces.length === 1 && pieces[0]!.how !== 'same';
