import { eq, sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { endCampaign } from '#assignments/change-campaign.ts';
import { extend } from '#assignments/change-terms.ts';
import { noteLeave } from '#assignments/leave.ts';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { decline } from '#attestations/decline.ts';
import type { Db } from '#db/client.ts';
import { employees, mails } from '#db/schema/index.ts';
import type { MailKind } from '#mail/queue.ts';
import { BAD_ADDRESS, NO_ADDRESS } from '#mail/undelivered.ts';
import { resendMail } from '#messages/act-on-mail.ts';
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

test('mail that did not arrive waits until it is sent again, or there is nothing left to tell', async () => {
  const [one] = await assignmentsOf(db, 'F-1');
  const mail = (id: string, to: string, kind: MailKind, about: string, day: string) => ({
    id: id.padEnd(22, '0'),
    kind,
    employeeNumber: to,
    about,
    detail: {},
    onceKey: id,
    queuedAt: noon(day),
    queuedBy: 'system',
    sendAt: noon(day),
  });
  await db.write((tx) =>
    tx.insert(mails).values([
      { ...mail('a', 'F-1', 'reminder', one!.id, '2026-11-23'), state: 'failed', outcome: 'No.' },
      { ...mail('b', 'F-2', 'invitation', '', '2026-11-23'), state: 'failed', outcome: 'No.' },
      { ...mail('c', 'K-1', 'receipt', 'r', '2026-11-23'), state: 'dropped', outcome: BAD_ADDRESS },
      {
        ...mail('d', 'K-2', 'question-answered', 'q', '2026-11-23'),
        state: 'dropped',
        outcome: NO_ADDRESS,
      },
      // Nothing to see to: signed on a tablet by somebody without mail; a reminder about nothing.
      { ...mail('e', 'K-2', 'receipt', 'r', '2026-11-23'), state: 'dropped', outcome: NO_ADDRESS },
      { ...mail('f', 'F-2', 'reminder', 'gone', '2026-11-23'), state: 'failed', outcome: 'No.' },
      {
        ...mail('g', 'F-2', 'nudge', 'x', '2026-11-23'),
        state: 'dropped',
        outcome: 'A newer one.',
      },
    ]),
  );
  const all = 'undelivered 4: Person F-1, Person F-2, Person K-1, Person K-2';
  expect(await queue('2026-11-24')).toEqual([all]);
  const [group] = await exceptions(db, { policies, at: noon('2026-11-24'), timeZone: ZONE });
  expect(group!.rows[0]).toEqual({
    who: 'Person F-1',
    what: 'Reminder: No.',
    href: `/hr/mail/${'a'.padEnd(22, '0')}`,
    act: 'See why, correct the address if it is wrong, and send it again',
  });
  expect(group!.rows[3]!.act).toBe('Tell them in another way');
  await resendMail(db, { mailId: 'a'.padEnd(22, '0'), by: HR, at: noon('2026-11-24') });
  await db.write((tx) =>
    tx.run(sql`INSERT INTO passwords (employee_number, hash, changed_at) VALUES ('F-2', 'x', 0)`),
  );
  expect(await queue('2026-11-24')).toEqual(['undelivered 2: Person K-1, Person K-2']);
  // Who has no address was told by hand, or never will be.
  expect(await queue('2026-12-24')).toContain('undelivered 1: Person K-1');
  await db.write((tx) =>
    tx.update(employees).set({ separatedOn: '2026-11-25' }).where(eq(employees.number, 'K-1')),
  );
  expect(await queue('2026-11-25')).toEqual(['undelivered 1: Person K-2']);
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
