import { eq, sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { endCampaign } from '#assignments/change-campaign.ts';
import { extend } from '#assignments/change-terms.ts';
import { noteLeave } from '#assignments/leave.ts';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { decline } from '#attestations/decline.ts';
import type { Db } from '#db/client.ts';
import { employees } from '#db/schema/index.ts';
import { exceptions } from '#reports/exceptions.ts';
import { assign } from '../support/campaigns.ts';
import { hire, HR, noon, openTown } from '../support/town.ts';
import {
  ALICE,
  finishTraining,
  NOW,
  openSchool,
  realPolicies,
  signing,
  ZONE,
} from '../support/training.ts';

const policies = realPolicies();
const ID = 'the-one-campaign';
let db: Db;
beforeEach(async () => {
  db = await openTown();
  await db.write((tx) =>
    tx.run(
      sql`UPDATE employees SET mail = lower(number) || '@town.example', manager_number = ${HR}`,
    ),
  );
  await assign(db, {
    id: ID,
    policies,
    policyId: 'social-media',
    audience: { departments: ['fire'] },
    reminders: [-7],
    escalateAfter: 5,
    timeZone: ZONE,
    by: HR,
    at: NOW,
  });
});
const queue = async (day: string, on = db) =>
  (await exceptions(on, { policies, at: noon(day), timeZone: ZONE })).map(
    ({ id, total, rows }) => `${id} ${total}: ${rows.map(({ who }) => who).join(', ')}`,
  );

test('nothing waits while all goes by its rules', async () => {
  expect(await queue('2026-12-11')).toEqual([]);
  expect(await queue('2026-12-16')).toEqual([]);
});

test('overdue beyond escalation waits until HR extends it or ends the campaign', async () => {
  expect(await queue('2026-12-17')).toEqual(['overdue 2: Person F-1, Person F-2']);
  const [mine] = await assignmentsOf(db, 'F-1');
  const act = { by: HR, at: noon('2026-12-17'), timeZone: ZONE, because: 'x' };
  await extend(db, { ...act, assignmentId: mine!.id, dueOn: '2027-01-31' });
  expect(await queue('2026-12-17')).toEqual(['overdue 1: Person F-2']);
  await endCampaign(db, { campaignId: ID, by: HR, at: NOW });
  expect(await queue('2026-12-17')).toEqual([]);
});

test('who cannot be reached, and overdue people nobody answers for', async () => {
  await db.write((tx) =>
    tx
      .update(employees)
      .set({ mail: null, managerNumber: null })
      .where(eq(employees.number, 'F-1')),
  );
  expect(await queue('2026-12-01')).toEqual(['mail 1: Person F-1']);
  expect(await queue('2026-12-12')).toEqual(['mail 1: Person F-1', 'manager 1: Person F-1']);
});

test('a leave without an end, and a due date that lies in a leave', async () => {
  await db.write((tx) =>
    noteLeave(tx, {
      employeeNumber: 'F-1',
      fromOn: '2026-12-01',
      backOn: null,
      by: HR,
      at: NOW,
      timeZone: ZONE,
    }),
  );
  expect(await queue('2026-12-02')).toEqual(['leaves 1: Person F-1']);
  // Not by the verb that has due dates follow.
  await db.write((tx) =>
    tx.run(
      sql`INSERT INTO leaves (employee_number, from_on, back_on, at, by) VALUES ('F-2', '2026-12-10', '2026-12-20', 0, ${HR})`,
    ),
  );
  expect(await queue('2026-12-02')).toEqual(['leaves 1: Person F-1', 'due-in-leave 1: Person F-2']);
});

test('people in an audience whom a campaign made once did not ask', async () => {
  await hire(db, 'N-1', 'fire', '2026-12-01');
  const [group] = await exceptions(db, { policies, at: noon('2026-12-02'), timeZone: ZONE });
  expect(group?.rows).toMatchObject([
    { what: '1 person in its audience is not asked', href: `/hr/campaigns/${ID}/drift` },
  ]);
});

test('who declined to sign waits for an answer', async () => {
  const school = await openSchool();
  await finishTraining(school, ALICE);
  await decline(school.db, { ...signing(school, ALICE), kind: 'disagrees', reason: 'No.' });
  expect(await queue('2026-11-23', school.db)).toEqual(['declines 1: Alice Example']);
});
