import { beforeEach, describe, expect, test } from 'vitest';
import canonicalize from 'canonicalize';
import { eq } from 'drizzle-orm';
import { answerDecline } from '#attestations/answer-decline.ts';
import { decline } from '#attestations/decline.ts';
import {
  countOpenDeclines,
  declineById,
  declinesOf,
  declinesPage,
} from '#attestations/read-declines.ts';
import { LONGEST_REASON } from '#attestations/words.ts';
import { attestations, auditEvents, records } from '#db/schema/index.ts';
import { proofOf } from '#evidence/prove.ts';
import { completionPage } from '#reports/completion.ts';
import { personReport } from '#reports/person-report.ts';
import {
  ALICE,
  BOB,
  BUILD,
  NOW,
  finishTraining,
  openSchool,
  sign,
  signing,
  type School,
} from '../support/training.ts';

let school: School;
const REASON = 'The statement says things\nthat I did not do.';
const declining = (number = ALICE) => ({
  ...signing(school, number),
  kind: 'disagrees',
  reason: REASON,
});
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
const state = async () => {
  const filter = { policyId: 'social-media', today: '2026-12-25', search: ALICE };
  const { rows } = await completionPage(school.db, filter, { size: 5 });
  return rows[0]?.state;
};
const answer = (recordId: string, words: string, seen = 0) =>
  answerDecline(school.db, { recordId, words, seen, by: BOB, at: NOW });
beforeEach(async () => {
  school = await openSchool();
});

test('declining keeps a record of its own in the ledger, and the training stays open', async () => {
  await finishTraining(school, ALICE);
  expect(await state()).toBe('overdue');
  const id = await decline(school.db, declining());
  const [row] = await school.db.read.select().from(records).where(eq(records.id, id));
  expect(row!.record).toBe(canonicalize(JSON.parse(row!.record)));
  expect(row).toMatchObject({ kind: 'decline', about: school.assignment[ALICE], by: ALICE });
  expect(await proofOf(school.db.read, id)).toContain('tlog-proof');
  const { content } = await declineById(school.db, id);
  expect(content).toMatchObject({
    schema: 'decline/1',
    person: { number: ALICE, name: 'Alice Example' },
    assignment: { id: school.assignment[ALICE] },
    policy: { id: 'social-media', sha256: school.revision.policySha256 },
    kind: 'disagrees',
    reason: REASON,
    authentication: { stepUp: { method: 'password' } },
    at: NOW.toISOString(),
    build: BUILD,
  });
  expect(content.statement.text).toContain('I, Alice Example,');
  expect(await school.db.read.select().from(attestations)).toEqual([]);

  expect(await state()).toBe('declined');
  const [report] = await personReport(school.db, school.policies, ALICE);
  expect(report!.declines.map((one) => one.id)).toEqual([id]);
  expect(await declinesOf(school.db, BOB)).toEqual([]);

  await sign(school, ALICE);
  expect(await state()).toBe('attested');
  expect(await countOpenDeclines(school.db)).toBe(0);
  expect((await declineById(school.db, id)).state).toBe('signed');
  expect(await refusal(decline(school.db, declining()))).toContain('You have signed');
});

test('declining takes a kind, a reason that fits, and a finished training of one’s own', async () => {
  expect(await refusal(decline(school.db, declining()))).toContain('training left to do');
  await finishTraining(school, ALICE);
  for (const [wrong, says] of [
    [{ kind: 'nonsense' }, 'Choose what comes closest'],
    [{ reason: ' \u200b ' }, 'Say why'],
    [{ reason: 'x'.repeat(LONGEST_REASON + 1) }, `at most ${LONGEST_REASON}`],
    [{ reason: 'a\u202eb' }, 'direction of writing'],
    [{ assignmentId: school.assignment[BOB]! }, 'not among yours'],
  ] as const) {
    expect(await refusal(decline(school.db, { ...declining(), ...wrong }))).toContain(says);
  }
  expect(await countOpenDeclines(school.db)).toBe(0);
});

test('HR does not answer what they declined themselves; a colleague does', async () => {
  await finishTraining(school, BOB);
  const own = await decline(school.db, declining(BOB));
  expect(await refusal(answer(own, 'All is well.'))).toContain('Ask a colleague in HR');
  expect((await declineById(school.db, own)).answers).toEqual([]);
  expect(await countOpenDeclines(school.db)).toBe(1);
  const byAlice = { recordId: own, words: 'We spoke.', seen: 0, by: ALICE, at: NOW };
  await answerDecline(school.db, byAlice);
  expect((await declineById(school.db, own)).answers).toMatchObject([{ words: 'We spoke.' }]);
});

test('declining again while HR looks into it is the same decline; after their answer a new one', async () => {
  await finishTraining(school, ALICE);
  const twice = [decline(school.db, declining()), decline(school.db, declining())];
  const [first, second] = await Promise.all(twice);
  expect(second).toBe(first);
  await answer(first!, 'We mended it.');
  expect(await state()).toBe('overdue');
  const third = await decline(school.db, { ...declining(), reason: 'Still not.' });
  expect(third).not.toBe(first);
  expect(await state()).toBe('declined');
});

describe('HR', () => {
  test('sees the open ones first, answers, and the person reads it', async () => {
    await finishTraining(school, ALICE);
    await finishTraining(school, BOB);
    const alices = await decline(school.db, declining());
    const bobs = await decline(school.db, declining(BOB));
    await answer(alices, '  We talked.\r\nPaper is on its way. ');
    const { rows, total } = await declinesPage(school.db, { asked: 1, size: 25 });
    expect(rows.map(({ id, state: is }) => [id, is])).toEqual([
      [bobs, 'open'],
      [alices, 'answered'],
    ]);
    expect(total).toBe(2);
    expect(await countOpenDeclines(school.db)).toBe(1);
    const [mine] = await declinesOf(school.db, ALICE);
    expect(mine!.answers).toMatchObject([
      { words: 'We talked.\nPaper is on its way.', by: 'Bob Example' },
    ]);
    const told = await school.db.read.select().from(auditEvents);
    expect(told.map(({ act }) => act)).toEqual(
      expect.arrayContaining(['attestation.declined', 'decline.answered']),
    );
    // The reason is in the record alone.
    expect(JSON.stringify(told)).not.toContain('things');
  });

  test('does not answer over an answer they have not read, nor what nobody declined', async () => {
    await finishTraining(school, ALICE);
    const id = await decline(school.db, declining());
    await answer(id, 'One.');
    await answer(id, 'One.');
    expect(await refusal(answer(id, 'Two.'))).toContain('since you opened the page');
    const [last] = (await declineById(school.db, id)).answers.toReversed();
    await answer(id, 'Two.', last!.id);
    expect((await declineById(school.db, id)).answers.map(({ words }) => words)).toEqual([
      'One.',
      'Two.',
    ]);
    expect(await refusal(answer('nobody', 'Three.'))).toContain('Nothing was declined');
    expect(await refusal(answer(id, '   '))).toContain('Type the answer');
  });
});
