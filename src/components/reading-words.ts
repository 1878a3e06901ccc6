import type { Reading } from '#policies/model.ts';
import { shortQuote } from '#policies/search.ts';

/** A reading's words for whoever learns: without the numbers by which HR finds other readings. */
export function withoutNumbers(words: string): string {
  return words.replace(/\s*\((?:see )?R\d+(?:(?:,| and) R\d+)*\)/g, '');
}

/** The question that a reading answers, short enough for one line, and whether the City has confirmed it. */
export function readingInShort({ issue }: Pick<Reading, 'issue'>, signed: boolean): string {
  const short = shortQuote(withoutNumbers(issue), 70);
  return signed ? short : `${short} (not confirmed by the City yet)`;
}
