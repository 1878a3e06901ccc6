import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { assign } from '../support/campaigns.ts';
import { withdraw } from '#attestations/correct.ts';
import { assignmentTerms, employees } from '#db/schema/index.ts';
import { transcriptOf } from '#reports/transcript.ts';
import {
  ALICE,
  BOB,
  finishTraining,
  NOW,
  openSchool,
  sign,
  signedIn,
  ZONE,
} from '../support/training.ts';

const LATER = new Date(NOW.getTime() + 30 * 24 * 60 * 60 * 1000);

test('pains 16 and 17: every cycle stays reachable, with dates and names frozen at signing', async () => {
  const school = await openSchool();
  const { db, policies } = school;
  await db.write((tx) =>
    tx.insert(assignmentTerms).values({
      assignmentId: school.assignment[ALICE]!,
      kind: 'extended',
      dueOn: '2026-12-24',
      because: 'A busy month.',
      at: NOW,
      by: BOB,
    }),
  );
  await finishTraining(school, ALICE);
  const attestationId = await sign(school, ALICE);
  const before = await transcriptOf(db, ALICE, { at: NOW, timeZone: ZONE });
  // A year later: another name, another department, asked again.
  await db.write((tx) =>
    tx
      .update(employees)
      .set({ name: 'Alice Married', departmentId: 'police' })
      .where(eq(employees.number, ALICE)),
  );
  await assign(db, {
    id: 'campaign-for-next-year',
    policies,
    policyId: 'social-media',
    again: true,
    audience: { everyone: true },
    dueOn: '2027-06-01',
    timeZone: ZONE,
    by: BOB,
    at: LATER,
  });
  const [newest, first, ...others] = await transcriptOf(db, ALICE, { at: LATER, timeZone: ZONE });
  expect(others).toEqual([]);
  expect(newest).toMatchObject({ newest: true, state: 'not-started', dueOn: '2027-06-01' });
  expect(first).toMatchObject({
    newest: false,
    state: 'attested',
    firstDueOn: '2026-12-11',
    dueOn: '2026-12-24',
    terms: [{ kind: 'extended', because: 'A busy month.', by: 'Bob Example' }],
  });
  expect(first!.signed).toEqual(before[0]!.signed);
  expect(first!.signed).toMatchObject({ id: attestationId, how: 'electronic', withdrawn: false });
  expect(first!.signed!.person).toMatchObject({ name: 'Alice Example', department: 'Fire' });

  await withdraw(db, {
    ledger: school.ledger,
    attestationId,
    seen: attestationId,
    reason: 'It was her sister.',
    by: signedIn(BOB, 'Bob Example'),
    stepUp: { method: 'password', at: LATER },
    timeZone: ZONE,
    at: LATER,
  });
  const [, withdrawn] = await transcriptOf(db, ALICE, { at: LATER, timeZone: ZONE });
  expect(withdrawn!.signed).toMatchObject({ withdrawn: true, signedAt: first!.signed!.signedAt });
  expect(withdrawn!.signed!.corrections).toMatchObject([{ reason: 'It was her sister.' }]);
});
