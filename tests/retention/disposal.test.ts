import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { attestationById, ownAttestation } from '#attestations/read-attestation.ts';
import { appendRecord } from '#evidence/append.ts';
import { openLedger } from '#evidence/open-ledger.ts';
import { proofOf } from '#evidence/prove.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { openCheckpoint } from '#ledger/checkpoint.ts';
import { includes } from '#ledger/merkle.ts';
import { verifierOf } from '#ledger/note.ts';
import { parseProof } from '#ledger/proof.ts';
import { personReport } from '#reports/person-report.ts';
import { carryOut } from '#retention/carry-out.ts';
import { approveDisposal, rejectDisposal } from '#retention/decide.ts';
import { oldRecords } from '#retention/due.ts';
import { releaseHold, setHold } from '#retention/holds.ts';
import { proposable, proposeDisposal, seenOf } from '#retention/propose.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { ALICE, BOB, type School } from '../support/school.ts';
import {
  CITATION,
  HR,
  LATER,
  dueAt,
  leave,
  openLeavers,
  propose,
  twoYears,
  whenAt,
} from './support.ts';

const SECOND = 'T-ADMIN';
let school: School;
let alices: string;
let bobs: string;
beforeEach(async () => {
  const opened = await openLeavers();
  school = opened;
  [alices, bobs] = opened.signed;
});
afterEach(() => school.db.close());

const decision = (proposal: string, by = SECOND, at = LATER) => ({
  ...whenAt(school, at),
  proposal,
  reason: 'Agreed.',
  by,
});
const approve = (proposal: string, by?: string, at?: Date) =>
  approveDisposal(school.db, decision(proposal, by, at));
const carry = (atOnce?: number) =>
  carryOut(school.db, {
    ...whenAt(school),
    ledger: school.ledger,
    clock: () => LATER,
    ...(atOnce === undefined ? {} : { atOnce }),
  });
const count = async (table: string, where = '1') =>
  (
    await school.db.read.get<{ n: number }>(
      sql.raw(`SELECT count(*) AS n FROM ${table} WHERE ${where}`),
    )
  ).n;
const disposals = async () =>
  (
    await school.db.read.all<{ record: string }>(
      sql`SELECT record FROM records WHERE kind = 'disposal'`,
    )
  ).map(({ record }) => JSON.parse(record));
const hold = (person: string, at = LATER) =>
  setHold(school.db, { person, series: undefined, reason: 'A claim', by: HR, at });
const BEHIND = ['attempts', 'attempt_items', 'answers', 'lesson_progress', 'lesson_rereads'];

describe('what is due', () => {
  const kept = async (at?: Date) =>
    Object.fromEntries((await dueAt(school, at)).map((one) => [one.id, one.kept]));

  test('is nothing before its day in the city, and nothing without years in the rule', async () => {
    // Signed on November 22, left on December 1: the floor's two years count from leaving.
    expect(await kept(new Date('2028-12-02T05:59:00Z'))).toEqual({});
    expect(Object.keys(await kept(new Date('2028-12-02T06:01:00Z')))).toHaveLength(2);
    await twoYears(school, '');
    expect(await kept()).toEqual({});
  });

  test('is counted from signing where that is longer than two years after leaving', async () => {
    await twoYears(school, '3');
    expect(await kept(new Date('2029-11-23T05:59:00Z'))).toEqual({});
    expect(Object.keys(await kept(new Date('2029-11-23T06:01:00Z')))).toHaveLength(2);
  });

  test('is not the newest attestation of somebody who is still here', async () => {
    await leave(school, ALICE, null);
    expect(await kept()).toEqual({ [alices]: 'current', [bobs]: undefined });
    const other = { ...whenAt(school), policies: [] };
    // A policy that the portal no longer teaches is not in force here.
    const { records } = await oldRecords(school.db.read, { ...other, series: 'attestations' });
    expect(records.map((one) => one.kept)).toEqual([undefined, undefined]);
  });

  test('begins anew with a correction', async () => {
    await correct(alices, new Date('2027-06-01T15:00:00Z'));
    expect(Object.keys(await kept())).toEqual([bobs]);
    const found = await dueAt(school, new Date('2029-06-02T15:00:00Z'));
    expect(found.find(({ id }) => id === alices)?.corrections).toEqual(['correction-1']);
  });

  test('is held by a hold on the person or the series, until it ends', async () => {
    const id = await hold(ALICE);
    expect(await kept()).toEqual({ [alices]: 'held', [bobs]: undefined });
    await setHold(school.db, { person: '', series: 'declines', reason: 'x', by: HR, at: LATER });
    expect((await kept())[bobs]).toBeUndefined();
    await releaseHold(school.db, { hold: id, reason: 'Settled', by: HR, at: LATER });
    expect((await kept())[alices]).toBeUndefined();
    await setHold(school.db, {
      person: '',
      series: 'attestations',
      reason: 'x',
      by: HR,
      at: LATER,
    });
    expect(await kept()).toEqual({ [alices]: 'held', [bobs]: 'held' });
  });
});

