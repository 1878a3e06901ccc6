import { Refusal } from '#errors.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';

/** More than this is a memorandum, not a reason. */
export const LONGEST_REASON = 1000;
export const LONGEST_CITATION = 300;

/** What somebody typed, tidied. Refuses nothing at all (`missing`), too much, and odd characters. */
export function wordsIn(
  typed: string,
  { field, missing, most = LONGEST_REASON }: { field: string; missing: string; most?: number },
): string {
  const words = typed.replace(/\r\n?/g, '\n').trim();
  const refuse = (sentence: string) => new Refusal('bad-input', sentence, field);
  if (!isVisible(words)) throw refuse(missing);
  if (words.length > most) throw refuse(`This has at most ${most} characters.`);
  const odd = oddCharacterIn(words, { lines: true });
  if (odd) throw refuse(`The text holds ${odd}. Type it without.`);
  return words;
}
