import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { endExemption, exempt, extend, extendOpen, termsOf } from '#assignments/change-terms.ts';
import { endLeave, noteLeave, takeBackLeave } from '#assignments/leave.ts';
import { leavesOf, takenBackLeaves } from '#assignments/read-leaves.ts';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { standingOf } from '#assignments/standing.ts';
import type { Db } from '#db/client.ts';
import { auditEvents, campaigns, mails, standings } from '#db/schema/index.ts';
import { assign } from '../support/campaigns.ts';
import { HR, noon, openTown, reconcileOn, standingsOf } from '../support/town.ts';
import {
  ALICE,
  BOB,
  finishTraining,
  NOW,
  openSchool,
  realPolicies,
  sign,
  ZONE,
} from '../support/training.ts';

const policies = realPolicies();
let db: Db;
let mine: string;
beforeEach(async () => {
  db = await openTown();
  await assign(db, {
    id: 'the-one-campaign',
    policies,
    policyId: 'social-media',
    audience: { departments: ['fire', 'hr'] },
    timeZone: ZONE,
    by: HR,
    at: NOW,
  });
  mine = (await assignmentsOf(db, 'F-1'))[0]!.id;
});
const act = (day = '2026-11-22') => ({ by: HR, at: noon(day), timeZone: ZONE });
const due = async () => (await standingOf(db.read, mine)).dueOn;
const note = (fromOn: string, backOn: string | null, day?: string) =>
  db.write((tx) => noteLeave(tx, { ...act(day), employeeNumber: 'F-1', fromOn, backOn }));
const back = (leave: number, backOn: string, day?: string) =>
  db.write((tx) => endLeave(tx, { ...act(day), leave, backOn }));
const takeBack = (leave: number, day?: string) =>
  db.write((tx) => takeBackLeave(tx, { ...act(day), leave }));
const queued = async () =>
  (await db.read.select().from(mails)).map(
    ({ kind, employeeNumber, sendAt }) => `${kind} ${employeeNumber} ${sendAt.toISOString()}`,
  );
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

describe('an extension', () => {
  test('gives a new due date with its reason, tells the person, and stands in the log', async () => {
    await extend(db, {
      ...act(),
      assignmentId: mine,
      dueOn: '2027-01-31',
      because: ' At the academy. ',
    });
    expect(await due()).toBe('2027-01-31');
    expect(await termsOf(db.read, mine)).toMatchObject([
      { kind: 'extended', dueOn: '2027-01-31', because: 'At the academy.', by: 'Hana' },
    ]);
    expect(await db.read.select().from(mails)).toMatchObject([
      { kind: 'due-changed', employeeNumber: 'F-1', about: mine },
    ]);
    const events = await db.read.select().from(auditEvents).where(eq(auditEvents.subject, mine));
    expect(events.map(({ act }) => act)).toEqual(['assignment.extended']);
  });

  test('pain 10: reminders, reports and the person’s own page read the same due date', async () => {
    await extend(db, { ...act(), assignmentId: mine, dueOn: '2027-01-31', because: 'Academy' });
    const [row] = await db.read.select().from(standings).where(eq(standings.assignmentId, mine));
    expect(row?.dueOn).toBe('2027-01-31');
    expect((await assignmentsOf(db, 'F-1'))[0]?.dueOn).toBe('2027-01-31');
    await note('2027-01-21', '2027-03-01');
    const after = '2027-03-11';
    expect([await due(), (await assignmentsOf(db, 'F-1'))[0]?.dueOn]).toEqual([after, after]);
  });

  test('earlier is allowed while it makes nobody overdue', async () => {
    await extend(db, { ...act(), assignmentId: mine, dueOn: '2026-11-22', because: 'Sooner' });
    expect(await due()).toBe('2026-11-22');
    const past = extend(db, {
      ...act(),
      assignmentId: mine,
      dueOn: '2026-11-21',
      because: 'Sooner',
    });
    expect(await refusal(past)).toContain('in the past');
  });

  test('is refused in words: no reason, no day, of nothing, of one’s own, of what is excused', async () => {
    const good = { ...act(), assignmentId: mine, dueOn: '2027-01-31', because: 'Academy' };
    expect(await refusal(extend(db, { ...good, because: ' ' }))).toContain('Say why');
    expect(await refusal(extend(db, { ...good, because: 'x'.repeat(501) }))).toContain(
      'at most 500',
    );
    expect(await refusal(extend(db, { ...good, because: 'a\u0007' }))).toContain(
      'control character',
    );
    expect(await refusal(extend(db, { ...good, dueOn: '2027-02-30' }))).toContain(
      'a day that exists',
    );
    expect(await refusal(extend(db, { ...good, assignmentId: 'x' }))).toContain('no such training');
    expect(await refusal(extend(db, { ...good, by: 'F-1' }))).toContain('Somebody else in HR');
    await exempt(db, { ...good, because: 'Retires' });
    expect(await refusal(extend(db, good))).toContain('excused');
    expect(await refusal(exempt(db, good))).toContain('excused');
    await endExemption(db, { ...good, because: 'Stays' });
    expect(await refusal(endExemption(db, good))).toContain('Nobody is excused');
    expect((await termsOf(db.read, mine)).map(({ kind }) => kind)).toEqual([
      'required',
      'exempted',
    ]);
  });

  test('of what is signed is refused', async () => {
    const school = await openSchool();
    await finishTraining(school, ALICE);
    await sign(school, ALICE);
    const signed = { ...act(), by: BOB, assignmentId: school.assignment[ALICE]!, because: 'x' };
    expect(await refusal(extend(school.db, { ...signed, dueOn: '2027-01-31' }))).toContain(
      'is signed',
    );
    expect(await refusal(exempt(school.db, signed))).toContain('is signed');
    const again = { ...act(), by: BOB, campaignId: 'campaign-for-everybody', because: 'x' };
    expect(await extendOpen(school.db, { ...again, dueOn: '2027-01-31' })).toBe(1);
    expect(await standingsOf(school.db)).toEqual([
      'T-1 attested 2026-12-11',
      'T-2 not-started 2027-01-31',
    ]);
  });

  test('of all that is open moves them and whoever joins later; sent again, it changes nothing', async () => {
    const all = {
      ...act(),
      campaignId: 'the-one-campaign',
      dueOn: '2027-01-31',
      because: 'A storm',
    };
    expect(await extendOpen(db, all)).toBe(3);
    expect(await standingsOf(db)).toEqual(
      ['F-1', 'F-2', HR].map((one) => `${one} not-started 2027-01-31`),
    );
    expect((await db.read.select().from(campaigns))[0]?.due).toEqual({ on: '2027-01-31' });
    expect(await extendOpen(db, all)).toBe(0);
    expect(await db.read.$count(mails)).toBe(3);
    expect(await refusal(extendOpen(db, { ...all, campaignId: 'nope' }))).toContain(
      'no such campaign',
    );
  });
});

