import { z } from 'zod';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { startRefresher as begin } from '#training/refresher/start-refresher.ts';
import { formAction } from './define.ts';
import { chosen, count, id } from './fields.ts';

/** "I have read this lesson." */
export const readLesson = formAction({
  atKiosk: true,
  input: z.object({ assignment: id, lesson: id }),
  async run({ assignment, lesson }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    await markLessonRead(db, {
      policies,
      employeeNumber: number,
      assignmentId: assignment,
      lessonId: lesson,
      at: clock(),
    });
    return {};
  },
});

/** Starts a practice round, or takes up the open one; with a scenario, practises that one. */
export const startPractice = formAction({
  atKiosk: true,
  input: z.object({ assignment: id, lesson: id, scenario: id.optional() }),
  async run({ assignment, lesson, scenario }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    const attempt = await startAttempt(db, {
      policies,
      employeeNumber: number,
      assignmentId: assignment,
      lessonId: lesson,
      kind: 'practice',
      ...(scenario ? { scenarioId: scenario } : {}),
      at: clock(),
    });
    return { attempt };
  },
});

/** Starts a lesson's graded check, or takes up the open one. */
export const startCheck = formAction({
  atKiosk: true,
  input: z.object({ assignment: id, lesson: id }),
  async run({ assignment, lesson }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    const attempt = await startAttempt(db, {
      policies,
      employeeNumber: number,
      assignmentId: assignment,
      lessonId: lesson,
      kind: 'graded',
      at: clock(),
    });
    return { attempt };
  },
});

/** Starts the refresher that is due for a signed training, or takes up the one that was started. */
export const startRefresher = formAction({
  atKiosk: true,
  input: z.object({ assignment: id }),
  async run({ assignment }, { locals }, { number }) {
    const { db, policies, clock, config } = locals.portal;
    const attempt = await begin(db, {
      policies,
      employeeNumber: number,
      assignmentId: assignment,
      at: clock(),
      timeZone: config.timeZone,
    });
    return { attempt };
  },
});

/** Saves one answer. */
export const answer = formAction({
  atKiosk: true,
  input: z.object({
    attempt: id,
    position: count(1),
    seen: count(0),
    given: chosen,
  }),
  async run({ attempt, position, seen, given }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    await answerItem(db, {
      policies,
      employeeNumber: number,
      attemptId: attempt,
      position,
      given,
      seen,
      at: clock(),
    });
    return { position };
  },
});

/** Finishes a graded check. */
export const finishCheck = formAction({
  atKiosk: true,
  input: z.object({ attempt: id }),
  async run({ attempt }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    await closeAttempt(db, {
      policies,
      employeeNumber: number,
      attemptId: attempt,
      at: clock(),
    });
    return {};
  },
});
