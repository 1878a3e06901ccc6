import { toReadAgain } from './may-grade.ts';
import type { Path } from './path.ts';
import { hasCheck, type LessonState, type Progress } from './progress.ts';

export type Step = { href: string; text: string; where: string };

const READY: Readonly<Record<Path, string>> = {
  full: 'You have read every lesson and passed. One step is left: sign.',
  changes: 'You have read what changed, and nothing is left to answer. One step is left: sign.',
  short: 'You have answered the questions and passed. One step is left: sign.',
  'sign-only': 'You have signed this revision before. Read it again where you like, then sign.',
};

/** The one thing to do next in an assignment: the button on its card. */
export function nextStep(assignmentId: string, progress: Progress): Step {
  const lessonHref = (state: LessonState) => `/learn/${assignmentId}/${state.lesson.id}`;
  if (progress.complete) {
    return {
      href: `/attest/${assignmentId}`,
      text: 'Review and sign',
      where: READY[progress.followed.path],
    };
  }
  if (progress.lessons.length === 0) {
    return {
      href: `/policy/${progress.policy.id}`,
      text: 'Read the policy',
      where: 'No lesson of this training is for you, so there is nothing to sign. Please tell HR.',
    };
  }
  const open = progress.lessons.find((state) => state.openCheck);
  if (open) {
    return {
      href: `/learn/attempts/${open.openCheck}`,
      text: 'Continue the check',
      where: `You left off in the check on “${open.lesson.title}”. Your answers are saved.`,
    };
  }
  const unread = progress.lessons.find((state) => !state.readAt && !state.testedOut);
  const unchecked = progress.lessons.find((state) => !state.graded && hasCheck(state));
  const next = firstOf(progress, unread, unchecked);
  if (next) {
    const started = progress.done > 0 || next.openedAt;
    return {
      href: lessonHref(next),
      text: started ? 'Continue' : 'Start',
      where: next.readAt
        ? `Next: the check on “${next.lesson.title}”.`
        : `Next: the lesson “${next.lesson.title}”.`,
    };
  }
  const weakest = [...progress.lessons].sort(
    (a, b) => shortfall(b) - shortfall(a),
  )[0] as LessonState;
  return {
    href: toReadAgain(weakest) ? lessonHref(weakest) : `${lessonHref(weakest)}#check`,
    text: 'Take a check again',
    where: `Your result is not there yet. Begin with “${weakest.lesson.title}”: read it again, then take its check.`,
  };
}

function firstOf(
  progress: Progress,
  ...states: (LessonState | undefined)[]
): LessonState | undefined {
  return progress.lessons.find((state) => states.includes(state));
}

function shortfall(state: LessonState): number {
  const { graded } = state;
  return graded ? graded.missedCritical.length * 10 + (graded.max - graded.score) : 0;
}
