import { idInText } from '#rules/renumber.ts';
import type { Lesson, Revision } from './model.ts';

/** Whether a lesson teaches a sentence: it names its clause, or one that holds it. */
export function teaches({ clauses }: Pick<Lesson, 'clauses'>, sentence: string): boolean {
  return clauses.some(
    (clause) => sentence.startsWith(`${clause}:`) || sentence.startsWith(`${clause}.`),
  );
}

/** Whether a sentence is taught to whom these lessons bind; one that is gone as its neighbors are. */
export function isBinding(
  { lessons }: Pick<Revision, 'lessons'>,
  lessonsThatBind: readonly Lesson[],
  sentence: string,
): boolean {
  const teaching = lessons.filter((lesson) => teaches(lesson, idInText(sentence)));
  return teaching.length === 0 || teaching.some((lesson) => lessonsThatBind.includes(lesson));
}
