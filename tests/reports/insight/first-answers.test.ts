import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { answers, assignments, attempts, campaigns, regrades } from '#db/schema/index.ts';
import { insightOf } from '#reports/insight/insight.ts';
import { firstAnswers, type FirstAnswer } from '#reports/insight/read-answers.ts';
import { answerItem } from '#training/answer-item.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { addManyChecks } from '../../support/many-checks.ts';
import {
  ALICE,
  BOB,
  NOW,
  openSchool,
  rightAnswer,
  takeCheck,
  takeUnread,
  wrongAnswer,
  ZONE,
  type School,
} from '../../support/training.ts';

const LESSON = 'C.3-identification';
const LATER = new Date(NOW.getTime() + 60_000);

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

async function all(): Promise<FirstAnswer[]> {
  const rows: FirstAnswer[] = [];
  for await (const lot of firstAnswers(school.db, school.revision)) rows.push(...lot);
  return rows;
}
const missing = (number: string) =>
  takeCheck(school, number, LESSON, (item) => wrongAnswer(school.revision, item));

describe('what is counted', () => {
  test('the first finished check of each person, and not the later one that went well', async () => {
    const first = await missing(ALICE);
    await takeCheck(school, BOB, LESSON);
    await markLessonRead(school.db, {
      policies: school.policies,
      employeeNumber: ALICE,
      assignmentId: school.assignment[ALICE]!,
      lessonId: LESSON,
      at: LATER,
    });
    await takeUnread(school, ALICE, LESSON, undefined, LATER);
    const items = (await readAttempt(school.db, school.policies, ALICE, first)).items.length;
    const rows = await all();
    expect(rows).toHaveLength(2 * items);
    expect(rows.filter(({ score }) => score === 0)).toHaveLength(items);
    expect(new Set(rows.map(({ person }) => person)).size).toBe(2);
  });

  test('one check a person and lesson, also where the policy was assigned anew', async () => {
    await missing(ALICE);
    const before = (await all()).length;
    expect(before).toBeGreaterThan(0);
    const { db, assignment } = school;
    const [campaign] = await db.read.select().from(campaigns);
    const [mine] = await db.read
      .select()
      .from(assignments)
      .where(eq(assignments.id, assignment[ALICE]!));
    const again = { campaignId: 'campaign-asked-again', id: 'assigned-once-more' };
    await db.write(async (tx) => {
      await tx.insert(campaigns).values({ ...campaign!, id: again.campaignId });
      await tx.insert(assignments).values({ ...mine!, ...again, assignedAt: LATER });
    });
    assignment[ALICE] = again.id;
    await takeCheck(school, ALICE, LESSON, undefined, LATER);
    const rows = await all();
    expect(rows).toHaveLength(before);
    expect(
      rows.every(({ score, campaign }) => score === 0 && campaign !== 'campaign-asked-again'),
    ).toBe(true);
  });

  test('no practice, and no check that is still open', async () => {
    const { db, policies, revision } = school;
    const part = { policies, employeeNumber: ALICE, at: NOW };
    const lesson = { ...part, assignmentId: school.assignment[ALICE]!, lessonId: LESSON };
    await markLessonRead(db, lesson);
    for (const kind of ['practice', 'graded'] as const) {
      const attemptId = await startAttempt(db, { ...lesson, kind });
      const { items } = await readAttempt(db, policies, ALICE, attemptId);
      for (const { position, item } of items) {
        const given = rightAnswer(revision, item);
        await answerItem(db, { ...part, attemptId, position, given, seen: 0 });
      }
    }
    const closed = await db.read.select().from(attempts).where(eq(attempts.kind, 'practice'));
    expect(closed[0]!.closedAt).not.toBeNull();
    expect(await all()).toEqual([]);
  });

  test('the last answer before the check was finished, and its last regrade', async () => {
    const { db, policies, revision } = school;
    const part = { policies, employeeNumber: ALICE, at: NOW };
    const attemptId = await takeCheck(school, ALICE, LESSON);
    expect((await all()).every(({ score }) => score === 1)).toBe(true);
    for (const score of [1, 0]) {
      await db.write((tx) =>
        tx.insert(regrades).values({
          attemptId,
          position: 1,
          releaseSha256: revision.releaseSha256,
          score,
          at: NOW,
          by: BOB,
          because: 'A test.',
        }),
      );
    }
    const rows = await all();
    const { items } = await readAttempt(db, policies, part.employeeNumber, attemptId);
    expect(rows.filter(({ score }) => score === 0)).toMatchObject([
      { scenario: items[0]!.item.scenario.id },
    ]);
    expect(await db.read.$count(answers)).toBe(items.length);
  });
});

describe('the report', () => {
  test('is kept while nothing changes, and made anew after a check and after a regrade', async () => {
    const { db, policies, revision } = school;
    const report = () => insightOf(db, policies, revision, ZONE);
    const empty = await report();
    expect(empty.people).toBeUndefined();
    expect(await report()).toBe(empty);
    const attemptId = await takeCheck(school, ALICE, LESSON);
    const one = await report();
    expect(one).not.toBe(empty);
    expect(one.people).toBeUndefined();
    expect(one.scenarios.length).toBeGreaterThan(0);
    await db.write((tx) =>
      tx.insert(regrades).values({
        attemptId,
        position: 1,
        releaseSha256: revision.releaseSha256,
        score: 0.5,
        at: NOW,
        by: BOB,
        because: 'A test.',
      }),
    );
    expect(await report()).not.toBe(one);
  });

  test('tells of a scenario that most of 120 people miss, and of nobody by name or number', async () => {
    const { db, policies, revision } = school;
    await addManyChecks(db, policies, {
      people: 120,
      at: NOW,
      by: BOB,
      timeZone: ZONE,
      lessons: [LESSON],
      chance: ({ scenario }) => (scenario.sentence ? 0.05 : 0.7),
    });
    const report = await insightOf(db, policies, revision, ZONE);
    expect(report.people).toBe(120);
    const flagged = report.scenarios.filter(({ families }) =>
      families.some(({ flags }) => flags.includes('hard')),
    );
    expect(flagged.length).toBeGreaterThan(0);
    expect(flagged.every(({ id }) => id.startsWith('sentence:'))).toBe(true);
    const text = JSON.stringify(report);
    expect(text).not.toMatch(/M-\d|Many \d|"person"|Alice/);
  });
});
