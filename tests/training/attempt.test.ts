import { beforeEach, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { answers, attempts } from '#db/schema/index.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { showsFeedback } from '#training/feedback/shows-feedback.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { startAttempt } from '#training/start-attempt.ts';
import type { Item } from '#training/item.ts';
import {
  ALICE,
  BOB,
  lessonsOf,
  NOW,
  openSchool,
  rightAnswer,
  sign,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/training.ts';

let school: School;
const LESSON = 'C.3-identification';
beforeEach(async () => {
  school = await openSchool();
});

const part = (number = ALICE) => ({ policies: school.policies, employeeNumber: number, at: NOW });
const lesson = (number = ALICE, lessonId = LESSON) => ({
  ...part(number),
  assignmentId: school.assignment[number]!,
  lessonId,
});
const open = async (kind: 'practice' | 'graded') => {
  await markLessonRead(school.db, lesson());
  const attemptId = await startAttempt(school.db, { ...lesson(), kind });
  return readAttempt(school.db, school.policies, ALICE, attemptId);
};
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

describe('an answer', () => {
  test('is kept as given the moment it is given, and is there on another device', async () => {
    const attempt = await open('graded');
    const [first] = attempt.items;
    const given = wrongAnswer(school.revision, first!.item);
    await answerItem(school.db, {
      ...part(),
      attemptId: attempt.row.id,
      position: 1,
      given,
      seen: 0,
    });
    const again = await readAttempt(school.db, school.policies, ALICE, attempt.row.id);
    expect(again.items[0]!.answer).toMatchObject({ turn: 1, given, at: NOW });
    expect(again.next).toBe(2);
  });

  test('sent twice is kept once', async () => {
    const attempt = await open('graded');
    const given = rightAnswer(school.revision, attempt.items[0]!.item);
    const act = { ...part(), attemptId: attempt.row.id, position: 1, given, seen: 0 };
    await Promise.all([
      answerItem(school.db, act),
      refusal(answerItem(school.db, act)),
      refusal(answerItem(school.db, act)),
    ]);
    await answerItem(school.db, act);
    const kept = await school.db.read.select().from(answers);
    expect(kept).toHaveLength(1);
  });

  test('over one that its window had not seen is refused, and the first stays', async () => {
    const attempt = await open('graded');
    const { item } = attempt.items[0]!;
    const act = { ...part(), attemptId: attempt.row.id, position: 1, seen: 0 };
    await answerItem(school.db, { ...act, given: rightAnswer(school.revision, item) });
    const said = await refusal(
      answerItem(school.db, { ...act, given: wrongAnswer(school.revision, item) }),
    );
    expect(said).toContain('another window');
    const again = await readAttempt(school.db, school.policies, ALICE, attempt.row.id);
    // Kept in the order of the options, which is shuffled.
    const right = rightAnswer(school.revision, item).toSorted();
    expect(again.items[0]!.answer?.given.toSorted()).toEqual(right);
  });

  test('in a graded check can be changed until it is finished, and every turn is kept', async () => {
    const attempt = await open('graded');
    const { item } = attempt.items[0]!;
    const act = { ...part(), attemptId: attempt.row.id, position: 1 };
    await answerItem(school.db, { ...act, given: wrongAnswer(school.revision, item), seen: 0 });
    await answerItem(school.db, { ...act, given: rightAnswer(school.revision, item), seen: 1 });
    const kept = await school.db.read.select().from(answers);
    expect(kept.map(({ turn, score }) => [turn, score])).toEqual([
      [1, 0],
      [2, 1],
    ]);
  });

  test('in practice is final, since its reasons have been shown', async () => {
    const attempt = await open('practice');
    const { item } = attempt.items[0]!;
    const act = { ...part(), attemptId: attempt.row.id, position: 1 };
    await answerItem(school.db, { ...act, given: wrongAnswer(school.revision, item), seen: 0 });
    const said = await refusal(
      answerItem(school.db, { ...act, given: rightAnswer(school.revision, item), seen: 1 }),
    );
    expect(said).toContain('new round');
  });

  test('that is none of the options, empty, or doubled is refused in words and nothing is kept', async () => {
    const attempt = await open('graded');
    const position = attempt.items.find((asked) => asked.item.kind === 'verdict')?.position ?? 1;
    const act = { ...part(), attemptId: attempt.row.id, position, seen: 0 };
    const tries = [['nonsense'], [], ['permitted', 'prohibited']];
    for (const given of tries) {
      expect(await refusal(answerItem(school.db, { ...act, given }))).toMatch(/Choose/);
    }
    expect(await school.db.read.select().from(answers)).toEqual([]);
  });

  test('to a question or an attempt that is not mine answers as to none at all', async () => {
    const attempt = await open('graded');
    const given = ['permitted'];
    const act = { ...part(BOB), attemptId: attempt.row.id, position: 1, given, seen: 0 };
    const mine = await refusal(answerItem(school.db, act));
    const none = await refusal(answerItem(school.db, { ...act, attemptId: 'no-such-attempt' }));
    expect(mine).toBe(none);
    expect(mine).toContain('not among yours');
  });
});

describe('an attempt', () => {
  test('that is open is taken up again, from two tabs at once too', async () => {
    await markLessonRead(school.db, lesson());
    const act = { ...lesson(), kind: 'graded' } as const;
    const ids = await Promise.all([1, 2, 3].map(() => startAttempt(school.db, act)));
    expect(new Set(ids).size).toBe(1);
    expect(await school.db.read.select().from(attempts)).toHaveLength(1);
  });

  test('asks as many questions as its lesson says, of different scenarios', async () => {
    const attempt = await open('graded');
    const wanted = school.revision.lessons.find(({ id }) => id === LESSON)!.graded;
    expect(attempt.items).toHaveLength(wanted);
    expect(new Set(attempt.items.map(({ item }) => item.scenario.id)).size).toBe(wanted);
  });

  test('keeps its options in one order, never more than six, and holds no key', async () => {
    const attempt = await open('graded');
    const again = await readAttempt(school.db, school.policies, ALICE, attempt.row.id);
    expect(again.items.map(({ item }) => item.options)).toEqual(
      attempt.items.map(({ item }) => item.options),
    );
    for (const { item } of attempt.items) expect(item.options.length).toBeLessThanOrEqual(6);
    expect(Object.keys(attempt.items[0]!.item).sort()).toEqual([
      'kind',
      'options',
      'scenario',
      'telling',
    ]);
  });

  test('in practice of one scenario asks that scenario, and leaves an open round behind', async () => {
    const first = await open('practice');
    const scenario = school.revision.scenarios.find(({ lesson: id }) => id === LESSON)!;
    const id = await startAttempt(school.db, {
      ...lesson(),
      kind: 'practice',
      scenarioId: scenario.id,
    });
    const attempt = await readAttempt(school.db, school.policies, ALICE, id);
    expect(new Set(attempt.items.map(({ item }) => item.scenario.id))).toEqual(
      new Set([scenario.id]),
    );
    const [left] = await school.db.read
      .select()
      .from(attempts)
      .where(eq(attempts.id, first.row.id));
    expect(left?.closedAt).toEqual(NOW);
  });

  test('is not graded before its lesson is read', async () => {
    const said = await refusal(startAttempt(school.db, { ...lesson(), kind: 'graded' }));
    expect(said).toContain('Read the lesson first');
  });

  test('cannot be finished while a question is open', async () => {
    const attempt = await open('graded');
    const said = await refusal(closeAttempt(school.db, { ...part(), attemptId: attempt.row.id }));
    expect(said).toContain('Question 1 has no answer yet');
  });

  test('that is finished takes no more answers', async () => {
    const attemptId = await takeCheck(school, ALICE, LESSON);
    const attempt = await readAttempt(school.db, school.policies, ALICE, attemptId);
    const given = wrongAnswer(school.revision, attempt.items[0]!.item);
    const said = await refusal(
      answerItem(school.db, { ...part(), attemptId, position: 1, given, seen: 1 }),
    );
    expect(said).toContain('finished');
  });

  test('draws stories that were not met before', async () => {
    const first = await open('practice');
    const met = new Set(first.items.map(({ item }) => `${item.scenario.id}/${item.telling.id}`));
    const second = await startAttempt(school.db, { ...lesson(), kind: 'graded' });
    const attempt = await readAttempt(school.db, school.policies, ALICE, second);
    for (const { item } of attempt.items) {
      expect(met).not.toContain(`${item.scenario.id}/${item.telling.id}`);
    }
  });
});

describe('practice', () => {
  test('shows the answer to nothing that was left open, and none at all while the check is open', async () => {
    const left = await open('practice');
    const other = school.revision.scenarios.find((one) => one.lesson === LESSON)!;
    const one = { ...lesson(), kind: 'practice', scenarioId: other.id } as const;
    await startAttempt(school.db, one);
    const again = await readAttempt(school.db, school.policies, ALICE, left.row.id);
    expect(again.row.closedAt).not.toBeNull();
    expect(again.items.map((asked) => showsFeedback(again, asked))).toEqual(
      again.items.map(() => false),
    );
    await open('graded');
    expect(await refusal(readAttempt(school.db, school.policies, ALICE, left.row.id))).toContain(
      'Finish it first',
    );
  });

  test('rests while the check of its lesson is open: it shows answers at once', async () => {
    const round = await open('practice');
    const check = await startAttempt(school.db, { ...lesson(), kind: 'graded' });
    const given = rightAnswer(school.revision, round.items[0]!.item);
    const act = { ...part(), attemptId: round.row.id, position: 1, given, seen: 0 };
    const told = round.items.find(({ item }) => item.scenario.sentence === undefined)!;
    const scenarioId = told.item.scenario.id;
    for (const work of [
      () => startAttempt(school.db, { ...lesson(), kind: 'practice' }),
      () => startAttempt(school.db, { ...lesson(), kind: 'practice', scenarioId }),
      () => answerItem(school.db, act),
    ]) {
      expect(await refusal(work())).toContain('Finish it first');
    }
    const { items } = await readAttempt(school.db, school.policies, ALICE, check);
    for (const { position, item } of items) {
      const right = rightAnswer(school.revision, item);
      await answerItem(school.db, { ...act, attemptId: check, position, given: right });
    }
    await closeAttempt(school.db, { ...part(), attemptId: check });
    await answerItem(school.db, act);
  });
});

describe('once the training is signed', () => {
  test('nothing of it starts, changes or finishes any more', async () => {
    for (const { id } of await lessonsOf(school, ALICE)) {
      const miss = (item: Item) => wrongAnswer(school.revision, item);
      await takeCheck(school, ALICE, id, id === 'C.4-honesty-and-accuracy' ? miss : undefined);
    }
    const honesty = lesson(ALICE, 'C.4-honesty-and-accuracy');
    const retake = await startAttempt(school.db, { ...honesty, kind: 'graded' });
    await takeOpen(retake);
    const left = await startAttempt(school.db, { ...honesty, kind: 'practice' });
    await sign(school, ALICE);
    const given = await rightOf(left);
    const act = { ...part(), attemptId: left, position: 1, seen: 0 };
    for (const work of [
      () => startAttempt(school.db, { ...lesson(), kind: 'practice' }),
      () => startAttempt(school.db, { ...lesson(), kind: 'graded' }),
      () => answerItem(school.db, { ...act, given }),
      () => closeAttempt(school.db, { ...part(), attemptId: left }),
    ]) {
      expect(await refusal(work())).toMatch(/You have signed|no answer yet/);
    }
  });

  async function rightOf(attemptId: string): Promise<string[]> {
    const { items } = await readAttempt(school.db, school.policies, ALICE, attemptId);
    return rightAnswer(school.revision, items[0]!.item);
  }

  async function takeOpen(attemptId: string): Promise<void> {
    const { items } = await readAttempt(school.db, school.policies, ALICE, attemptId);
    for (const { position, item } of items) {
      const given = rightAnswer(school.revision, item);
      await answerItem(school.db, { ...part(), attemptId, position, given, seen: 0 });
    }
    await closeAttempt(school.db, { ...part(), attemptId });
  }
});