describe('moving a campaign', () => {
  const move = (dueOn: string, day?: string) =>
    extendOpen(db, { ...act(day), campaignId: 'the-one-campaign', dueOn, because: 'Holidays' });

  test('leaves a later day that one person was given, and moves it when it is earlier', async () => {
    await extend(db, { ...act(), assignmentId: mine, dueOn: '2027-01-31', because: 'Ill' });
    expect(await move('2026-12-18', '2026-11-23')).toBe(2);
    expect(await due()).toBe('2027-01-31');
    expect(await move('2027-02-15', '2026-11-24')).toBe(3);
    expect(await due()).toBe('2027-02-15');
    // That day was everybody's: it can be taken back for everybody.
    expect(await move('2027-01-15', '2026-11-25')).toBe(3);
    expect(await due()).toBe('2027-01-15');
  });

  test('gives whoever is on leave the days that are left, after the return', async () => {
    await note('2026-11-10', '2026-12-15', '2026-11-20');
    expect(await due()).toBe('2027-01-03');
    await move('2026-12-18');
    expect(await due()).toBe('2027-01-10');
  });

  test('is one act in the log, also where it holds one person', async () => {
    await assign(db, {
      id: 'a-campaign-of-one',
      policies,
      policyId: 'social-media',
      audience: { people: ['K-1'] },
      timeZone: ZONE,
      by: HR,
      at: NOW,
    });
    const all = {
      ...act(),
      campaignId: 'a-campaign-of-one',
      dueOn: '2027-01-31',
      because: 'Holidays',
    };
    expect(await extendOpen(db, all)).toBe(1);
    const acts = (await db.read.select().from(auditEvents)).map((event) => event.act);
    expect(acts.filter((one) => one === 'campaign.due-changed')).toHaveLength(1);
    expect(acts).not.toContain('assignment.extended');
  });
});

