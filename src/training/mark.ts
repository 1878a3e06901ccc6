import type { Progress } from './progress.ts';

/**
 * The points that pass the whole training, of how many: a finished check counts as its release said,
 * one to come as this revision does.
 */
export function markOf({ lessons, revision }: Pick<Progress, 'lessons' | 'revision'>): {
  needed: number;
  max: number;
} {
  const checks = lessons.map(
    ({ graded, lesson }) =>
      graded ?? { needed: lesson.graded * revision.passing.share, max: lesson.graded },
  );
  return {
    needed: checks.reduce((sum, { needed }) => sum + needed, 0),
    max: checks.reduce((sum, { max }) => sum + max, 0),
  };
}
