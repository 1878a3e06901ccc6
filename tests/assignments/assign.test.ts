import { beforeEach, expect, test } from 'vitest';
import { assign, campaignSummary } from '#assignments/assign.ts';
import { reachOf } from '#assignments/reach.ts';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { assignments, auditEvents, campaigns, employees } from '#db/schema/index.ts';
import { eq } from 'drizzle-orm';
import {
  ALICE,
  BOB,
  NOW,
  ZONE,
  finishTraining,
  openSchool,
  sign,
  type School,
} from '../support/training.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

const assigning = (id: string) => ({
  id,
  policies: school.policies,
  policyId: 'social-media',
  again: false,
  audience: { everyone: true } as const,
  dueOn: '2027-01-31',
  timeZone: ZONE,
  by: BOB,
  at: new Date(NOW.getTime() + 1000),
});
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

test('who has the revision open keeps it; who has signed it is asked again only when wanted', async () => {
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  expect(await assign(school.db, assigning('nobody-asked-again'))).toMatchObject({
    created: 0,
    already: 1,
    signed: 1,
  });
  expect(await assignmentsOf(school.db, ALICE)).toHaveLength(1);
  const again = { ...assigning('second-campaign-x'), again: true };
  expect(await assign(school.db, again)).toMatchObject({ created: 1, already: 1, signed: 0 });
  const [next, first] = await assignmentsOf(school.db, ALICE);
  expect(next).toMatchObject({ dueOn: '2027-01-31', attestationId: null });
  expect(first?.attestationId).not.toBeNull();
  expect(await assignmentsOf(school.db, BOB)).toHaveLength(1);
});

test('the same form sent twice assigns once', async () => {
  await school.db.write((tx) => tx.delete(assignments));
  const act = assigning('one-form-sent-twice');
  const results = await Promise.all([assign(school.db, act), assign(school.db, act)]);
  expect(results.map(({ created }) => created)).toEqual([2, 2]);
  expect(await school.db.read.select().from(assignments)).toHaveLength(2);
});

test('the same form with other choices is refused, and the first campaign stays', async () => {
  const act = assigning('one-form-two-choices');
  await assign(school.db, act);
  expect(await refusal(assign(school.db, { ...act, dueOn: '2027-02-01' }))).toContain(
    'sent before',
  );
  expect(await refusal(assign(school.db, { ...act, by: ALICE }))).toContain('sent before');
  for (const option of [{ again: true }, { refreshers: true }, { testOut: true }]) {
    expect(await refusal(assign(school.db, { ...act, ...option }))).toContain('sent before');
  }
});

test('refreshers and testing out are off unless HR chooses them, and stand in the audit log', async () => {
  const chosen = { refreshers: true, testOut: true };
  await assign(school.db, assigning('plain-campaign-x'));
  await assign(school.db, { ...assigning('campaign-with-both'), ...chosen });
  expect(await campaignSummary(school.db, 'plain-campaign-x')).toMatchObject({
    refreshers: false,
    testOut: false,
  });
  expect(await campaignSummary(school.db, 'campaign-with-both')).toMatchObject(chosen);
  const events = await school.db.read.select().from(auditEvents);
  const detail = (subject: string) => events.find((event) => event.subject === subject)?.detail;
  expect(detail('plain-campaign-x')).toMatchObject({ refreshers: false, testOut: false });
  expect(detail('campaign-with-both')).toMatchObject(chosen);
});

test('testing out needs words for who does not read every lesson', async () => {
  const { statementAfterTestOut: _, ...wordless } = school.policies[0]!;
  const act = { ...assigning('no-words-for-it'), policies: [wordless], testOut: true };
  expect(await refusal(assign(school.db, act))).toContain('has no statement for people who test');
  expect(await campaignSummary(school.db, 'no-words-for-it')).toBeUndefined();
});

test('a department reaches its people alone, and only those employed that day', async () => {
  await school.db.write(async (tx) => {
    await tx.delete(assignments);
    await tx.update(employees).set({ separatedOn: '2026-11-22' }).where(eq(employees.number, BOB));
  });
  const audience = { departments: ['police', 'fire'] };
  const result = await assign(school.db, { ...assigning('departments-only'), audience });
  expect(result.created).toBe(1);
  expect(await assignmentsOf(school.db, ALICE)).toHaveLength(1);
});

test('a wrong policy, audience or due date is refused in words, and nothing is kept', async () => {
  const before = await school.db.read.select().from(campaigns);
  const act = assigning('a-campaign-refused');
  const said = await Promise.all([
    refusal(assign(school.db, { ...act, policyId: 'nope' })),
    refusal(assign(school.db, { ...act, audience: { departments: [] } })),
    refusal(assign(school.db, { ...act, audience: { departments: ['nope'] } })),
    refusal(assign(school.db, { ...act, dueOn: '2026-02-30' })),
    refusal(assign(school.db, { ...act, dueOn: '2026-11-21' })),
    refusal(assign(school.db, { ...act, dueOn: '' })),
    refusal(assign(school.db, { ...act, dueOn: '9999-12-31' })),
  ]);
  expect(said).toEqual([
    expect.stringContaining('Choose a policy'),
    expect.stringContaining('Choose everyone'),
    expect.stringContaining('Choose everyone'),
    expect.stringContaining('a day that exists'),
    expect.stringContaining('in the past'),
    expect.stringContaining('a day that exists'),
    expect.stringContaining('more than five years away'),
  ]);
  expect(await school.db.read.select().from(campaigns)).toEqual(before);
});

test('before assigning, HR sees how many are new, have it open, and have signed it', async () => {
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const now = { at: NOW, timeZone: ZONE };
  const reach = await reachOf(school.db, school.revision, ['fire', 'police'], now);
  expect(reach.everyone).toEqual({ people: 2, open: 1, signed: 1 });
  expect(reach.departments.get('fire')).toEqual({ people: 1, open: 0, signed: 1 });
  expect(reach.departments.get('police')).toEqual({ people: 1, open: 1, signed: 0 });
});
