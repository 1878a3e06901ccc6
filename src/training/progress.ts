import { and, asc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attempts, lessonProgress } from '#db/schema/index.ts';
import type { Lesson, Policy, Revision } from '#policies/model.ts';
import { breachedSentences, evaluateTelling } from './kinds/kind.ts';
import { assignedRevision } from './own-assignment.ts';
import { readItems, type Attempt } from './read-attempt.ts';

export type GradedResult = {
  attemptId: string;
  number: number;
  score: number;
  max: number;
  /** Sentences of missed critical items: these must be right whatever the score. */
  missedCritical: string[];
};

export type LessonState = {
  lesson: Lesson;
  openedAt: Date | undefined;
  readAt: Date | undefined;
  /** The latest finished check. */
  graded: GradedResult | undefined;
  /** A check begun and not finished. */
  openCheck: string | undefined;
};

export type Progress = {
  policy: Policy;
  revision: Revision;
  lessons: LessonState[];
  /** Lessons read and checks finished, out of twice the lessons. */
  done: number;
  steps: number;
  score: number;
  max: number;
  missedCritical: string[];
  /** Every lesson read, every check finished, and the result passes: ready to attest. */
  complete: boolean;
  /** Every check is finished. */
  allChecked: boolean;
  passed: boolean;
};

/** How far a person is in an assignment, from what is stored. */
export async function progressOf(
  db: Db,
  policies: readonly Policy[],
  assignment: { id: string; policyId: string; revision: string },
): Promise<Progress> {
  const { policy, revision } = assignedRevision(policies, assignment);
  const read = await db.read
    .select()
    .from(lessonProgress)
    .where(eq(lessonProgress.assignmentId, assignment.id));
  const checks = await db.read
    .select()
    .from(attempts)
    .where(and(eq(attempts.assignmentId, assignment.id), eq(attempts.kind, 'graded')))
    .orderBy(asc(attempts.number));
  const lessons: LessonState[] = [];
  for (const lesson of revision.lessons) {
    const state = read.find((row) => row.lesson === lesson.id);
    const mine = checks.filter((row) => row.lesson === lesson.id);
    const finished = mine.filter((row) => row.closedAt).at(-1);
    lessons.push({
      lesson,
      openedAt: state?.openedAt,
      readAt: state?.readAt ?? undefined,
      graded: finished && resultOf(policy, await readItems(db, policies, finished)),
      openCheck: mine.find((row) => !row.closedAt)?.id,
    });
  }
  return sumUp(policy, revision, lessons);
}

/** What a finished attempt earned. */
export function resultOf(policy: Policy, attempt: Attempt): GradedResult {
  const missed = attempt.items.filter((asked) => (asked.answer?.score ?? 0) < 1);
  const critical = missed.flatMap((asked) =>
    breachedSentences(evaluateTelling(attempt.revision.ruleset, asked.item.telling)).filter((id) =>
      policy.passing.critical.includes(id),
    ),
  );
  return {
    attemptId: attempt.row.id,
    number: attempt.row.number,
    score: attempt.items.reduce((sum, asked) => sum + (asked.answer?.score ?? 0), 0),
    max: attempt.items.length,
    missedCritical: [...new Set(critical)],
  };
}

/**
 * Passing: at least the policy's share of all points over the latest check of each lesson, and every
 * critical item right.
 */
function sumUp(policy: Policy, revision: Revision, lessons: LessonState[]): Progress {
  const results = lessons.flatMap((state) => (state.graded ? [state.graded] : []));
  const score = results.reduce((sum, result) => sum + result.score, 0);
  const max = results.reduce((sum, result) => sum + result.max, 0);
  const missedCritical = [...new Set(results.flatMap((result) => result.missedCritical))];
  const allChecked = results.length === lessons.length;
  const passed =
    allChecked && reaches(score, max, policy.passing.share) && missedCritical.length === 0;
  const allRead = lessons.every((state) => state.readAt);
  return {
    policy,
    revision,
    lessons,
    done: lessons.filter((state) => state.readAt).length + results.length,
    steps: lessons.length * 2,
    score,
    max,
    missedCritical,
    allChecked,
    passed,
    complete: allRead && passed,
  };
}

/** Share of points, compared without rounding surprises: 0.8 of 15 is 12. */
function reaches(score: number, max: number, share: number): boolean {
  return score + 1e-9 >= max * share;
}

/**
 * Whether a person may take a lesson's graded check now: the lesson read, and no finished check that
 * stands. A check may be taken again when its own result falls short, or when the whole does.
 */
export function mayGrade(
  policy: Policy,
  progress: Progress,
  lessonId: string,
): { allowed: true } | { allowed: false; because: string } {
  const state = progress.lessons.find((candidate) => candidate.lesson.id === lessonId);
  if (!state?.readAt) {
    return { allowed: false, because: 'Read the lesson first and say so at its end.' };
  }
  const { graded } = state;
  if (!graded || state.openCheck) return { allowed: true };
  const short =
    !reaches(graded.score, graded.max, policy.passing.share) || graded.missedCritical.length > 0;
  const wholeShort = progress.allChecked && !progress.passed && graded.score < graded.max;
  if (short || wholeShort) return { allowed: true };
  return { allowed: false, because: 'You have passed this check. There is nothing to take again.' };
}
