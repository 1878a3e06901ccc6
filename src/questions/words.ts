import { Refusal } from '#errors.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';

export const LONGEST_QUESTION = 2000;
/** An answer may need to tell more than the question does. */
export const LONGEST_ANSWER = 4000;

/** What a refusal calls each, by the form's field. */
const CALLED = { question: 'question', answer: 'answer' };

/**
 * Typed words as they are kept: line breaks alike, no space around. Refuses nothing to see, more than
 * `most` characters, and characters that do not show as what they are.
 */
export function wordsIn(typed: string, field: keyof typeof CALLED, most: number): string {
  const words = typed.replace(/\r\n?/g, '\n').trim();
  const called = CALLED[field];
  if (!isVisible(words)) {
    throw new Refusal('bad-input', `Type the ${called} first.`, field);
  }
  if (words.length > most) {
    throw new Refusal(
      'bad-input',
      `This ${called} has ${words.length} characters; at most ${most} fit. Please shorten it.`,
      field,
    );
  }
  const odd = oddCharacterIn(words, { lines: true });
  if (odd) throw new Refusal('bad-input', `The ${called} holds ${odd}. Type it without.`, field);
  return words;
}
