import type { QuestionState } from '#questions/read-questions.ts';
import { sayCitation } from '../quoted.ts';

/** What a question is about, in words: `C.3, sentence 1`, `C.3`, `section A`. */
export function sayAbout(id: string): string {
  return /^[A-Z]$/.test(id) ? `section ${id}` : sayCitation(id);
}

/** Where a question stands, as its lists say it. */
export const STATE_WORDS: Record<QuestionState, string> = {
  open: 'Waits for HR',
  answered: 'Answered',
  published: 'Answered, and shown to everybody without names',
};
