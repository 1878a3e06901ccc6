import { eq, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { answerDecline } from '#attestations/answer-decline.ts';
import { withdraw } from '#attestations/correct.ts';
import { decline } from '#attestations/decline.ts';
import { assignments, assignmentTerms, employees, standings } from '#db/schema/index.ts';
import {
  ALICE,
  BOB,
  NOW,
  finishTraining,
  ZONE,
  openSchool,
  sign,
  signedIn,
  signing,
  type School,
} from '../support/training.ts';

let school: School;
const mine = async (number: string) => {
  const [row] = await school.db.read
    .select()
    .from(standings)
    .where(eq(standings.employeeNumber, number));
  return row!;
};
const change = (kind: 'extended' | 'leave' | 'exempted' | 'waived' | 'required', dueOn?: string) =>
  school.db.write((tx) =>
    tx.insert(assignmentTerms).values({
      assignmentId: school.assignment[BOB]!,
      kind,
      dueOn: dueOn ?? null,
      because: 'a test',
      at: NOW,
      by: ALICE,
    }),
  );

beforeAll(async () => {
  school = await openSchool();
});

/** What the triggers kept, and the same computed anew from the tables it follows from. */
async function kept() {
  const { db } = school;
  const all = sql`SELECT * FROM standings ORDER BY assignment_id`;
  const sums = sql`SELECT * FROM tallies ORDER BY department_id, state, due_on, newest`;
  const counted = sql`
    SELECT policy_id, newest, coalesce(separated_on, '9999-12-31') AS separated_on, department_id, campaign_id,
      round, revision, state,
      CASE WHEN state IN ('in-progress', 'not-started') THEN coalesce(due_on, '9999-12-31') ELSE '9999-12-31' END
        AS due_on,
      count(*) AS count
    FROM standings GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 ORDER BY department_id, state, due_on, newest`;
  const before = { rows: await db.read.all(all), sums: await db.read.all(sums) };
  expect(before.sums).toEqual(await db.read.all(counted));
  await db.write((tx) =>
    tx.run(sql`INSERT INTO restand SELECT DISTINCT employee_number, policy_id FROM assignments`),
  );
  expect({ rows: await db.read.all(all), sums: await db.read.all(sums) }).toEqual(before);
}

describe('a standing follows', () => {
  test('from being assigned', async () => {
    expect(await mine(BOB)).toMatchObject({ state: 'not-started', newest: true, signedAt: null });
    await kept();
  });

  test('an extension, a leave without an end, and the return', async () => {
    await change('extended', '2027-03-01');
    expect((await mine(BOB)).dueOn).toBe('2027-03-01');
    await change('leave');
    expect((await mine(BOB)).dueOn).toBeNull();
    await kept();
    await change('leave', '2027-05-05');
    expect((await mine(BOB)).dueOn).toBe('2027-05-05');
    await kept();
  });

  test('an exemption and its end, which leave the due date', async () => {
    await change('exempted');
    expect(await mine(BOB)).toMatchObject({ state: 'exempt', dueOn: '2027-05-05' });
    await kept();
    await change('required');
    expect(await mine(BOB)).toMatchObject({ state: 'not-started', dueOn: '2027-05-05' });
    await change('waived');
    expect(await mine(BOB)).toMatchObject({ state: 'exempt' });
    await change('required');
    await kept();
  });

  test('a move, a new name, a new manager and a last day', async () => {
    await school.db.write((tx) =>
      tx
        .update(employees)
        .set({
          departmentId: 'fire',
          managerNumber: ALICE,
          name: 'Bob New',
          separatedOn: '2027-01-01',
        })
        .where(eq(employees.number, BOB)),
    );
    expect(await mine(BOB)).toMatchObject({
      departmentId: 'fire',
      managerNumber: ALICE,
      name: 'Bob New',
      separatedOn: '2027-01-01',
    });
    await kept();
  });

  test('the first lesson or check', async () => {
    await finishTraining(school, BOB);
    expect((await mine(BOB)).state).toBe('in-progress');
    await kept();
  });

  test('a decline, and what HR answers to it', async () => {
    await finishTraining(school, ALICE);
    const recordId = await decline(school.db, {
      ...signing(school, ALICE),
      kind: 'disagrees',
      reason: 'No.',
    });
    expect((await mine(ALICE)).state).toBe('declined');
    await kept();
    await answerDecline(school.db, { recordId, words: 'We spoke.', seen: 0, by: BOB, at: NOW });
    expect((await mine(ALICE)).state).toBe('in-progress');
    await kept();
  });

  test('the signature, and its withdrawal', async () => {
    const attestationId = await sign(school, BOB);
    expect(await mine(BOB)).toMatchObject({ state: 'attested', withdrawn: false });
    expect((await mine(BOB)).signedAt).not.toBeNull();
    await kept();
    await withdraw(school.db, {
      ledger: school.ledger,
      attestationId,
      seen: attestationId,
      reason: 'It was his sister.',
      by: signedIn(ALICE, 'Alice Example'),
      stepUp: { method: 'password', at: NOW },
      timeZone: ZONE,
      at: NOW,
    });
    expect(await mine(BOB)).toMatchObject({
      state: 'in-progress',
      withdrawn: true,
      signedAt: null,
    });
    await kept();
  });

  test('being assigned again: the newest counts', async () => {
    const [first] = await school.db.read
      .select()
      .from(assignments)
      .where(eq(assignments.employeeNumber, BOB));
    await school.db.write((tx) =>
      tx.insert(assignments).values({
        ...first!,
        id: 'again',
        round: '2027',
        assignedAt: new Date(NOW.getTime() + 1),
      }),
    );
    const rows = await school.db.read
      .select({ id: standings.assignmentId, newest: standings.newest })
      .from(standings)
      .where(eq(standings.employeeNumber, BOB));
    expect(rows).toHaveLength(2);
    expect(rows.filter(({ newest }) => newest)).toEqual([{ id: 'again', newest: true }]);
    await kept();
  });
});