describe('a proposal', () => {
  test('disposes of nothing by itself, and its records are not proposed twice', async () => {
    await propose(school);
    expect(await carry()).toBe(0);
    expect(await count('attestations', `record = ''`)).toBe(0);
    await expect(propose(school)).rejects.toThrow('Nothing is left to propose');
  });

  test('leaves out what is taken out for a reason, and what the proposer has signed', async () => {
    await expect(propose(school, { leftOut: [alices] })).rejects.toThrow('you left out are kept');
    const id = await propose(school, { leftOut: [alices], because: 'Asked for' });
    expect(await count('disposal_items')).toBe(1);
    await rejectDisposal(school.db, decision(id));
    await propose(school, { by: ALICE });
    expect(await count('disposal_items', `record_id = '${alices}'`)).toBe(0);
  });

  test('is refused when what is due changed after it was shown', async () => {
    const seen = seenOf(proposable(await dueAt(school), HR));
    await hold(ALICE);
    const act = { ...whenAt(school), series: 'attestations' as const, seen, by: HR };
    const rest = { leftOut: [], leftOutBecause: '', reason: 'Old' };
    await expect(proposeDisposal(school.db, { ...act, ...rest })).rejects.toThrow('has changed');
  });

  test('is decided by a second person, once, and never about a record of their own', async () => {
    const id = await propose(school);
    await expect(approve(id, HR)).rejects.toThrow('a second person decides');
    await expect(rejectDisposal(school.db, decision(id, HR))).rejects.toThrow('second person');
    await expect(approve(id, ALICE)).rejects.toThrow('record of your own');
    await expect(approveDisposal(school.db, { ...decision(id), reason: ' ' })).rejects.toThrow(
      'Say why',
    );
    await expect(approve('nothing')).rejects.toThrow('no such proposal');
    await rejectDisposal(school.db, decision(id));
    await expect(approve(id)).rejects.toThrow('was rejected already');
    expect(await carry()).toBe(0);
    // Turned down, it may be proposed again.
    await approve(await propose(school));
  });

  test('is not approved once a hold, a longer rule or a correction keeps one of its records', async () => {
    const id = await propose(school);
    const held = await hold(ALICE);
    await expect(approve(id)).rejects.toThrow('a legal hold keeps 1 of them');
    await releaseHold(school.db, { hold: held, reason: 'Settled', by: HR, at: LATER });
    await twoYears(school, '4', LATER);
    await expect(approve(id)).rejects.toThrow('not all of them are still due');
    await twoYears(school, '', LATER);
    await expect(approve(id)).rejects.toThrow('not all of them are still due');
    await twoYears(school, '2', LATER);
    await leave(school, BOB, null);
    await expect(approve(id)).rejects.toThrow('not all of them are still due');
    await leave(school, BOB, '2026-12-01');
    await correct(alices, LATER);
    await expect(approve(id)).rejects.toThrow('not all of them are still due');
    expect(await count('disposal_decisions')).toBe(0);
  });
});

