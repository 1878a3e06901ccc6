import type { Lesson } from './model.ts';

/** Whether a lesson teaches a sentence: it names its clause, or one that holds it. */
export function teaches({ clauses }: Pick<Lesson, 'clauses'>, sentence: string): boolean {
  return clauses.some(
    (clause) => sentence.startsWith(`${clause}:`) || sentence.startsWith(`${clause}.`),
  );
}
