import type { Policy } from '#policies/model.ts';
import { hasCheck, type LessonState, type Progress } from './progress.ts';
import { fellShort } from './result.ts';

/**
 * Whether a person may take a lesson's graded check now: the lesson read, or people may test out, and
 * no finished check that stands. A check may be taken again when its own result falls short, or when
 * the whole does, after its lesson is read again; after `retakes.pauseAfter` that fell short,
 * `retakes.pauseHours` lie between. Nobody is locked out.
 */
export function mayGrade(
  progress: Progress,
  lessonId: string,
  at: Date,
): { allowed: true } | { allowed: false; because: string } {
  const { policy, testOut } = progress;
  const state = progress.lessons.find((candidate) => candidate.lesson.id === lessonId);
  const no = (because: string) => ({ allowed: false as const, because });
  if (!state) {
    return no('This lesson is not part of your training, so it has no check. You can read it.');
  }
  if (!hasCheck(state)) return no('This lesson has no check. Reading it is all that is asked.');
  const { graded } = state;
  if (state.openCheck) return { allowed: true };
  if (!graded) {
    if (state.readAt || testOut) return { allowed: true };
    return no('Read the lesson first and say so at its end.');
  }
  if (!mayTakeAgain(progress, state)) {
    return no('You have passed this check. There is nothing to take again.');
  }
  const hours = pauseLeft(policy, state, at);
  if (hours > 0) {
    return no(
      `This check fell short ${state.failures} times, so a pause lies before the next. Read the lesson ` +
        `again and practice; you can take it again in ${hours === 1 ? 'an hour' : `${hours} hours`}.`,
    );
  }
  if (toReadAgain(state)) {
    return no('Read the lesson again first and say so at its end. Then take the check again.');
  }
  return { allowed: true };
}

/** Whether a check that is finished is to be had again: it or the whole falls short. */
export function mayTakeAgain(progress: Progress, { graded }: LessonState): boolean {
  if (!graded) return false;
  const wholeShort = progress.allChecked && !progress.passed && graded.score < graded.max;
  return fellShort(graded) || wholeShort;
}

/** The lesson has not been read since its last check. */
export function toReadAgain({ graded, lastReadAt }: LessonState): boolean {
  return graded !== undefined && (!lastReadAt || lastReadAt < graded.closedAt);
}

/** Whole hours until the next check may be taken; 0 for now. */
function pauseLeft({ passing: { retakes } }: Policy, state: LessonState, at: Date): number {
  if (!state.graded || state.failures < retakes.pauseAfter) return 0;
  const since = (at.getTime() - state.graded.closedAt.getTime()) / 3_600_000;
  return Math.max(0, Math.ceil(retakes.pauseHours - since));
}

/** Lessons whose check fell short so often that HR is asked to talk with the person. */
export function lessonsToTalkAbout({ policy, lessons }: Progress): LessonState[] {
  return lessons.filter(
    ({ failures, graded }) =>
      failures >= policy.passing.retakes.talkAfter && graded !== undefined && fellShort(graded),
  );
}