describe('a disposal', () => {
  test('empties the record, deletes its training, and leaves a provable leaf and an entry', async () => {
    const { assignment, db } = school;
    const mine = await ownAssignment(db.read, ALICE, assignment[ALICE]!);
    await hold(BOB);
    const id = await propose(school);
    await approve(id);
    expect(await carry()).toBe(1);
    expect(await selfCheck(db)).toEqual([]);

    const own = `assignment_id = '${mine.id}'`;
    for (const table of ['attempts', 'lesson_progress', 'lesson_rereads']) {
      expect(await count(table, own), table).toBe(0);
      if (table !== 'lesson_rereads') expect(await count(table), table).toBeGreaterThan(0);
    }
    for (const table of ['answers', 'attempt_items']) {
      expect(await count(table, 'attempt_id NOT IN (SELECT id FROM attempts)'), table).toBe(0);
      expect(await count(table), table).toBeGreaterThan(0);
    }
    const [entry] = await disposals();
    const [left] = await db.read.all<{ i: number; s: string }>(
      sql`SELECT "index" AS i, sha256 AS s FROM ledger_entries WHERE record_id = ${alices}`,
    );
    expect(entry).toMatchObject({
      schema: 'disposal/1',
      series: 'attestations',
      proposal: id,
      entries: [{ index: left!.i, sha256: left!.s, leaf: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      rule: { years: 2, citation: CITATION },
      proposedBy: HR,
      approvedBy: SECOND,
    });
    expect(JSON.stringify(entry)).not.toMatch(/Alice|T-1"|alice/i);

    // The leaf is proven still, by the hash that the disposal names.
    const { index, path, checkpoint } = parseProof((await proofOf(db.read, alices))!);
    const head = openCheckpoint(checkpoint, [verifierOf(school.ledger.signer)]);
    const leaf = Buffer.from(entry.entries[0].leaf, 'hex');
    expect(includes(leaf, { index, proof: path, ...head })).toBe(true);
  });

  test('is said to whoever opens the record, and the training’s pages know of it', async () => {
    const { assignment, db, policies } = school;
    await approve(await propose(school));
    await carry();
    const sentence =
      /was disposed of on December 15, 2028 .* under Item 2 of the schedule; its entry/;
    await expect(ownAttestation(db, ALICE, alices)).rejects.toThrow(sentence);
    await expect(attestationById(db, alices)).rejects.toMatchObject({ code: 'gone' });
    // Another's is as unknown as before.
    await expect(ownAttestation(db, BOB, alices)).rejects.toMatchObject({ code: 'not-found' });
    const mine = await ownAssignment(db.read, ALICE, assignment[ALICE]!);
    expect(mine).toMatchObject({ attested: true, disposedAt: LATER });
    expect((await progressOf(db, policies, mine)).done).toBe(0);
    const [report] = await personReport(db, policies, ALICE);
    expect(report).toMatchObject({ checks: [], disposal: { at: LATER, citation: CITATION } });
  });

  test('takes the corrections with it, and never happens twice', async () => {
    await correct(alices, new Date('2026-12-24T15:00:00Z'));
    const at = new Date('2028-12-28T15:00:00Z');
    const id = await propose(school, { at });
    await approve(id, SECOND, at);
    const order = { ...whenAt(school), ledger: school.ledger, clock: () => at };
    expect(await carryOut(school.db, order)).toBe(2);
    expect(await count('records', `record = ''`)).toBe(1);
    expect(await carryOut(school.db, order)).toBe(0);
    expect(await disposals()).toHaveLength(1);
    expect(await selfCheck(school.db)).toEqual([]);
    const again = school.db.write((tx) =>
      tx.run(sql`INSERT INTO disposed_records (record_id, proposal_id, at)
        SELECT record_id, proposal_id, 1 FROM disposed_records LIMIT 1`),
    );
    await expect(again).rejects.toThrow();
  });

  test('goes on after a crash between two lots, each with its own entry', async () => {
    await approve(await propose(school));
    let lots = 0;
    const crash = carryOut(school.db, {
      ...whenAt(school),
      ledger: school.ledger,
      atOnce: 1,
      clock: () => {
        if ((lots += 1) > 1) throw new Error('the machine stopped');
        return LATER;
      },
    });
    await expect(crash).rejects.toThrow('the machine stopped');
    expect(await count('disposed_records')).toBe(1);
    expect(await selfCheck(school.db)).toEqual([]);
    expect(await carry(1)).toBe(1);
    expect((await disposals()).map(({ entries }) => entries.length)).toEqual([1, 1]);
    expect(await selfCheck(school.db)).toEqual([]);
  });

  test('spares what a hold has covered since the approval, even when it has ended', async () => {
    await approve(await propose(school));
    const id = await hold(ALICE, new Date(LATER.getTime() + 1));
    expect(await carry(1)).toBe(1);
    await releaseHold(school.db, { hold: id, reason: 'Settled', by: HR, at: LATER });
    expect(await carry()).toBe(0);
    expect((await attestationById(school.db, alices)).content.person.name).toBe('Alice Example');
    // It can be proposed anew.
    await approve(await propose(school), SECOND, new Date(LATER.getTime() + 5));
    await carry();
    await expect(attestationById(school.db, alices)).rejects.toMatchObject({ code: 'gone' });
  });

  test('keeps nothing of a lot when the ledger takes no entry', async () => {
    await approve(await propose(school));
    school.ledger.stop('something does not fit');
    await expect(carry()).rejects.toThrow('paused');
    expect(await count('disposed_records')).toBe(0);
    for (const table of BEHIND.slice(0, 4)) expect(await count(table)).toBeGreaterThan(0);
  });

  test('lets a scan go with the last attestation that it shows', async () => {
    await school.db.write(async (tx) => {
      for (const [sha, of] of [
        ['only-alices', [alices]],
        ['both', [alices, bobs]],
      ] as const) {
        await tx.run(sql`INSERT INTO scans VALUES (${sha}, 'image/png', x'00', 1, 'x')`);
        for (const one of of)
          await tx.run(sql`INSERT INTO attestation_scans VALUES (${one}, ${sha})`);
      }
    });
    const held = await hold(BOB);
    await approve(await propose(school));
    await carry();
    expect(await school.db.read.all(sql`SELECT sha256 FROM scans`)).toEqual([{ sha256: 'both' }]);
    await releaseHold(school.db, { hold: held, reason: 'Settled', by: HR, at: LATER });
    await approve(await propose(school), SECOND, new Date(LATER.getTime() + 5));
    await carry();
    expect(await count('scans')).toBe(0);
  });

  test.each([
    ['emptied by hand', `UPDATE attestations SET record = ''`, 'attestations'],
    [
      'emptied with a disposal of somebody’s own',
      `INSERT INTO disposed_records SELECT id, 'own', assignment_id, 1 FROM attestations`,
      'disposed_records',
    ],
  ])('that was none, a record %s, is found by the self-check', async (_, change, table) => {
    const { db } = school;
    await db.write(async (tx) => {
      const names = [table, 'attestations', 'disposal_items', 'disposal_decisions'];
      const guards = await tx.all<{ name: string; sql: string }>(
        sql`SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ${names}`,
      );
      await tx.run(sql`INSERT INTO disposal_proposals VALUES ('own', 'attestations', 'x', 'x', 1)`);
      for (const { name } of guards) await tx.run(sql.raw(`DROP TRIGGER "${name}"`));
      await tx.run(sql.raw(change));
      await tx.run(sql`UPDATE attestations SET record = ''`);
      for (const guard of guards) await tx.run(sql.raw(guard.sql));
    });
    const faults = await selfCheck(db);
    expect(faults).toHaveLength(2);
    expect(faults[0]).toMatch(/is not the one that was entered|not rightly disposed of/);
  });
});

test('a ledger opens and goes on after a disposal', async () => {
  await approve(await propose(school));
  await carry();
  await expect(
    openLedger(school.db, { keyFile: '/nowhere/ledger.pem', origin: 'x', at: LATER }),
  ).rejects.toThrow('is missing');
  await correct(bobs, new Date(LATER.getTime() + 1));
  expect(await selfCheck(school.db)).toEqual([]);
});

let corrections = 0;
beforeEach(() => {
  corrections = 0;
});
async function correct(about: string, at: Date): Promise<void> {
  const content = { id: `correction-${(corrections += 1)}` };
  const made = { kind: 'correction', content, about, at, by: HR } as const;
  await school.db.write((tx) => appendRecord(tx, school.ledger, made));
}
