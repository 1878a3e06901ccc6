import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { exempt, endExemption } from '#assignments/change-terms.ts';
import { addDays, civilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { attempts, employees, lessonRereads } from '#db/schema/index.ts';
import { peopleToTalkTo } from '#reports/to-talk-to.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { drawItems } from '#training/draw.ts';
import type { Item } from '#training/item.ts';
import { breachedSentences, evaluateTelling } from '#training/kinds/kind.ts';
import { nextStep } from '#training/next-step.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { startAttempt } from '#training/start-attempt.ts';
import {
  ALICE,
  NOW,
  finishTraining,
  lessonsOf,
  openSchool,
  rightAnswer,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/training.ts';

let school: School;
const LESSON = 'C.3-identification';
const TIME_ZONE = 'America/Chicago';
const TODAY = civilDate(NOW, TIME_ZONE);
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
    for (const { id } of await lessonsOf(school, ALICE)) await takeCheck(school, ALICE, id);
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

  describe('a check that fell short', () => {
    const failed = 'C.4-honesty-and-accuracy';
    const HOUR = 3_600_000;
    const wrong = (item: Item) => wrongAnswer(school.revision, item);
    const later = (hours: number) => new Date(NOW.getTime() + hours * HOUR);
    const start = (hours: number) =>
      startAttempt(school.db, { ...lesson(failed), kind: 'graded', at: later(hours) });
    const failAgain = (hours: number) => takeCheck(school, ALICE, failed, wrong, later(hours));

    test('twice has a day before the next, and practice goes on', async () => {
      await failAgain(0);
      await failAgain(0);
      const said = await refusal(start(1));
      expect(said).toContain('fell short 2 times');
      expect(said).toContain('in 23 hours');
      await startAttempt(school.db, { ...lesson(failed), kind: 'practice' });
      expect(await refusal(start(23.5))).toContain('in an hour');
      expect(await start(24)).toMatch(/\S/);
    });

    test('three times has HR asked to talk, about the lesson and not the answers; nobody is locked out', async () => {
      const [policy] = school.policies;
      const toTalkTo = (day = TODAY) =>
        peopleToTalkTo(school.db, school.policies, policy!, { today: day });
      for (const hours of [0, 0, 24]) {
        expect(await toTalkTo()).toEqual([]);
        await failAgain(hours);
      }
      const title = school.revision.lessons.find(({ id }) => id === failed)!.title;
      const [alice] = await toTalkTo();
      expect(alice).toMatchObject({ name: 'Alice Example', lessons: [title] });
      expect(Object.keys(alice!)).toEqual(['publicId', 'name', 'lessons']);
      // Nobody is named who has left, or has nothing to do any more.
      const employed = (separatedOn: string | null) =>
        school.db.write((tx) =>
          tx.update(employees).set({ separatedOn }).where(eq(employees.number, ALICE)),
        );
      await employed(TODAY);
      expect(await toTalkTo()).toEqual([]);
      expect(await toTalkTo(addDays(TODAY, -1))).toHaveLength(1);
      await employed(null);
      const excusing = {
        assignmentId: school.assignment[ALICE]!,
        because: 'Moved to another training.',
        by: 'hana',
        at: NOW,
        timeZone: TIME_ZONE,
      };
      await exempt(school.db, excusing);
      expect(await toTalkTo()).toEqual([]);
      await endExemption(school.db, excusing);
      await takeCheck(school, ALICE, failed, undefined, later(48));
      expect(await toTalkTo()).toEqual([]);
    });

    test('twice and then passed has nothing to take again, and no pause', async () => {
      await failAgain(0);
      await failAgain(0);
      await takeCheck(school, ALICE, failed, undefined, later(25));
      expect(await refusal(start(26))).toContain('You have passed this check');
    });

    test('is not begun again by a window that still saw it open', async () => {
      await markLessonRead(school.db, lesson(failed));
      const open = await startAttempt(school.db, { ...lesson(failed), kind: 'graded' });
      const attempt = await readAttempt(school.db, school.policies, ALICE, open);
      for (const { position, item } of attempt.items) {
        const act = { ...lesson(failed), attemptId: open, position, given: wrong(item), seen: 0 };
        await answerItem(school.db, act);
      }
      // This window looks while the check is open; the write that finishes it comes before its own.
      const finish = { ...lesson(failed), attemptId: open, at: later(1) };
      const overtaken: Db = {
        ...school.db,
        async write(work) {
          await closeAttempt(school.db, finish);
          return school.db.write(work);
        },
      };
      const again = startAttempt(overtaken, { ...lesson(failed), kind: 'graded', at: later(1) });
      expect(await refusal(again)).toContain('finished in another window');
      expect(await school.db.read.$count(attempts)).toBe(1);
    });

    test('is taken again only after its lesson was read again, and that is kept', async () => {
      const read = (hours: number) =>
        markLessonRead(school.db, { ...lesson(failed), at: later(hours) });
      const check = await failCheckAt(1);
      expect(await refusal(start(2))).toContain('Read the lesson again first');
      await read(3);
      await read(4);
      const again = await school.db.read.select().from(lessonRereads);
      expect(again.map(({ lesson: id, readAt }) => [id, readAt])).toEqual([[failed, later(3)]]);
      expect(await start(5)).not.toBe(check);
    });

    /** Begun after the lesson was read, finished later. */
    async function failCheckAt(hours: number): Promise<string> {
      await markLessonRead(school.db, lesson(failed));
      return failAgain(hours);
    }

    test('is taken again with stories about what was missed first', () => {
      const { revision } = school;
      const about = ({ scenario }: Item) =>
        scenario.tellings.some((telling) =>
          breachedSentences(evaluateTelling(revision.ruleset, telling)).includes('C.4:3'),
        );
      const draws = (missed: string[]) =>
        Array.from({ length: 30 }, (_, seed) =>
          drawItems({
            revision,
            lesson: revision.lessons.find(({ id }) => id === failed)!,
            kind: 'graded',
            seed: `again ${seed}`,
            met: new Set(),
            missed: new Set(missed),
          }),
        );
      expect(draws(['C.4:3']).every((items) => items.some(about))).toBe(true);
      expect(draws([]).every((items) => items.some(about))).toBe(false);
    });
  });

  /** A fresh person fails one lesson and passes the others. */
  async function missLesson(lessonId: string) {
    school = await openSchool();
    for (const { id } of await lessonsOf(school, ALICE)) {
      await takeCheck(school, ALICE, id, (item) =>
        id === lessonId ? wrongAnswer(school.revision, item) : rightAnswer(school.revision, item),
      );
    }
    return progress();
  }
});
