import { eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { answers, assignments, attempts, lessonProgress } from '#db/schema/index.ts';
import type { Tx } from '#db/client.ts';
import { reason } from '../support/database.ts';
import {
  ALICE,
  BOB,
  NOW,
  finishTraining,
  openSchool,
  sign,
  type School,
} from '../support/training.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
});
const refused = (work: (tx: Tx) => Promise<unknown>) => reason(school.db.write(work));

describe('the database itself keeps finished work as it was:', () => {
  test('a finished attempt is neither opened again nor deleted', async () => {
    expect(await refused((tx) => tx.update(attempts).set({ closedAt: null }))).toContain(
      'a finished attempt never changes',
    );
    expect(await refused((tx) => tx.delete(attempts))).toContain('never deleted');
  });

  test('a finished attempt takes no more answers', async () => {
    const [attempt] = await school.db.read.select().from(attempts).limit(1);
    const late = { position: 1, turn: 9, given: ['permitted'], score: 1, at: NOW };
    expect(
      await refused((tx) => tx.insert(answers).values({ attemptId: attempt!.id, ...late })),
    ).toContain('takes no more answers');
  });

  test('a lesson that was read stays as it was read', async () => {
    expect(await refused((tx) => tx.update(lessonProgress).set({ readAt: NOW }))).toContain(
      'stays as it was read',
    );
    expect(await refused((tx) => tx.delete(lessonProgress))).toContain('never deleted');
  });

  test('an assignment keeps its person, and once signed it stays', async () => {
    expect(await refused((tx) => tx.update(assignments).set({ employeeNumber: BOB }))).toContain(
      'keeps its person',
    );
    expect(await refused((tx) => tx.delete(assignments))).toContain('signed assignment');
    await school.db.write((tx) =>
      tx
        .update(assignments)
        .set({ dueOn: '2027-01-01' })
        .where(eq(assignments.employeeNumber, BOB)),
    );
    const [bobs] = await school.db.read
      .select()
      .from(assignments)
      .where(sql`${assignments.employeeNumber} = ${BOB}`);
    expect(bobs?.dueOn).toBe('2027-01-01');
  });
});
