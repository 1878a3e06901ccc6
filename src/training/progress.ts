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
  /** Sentences of all items that earned less than everything. */
  missed: string[];
  closedAt: Date;
};

export type LessonState = {
  lesson: Lesson;
  openedAt: Date | undefined;
  readAt: Date | undefined;
  /** The latest finished check. */
  graded: GradedResult | undefined;
  /** How many finished checks fell short. */
  failures: number;
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
    const results: GradedResult[] = [];
    for (const row of mine.filter(({ closedAt }) => closedAt))
      results.push(resultOf(policy, await readItems(db, policies, row)));
    lessons.push({
      lesson,
      openedAt: state?.openedAt,
      readAt: state?.readAt ?? undefined,
      graded: results.at(-1),
      failures: results.filter((result) => fellShort(policy, result)).length,
      openCheck: mine.find((row) => !row.closedAt)?.id,
    });
  }
  return sumUp(policy, revision, lessons);
}

/** What a finished attempt earned. */
export function resultOf(policy: Policy, attempt: Attempt): GradedResult {
  const missed = attempt.items.filter((asked) => (asked.answer?.score ?? 0) < 1);
  const about = missed.flatMap(({ item: { scenario, telling } }) =>
    scenario.sentence === undefined
      ? breachedSentences(evaluateTelling(attempt.revision.ruleset, telling))
      : [scenario.sentence],
  );
  // What a sentence does may be missed; what breaks a critical one may not.
  const critical = missed.flatMap(({ item: { telling } }) =>
    breachedSentences(evaluateTelling(attempt.revision.ruleset, telling)).filter((id) =>
      policy.passing.critical.includes(id),
    ),
  );
  return {
    attemptId: attempt.row.id,
    number: attempt.row.number,
    score: attempt.items.reduce((sum, asked) => sum + (asked.answer?.score ?? 0), 0),
    max: attempt.items.length,
    missedCritical: [...new Set(critical)],
    missed: [...new Set(about)],
    closedAt: attempt.row.closedAt ?? attempt.row.startedAt,
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

/** Whole hours until the next check may be taken; 0 for now. */
function pauseLeft({ passing: { retakes } }: Policy, state: LessonState, at: Date): number {
  if (!state.graded || state.failures < retakes.pauseAfter) return 0;
  const since = (at.getTime() - state.graded.closedAt.getTime()) / 3_600_000;
  return Math.max(0, Math.ceil(retakes.pauseHours - since));
}

function fellShort({ passing }: Policy, { score, max, missedCritical }: GradedResult): boolean {
  return !reaches(score, max, passing.share) || missedCritical.length > 0;
}

/** Lessons whose check fell short so often that HR is asked to talk with the person. */
export function lessonsToTalkAbout({ policy, lessons }: Progress): LessonState[] {
  return lessons.filter(
    ({ failures, graded }) =>
      failures >= policy.passing.retakes.talkAfter &&
      graded !== undefined &&
      fellShort(policy, graded),
  );
}

/** Share of points, compared without rounding surprises: 0.8 of 15 is 12. */
function reaches(score: number, max: number, share: number): boolean {
  return score + 1e-9 >= max * share;
}

/**
 * Whether a person may take a lesson's graded check now: the lesson read, and no finished check that
 * stands. A check may be taken again when its own result falls short, or when the whole does; after
 * `retakes.pauseAfter` that fell short, `retakes.pauseHours` lie between. Nobody is locked out.
 */
export function mayGrade(
  policy: Policy,
  progress: Progress,
  lessonId: string,
  at: Date,
): { allowed: true } | { allowed: false; because: string } {
  const state = progress.lessons.find((candidate) => candidate.lesson.id === lessonId);
  if (!state?.readAt) {
    return { allowed: false, because: 'Read the lesson first and say so at its end.' };
  }
  const { graded } = state;
  if (!graded || state.openCheck) return { allowed: true };
  const hours = pauseLeft(policy, state, at);
  if (hours > 0) {
    const because =
      `This check fell short ${state.failures} times, so a pause lies before the next. Read the lesson ` +
      `again and practice; you can take it again in ${hours === 1 ? 'an hour' : `${hours} hours`}.`;
    return { allowed: false, because };
  }
  const short = fellShort(policy, graded);
  const wholeShort = progress.allChecked && !progress.passed && graded.score < graded.max;
  if (short || wholeShort) return { allowed: true };
  return { allowed: false, because: 'You have passed this check. There is nothing to take again.' };
}