describe('a leave', () => {
  test('has what is due wait, until the return gives back the days that were left', async () => {
    const leave = await note('2026-12-01', null);
    expect(await due()).toBeNull();
    await back(leave, '2027-02-01', '2027-01-20');
    expect(await due()).toBe('2027-02-11');
    expect((await termsOf(db.read, mine)).map(({ kind, dueOn }) => [kind, dueOn])).toEqual([
      ['leave', '2027-02-11'],
      ['leave', null],
    ]);
    await back(leave, '2027-02-01', '2027-01-21');
    expect(await termsOf(db.read, mine)).toHaveLength(2);
  });

  test('that ends tells the person their new due date in the morning of the return', async () => {
    const leave = await note('2026-12-01', null, '2026-12-02');
    // Away, and nobody knows until when: there is nothing to tell yet.
    expect(await queued()).toEqual([]);
    await back(leave, '2027-02-01', '2027-01-20');
    expect(await queued()).toEqual(['due-changed F-1 2027-02-01T14:00:00.000Z']);
    await extend(db, {
      ...act('2027-01-21'),
      assignmentId: mine,
      dueOn: '2027-03-01',
      because: 'x',
    });
    expect(await queued()).toEqual([
      'due-changed F-1 2027-02-01T14:00:00.000Z',
      'due-changed F-1 2027-02-01T14:00:00.000Z',
    ]);
  });

  test('to come, or noted after the return, is told at once', async () => {
    await note('2026-12-01', '2027-01-05');
    expect(await queued()).toEqual([`due-changed F-1 ${noon('2026-11-22').toISOString()}`]);
    // Nothing changes, so nothing is told.
    await note('2027-05-01', null);
    expect(await queued()).toHaveLength(1);
  });

  test('noted by mistake is taken back: due dates return, and history keeps both', async () => {
    const leave = await note('2026-12-01', null);
    expect(await due()).toBeNull();
    await takeBack(leave, '2026-11-23');
    expect(await due()).toBe('2026-12-11');
    expect(await leavesOf(db.read, 'F-1')).toEqual([]);
    expect(await takenBackLeaves(db.read, 'F-1')).toEqual([
      { fromOn: '2026-12-01', backOn: null, at: noon('2026-11-23'), by: 'Hana' },
    ]);
    expect((await termsOf(db.read, mine)).map(({ dueOn, because }) => [dueOn, because])).toEqual([
      ['2026-12-11', 'the leave from December 1, 2026 was noted by mistake'],
      [null, 'on leave from December 1, 2026'],
    ]);
    const events = await db.read.select().from(auditEvents).where(eq(auditEvents.subject, 'F-1'));
    expect(events.map(({ act }) => act).slice(-2)).toEqual(['leave.noted', 'leave.taken-back']);
    expect(await queued()).toHaveLength(2);
    expect(await refusal(takeBack(leave))).toContain('no such leave');
    // The days are free again.
    await note('2026-12-01', '2026-12-05', '2026-11-24');
    expect(await due()).toBe('2026-12-15');
  });

  test('taken back after the day that was due makes nobody overdue by it', async () => {
    const leave = await note('2026-12-01', null);
    await takeBack(leave, '2027-01-15');
    expect(await due()).toBe('2027-01-22');
  });

  test('noted late makes nobody overdue by its end', async () => {
    const leave = await note('2026-12-09', null, '2027-02-01');
    await back(leave, '2027-01-02', '2027-02-01');
    expect(await due()).toBe('2027-02-08');
  });

  test('before it, what was due stays due', async () => {
    await note('2026-12-12', null);
    expect(await due()).toBe('2026-12-11');
  });

  test('and an extension go together', async () => {
    const leave = await note('2026-12-01', null);
    await extend(db, {
      ...act('2026-12-02'),
      assignmentId: mine,
      dueOn: '2027-03-01',
      because: 'x',
    });
    expect(await due()).toBeNull();
    await back(leave, '2027-02-01', '2027-01-20');
    // HR chose the day, and the person is back by then.
    expect(await due()).toBe('2027-03-01');
  });

  test('counts for what is assigned during it', async () => {
    await db.write((tx) =>
      noteLeave(tx, {
        ...act(),
        employeeNumber: 'K-1',
        fromOn: '2026-11-01',
        backOn: '2027-01-10',
      }),
    );
    await db.write((tx) =>
      noteLeave(tx, { ...act(), employeeNumber: 'K-2', fromOn: '2026-11-01', backOn: null }),
    );
    await assign(db, {
      id: 'the-second-campaign',
      policies,
      policyId: 'social-media',
      audience: { departments: ['parks'] },
      timeZone: ZONE,
      by: HR,
      at: NOW,
    });
    expect(await standingsOf(db, 'the-second-campaign')).toEqual([
      'K-1 not-started 2027-01-29',
      'K-2 not-started waits',
    ]);
    expect(await reconcileOn(db, '2026-12-01')).toEqual([]);
  });

  test('is refused in words: wrong days, and two at once', async () => {
    expect(await refusal(note('2026-02-30', null))).toContain('first day of the leave');
    expect(await refusal(note('2026-12-01', '2026-12-41'))).toContain('first day back');
    expect(await refusal(note('2026-12-01', '2026-12-01'))).toContain('comes after');
    const leave = await note('2026-12-01', '2026-12-10');
    expect(await refusal(note('2026-12-09', null))).toContain(
      'There is a leave from December 1, 2026 to December 10',
    );
    await note('2026-12-10', null);
    expect(await refusal(note('2027-05-01', null))).toContain('without an end yet');
    expect(await refusal(back(leave, '2026-12-11'))).toContain('There is a leave from December 10');
    expect(await refusal(back(99, '2026-12-11'))).toContain('no such leave');
    expect(await leavesOf(db.read, 'F-1')).toHaveLength(2);
  });
});
