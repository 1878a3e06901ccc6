import { Refusal } from '#errors.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';

export const LONGEST_REASON = 2000;
export const LONGEST_REPLY = 4000;

/**
 * Typed words as they are kept: line breaks alike, no space around. Refuses nothing to see, more than
 * `most` characters, and characters that do not show as what they are.
 */
export function wordsOf(typed: string, field: 'reason' | 'answer', most: number): string {
  const words = typed.replace(/\r\n?/g, '\n').trim();
  if (!isVisible(words)) {
    const first = { reason: 'Say why, in your own words.', answer: 'Type the answer first.' };
    throw new Refusal('bad-input', first[field], field);
  }
  if (words.length > most) {
    throw new Refusal(
      'bad-input',
      `This ${field} has ${words.length} characters; at most ${most} fit. Please shorten it.`,
      field,
    );
  }
  const odd = oddCharacterIn(words, { lines: true });
  if (odd) throw new Refusal('bad-input', `The ${field} holds ${odd}. Type it without.`, field);
  return words;
}
