import { beforeEach, describe, expect, test } from 'vitest';
import { nextStep } from '#training/next-step.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { startAttempt } from '#training/start-attempt.ts';
import {
  ALICE,
  NOW,
  finishTraining,
  openSchool,
  rightAnswer,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/training.ts';

let school: School;
const LESSON = 'C.3-identification';
beforeEach(async () => {
  school = await openSchool();
});

const lesson = (lessonId = LESSON) => ({
  policies: school.policies,
  employeeNumber: ALICE,
  at: NOW,
  assignmentId: school.assignment[ALICE]!,
  lessonId,
});
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

describe('completion', () => {
  const progress = async () =>
    progressOf(
      school.db,
      school.policies,
      await ownAssignment(school.db.read, ALICE, school.assignment[ALICE]!),
    );

  test('is every lesson read, every check finished, and the result passed', async () => {
    expect((await progress()).complete).toBe(false);
    await finishTraining(school, ALICE);
    const done = await progress();
    expect(done).toMatchObject({ complete: true, passed: true, missedCritical: [] });
    expect(done.max).toBeGreaterThanOrEqual(20);
    expect(nextStep('a', done).href).toBe('/attest/a');
  });

  test('fails on one missed critical item, however good the rest', async () => {
    const { critical } = school.policies[0]!.passing;
    for (const { id } of school.revision.lessons) await takeCheck(school, ALICE, id);
    // C.6 again, every item missed: those about confidential information are critical.
    const missed = await missLesson('C.6-prohibited-activity');
    expect(missed.missedCritical.some((id) => critical.includes(id))).toBe(true);
    expect(missed.passed).toBe(false);
    expect(nextStep('a', missed).href).toBe('/learn/a/C.6-prohibited-activity#check');
  });

  test('a check that passed is not taken again; one that fell short is, with other stories', async () => {
    await takeCheck(school, ALICE, LESSON);
    const said = await refusal(startAttempt(school.db, { ...lesson(), kind: 'graded' }));
    expect(said).toContain('passed this check');

    const failed = 'C.4-honesty-and-accuracy';
    const first = await takeCheck(school, ALICE, failed, (item) =>
      wrongAnswer(school.revision, item),
    );
    const second = await startAttempt(school.db, { ...lesson(failed), kind: 'graded' });
    expect(second).not.toBe(first);
    const { row } = await readAttempt(school.db, school.policies, ALICE, second);
    expect(row.number).toBe(2);
  });

  /** A fresh person fails one lesson and passes the others. */
  async function missLesson(lessonId: string) {
    school = await openSchool();
    for (const { id } of school.revision.lessons) {
      await takeCheck(school, ALICE, id, (item) =>
        id === lessonId ? wrongAnswer(school.revision, item) : rightAnswer(school.revision, item),
      );
    }
    return progress();
  }
});
