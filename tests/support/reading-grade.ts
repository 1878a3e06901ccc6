import { fleschKincaid } from 'flesch-kincaid';
import { syllable } from 'syllable';

/** The school grade of a text by Flesch and Kincaid; 8 is read with ease by a thirteen-year-old. */
export function gradeOf(text: string): number {
  const sentences = text.split(/[.!?:]+(?:\s|$)|\n{2,}/).filter((part) => /\w{2}/.test(part));
  const words = text.match(/[A-Za-z][\w'’-]*/g) ?? [];
  return fleschKincaid({
    sentence: sentences.length,
    word: words.length,
    syllable: words.reduce((sum, word) => sum + syllable(word), 0),
  });
}
