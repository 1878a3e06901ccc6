import { inLine, type Phrase } from '#rules/english.ts';
import type { Bearer, Strength } from '#rules/model.ts';

export const STRENGTH_WORDS: Record<Strength, string> = {
  must: 'Must',
  should: 'Should',
  may: 'May',
};

/** Whom a norm binds, advises or permits. */
export const BEARER_WORDS: Record<Bearer, string> = {
  employee: 'every employee',
  designated: 'employees designated to use a City site',
  administrator: 'the administrators of a City site',
  city: 'the City',
  public: 'whoever posts a public comment',
};

/** A phrase that reads well in its line: one clause, or a few short ones. */
export function inOneLine(phrase: Phrase): string | undefined {
  if (typeof phrase === 'string') return phrase;
  const parts = 'all' in phrase ? phrase.all : phrase.any;
  const words = inLine(phrase);
  return parts.every((part) => typeof part === 'string') && words.length <= 90 ? words : undefined;
}

/** A scenario's tellings by their ids: `base` is the first, `empty-truck` is “empty truck”. */
export function sayTellings(ids: readonly string[]): string {
  return ids
    .map((id) => (id === 'base' ? 'first telling' : `“${id.replaceAll('-', ' ')}”`))
    .join(', ');
}
