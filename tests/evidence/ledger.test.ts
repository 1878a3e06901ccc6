import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asc, sql } from 'drizzle-orm';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { enterEarlier } from '#attestations/enter-earlier.ts';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import type { Db } from '#db/client.ts';
import { attestations, ledgerEntries } from '#db/schema/index.ts';
import { appendRecord } from '#evidence/append.ts';
import { currentKey } from '#evidence/keys.ts';
import { openLedger, type Ledger } from '#evidence/open-ledger.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { growthSince, newestCheckpoint, proofOf } from '#evidence/prove.ts';
import { openCheckpoint } from '#ledger/checkpoint.ts';
import { extendsHead } from '#ledger/merkle.ts';
import { parseVerifier, verifierOf } from '#ledger/note.ts';
import { prove } from '#ledger/proof.ts';
import { freshDatabase, reason } from '../support/database.ts';
import { ALICE, NOW, finishTraining, openSchool, sign, type School } from '../support/training.ts';
import { tamper } from './tamper.ts';

const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;
let keyFile: string;
let db: Db;
beforeEach(async () => {
  keyFile = join(folder, `${(count += 1)}`, 'ledger.pem');
  db = await freshDatabase();
});

const ORIGIN = 'city.example/attestations';
const open = (at = NOW, of = db) => openLedger(of, { keyFile, origin: ORIGIN, at });
const later = (ms: number) => new Date(NOW.getTime() + ms);
const append = (ledger: Ledger, id: string, at = NOW) =>
  db.write((tx) =>
    appendRecord(tx, ledger, { kind: 'correction', content: { id }, at, by: 'T-1' }),
  );

describe('the ledger', () => {
  test('begins with the entry that names its key, whose file only its owner reads', async () => {
    const ledger = await open();
    const { publicKey, origin } = await currentKey(db);
    expect(origin).toBe(ORIGIN);
    expect(parseVerifier(publicKey)).toEqual(verifierOf(ledger.signer));
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect((await newestCheckpoint(db.read))?.size).toBe(1);
  });

  test('goes on where it was, under the same key', async () => {
    const first = await open();
    await append(first, 'one');
    const again = await open(later(5));
    expect(verifierOf(again.signer)).toEqual(verifierOf(first.signer));
    expect(await append(again, 'two', later(6))).toBe(2);
  });

  test('refuses a key file that is missing, another’s, broken, or open to others', async () => {
    await open();
    chmodSync(keyFile, 0o644);
    expect(await reason(open())).toContain('chmod 600');
    chmodSync(keyFile, 0o600);
    const other = await freshDatabase();
    const mine = keyFile;
    keyFile = join(folder, 'another', 'ledger.pem');
    await open(NOW, other);
    expect(await reason(open())).toContain('is not the one that this ledger names');
    keyFile = mine;
    rmSync(keyFile);
    expect(await reason(open())).toContain('is missing');
    expect(existsSync(keyFile)).toBe(false);
    mkdirSync(keyFile);
    expect(await reason(open())).toContain('is no file');
  });

  // Whoever is root reads everything.
  test.skipIf(process.getuid?.() === 0)('says that it may not read its key', async () => {
    await open();
    chmodSync(keyFile, 0o200);
    expect(await reason(open())).toContain('This account may not read the signing key');
  });

  test('proves each entry by itself, and that it only grew', async () => {
    const ledger = await open();
    const keys = [verifierOf(ledger.signer)];
    for (let n = 0; n < 20; n += 1) await append(ledger, `record-${n}`);
    const before = openCheckpoint((await newestCheckpoint(db.read))!.note, keys);
    for (let n = 20; n < 33; n += 1) await append(ledger, `record-${n}`);
    const after = openCheckpoint((await newestCheckpoint(db.read))!.note, keys);
    expect([before.size, after.size]).toEqual([21, 34]);
    expect(extendsHead(before, after, await growthSince(db.read, before.size))).toBe(true);
    const proof = (await proofOf(db.read, 'record-7'))!;
    expect(prove(Buffer.from('{"id":"record-7"}'), proof, keys).size).toBe(34);
    expect(() => prove(Buffer.from('{"id":"record-8"}'), proof, keys)).toThrow('not the bytes');
    expect(await proofOf(db.read, 'no such record')).toBeUndefined();
  });

  test('takes a thousand entries at once, each once, in an order without a gap', async () => {
    const ledger = await open();
    const taken = await Promise.all(
      Array.from({ length: 300 }, (_, n) => append(ledger, `at-once-${n}`)),
    );
    expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
    expect(await reason(append(ledger, 'at-once-7'))).toContain('already there');
    expect((await newestCheckpoint(db.read))?.size).toBe(301);
  });

  test('goes on from what was kept when a write was rolled back', async () => {
    const ledger = await open();
    await append(ledger, 'one');
    const undone = db.write(async (tx) => {
      const content = { id: 'undone' };
      await appendRecord(tx, ledger, { kind: 'correction', content, at: NOW, by: 'T-1' });
      throw new Error('not to be kept');
    });
    expect(await reason(undone)).toContain('not to be kept');
    expect(await append(ledger, 'two')).toBe(2);
    expect(await selfCheck(db)).toEqual([]);
  });

  test('takes nothing while it is stopped, nor under a clock that was set back', async () => {
    const ledger = await open();
    await append(ledger, 'one', later(60_001));
    expect(await reason(append(ledger, 'two', later(0)))).toContain('Signing is paused');
    await append(ledger, 'two', later(1));
    const instants = await db.read.select({ at: ledgerEntries.at }).from(ledgerEntries);
    // What was made a moment before the last one is entered after it, at the last one's instant.
    expect(instants.map(({ at }) => at)).toEqual([NOW, later(60_001), later(60_001)]);
    ledger.stop('its root does not fit');
    expect(await reason(append(ledger, 'three', later(70_000)))).toContain('Signing is paused');
    expect((await newestCheckpoint(db.read))?.size).toBe(3);
  });
});

test('a signature is entered in the write that keeps it, and its record proves itself', async () => {
  const school = await openSchool();
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const [mine] = await attestationsOf(school.db, ALICE);
  const { record, sha256 } = await ownAttestation(school.db, ALICE, mine!.id);
  const entries = await school.db.read
    .select()
    .from(ledgerEntries)
    .orderBy(asc(ledgerEntries.index));
  expect(entries.map(({ kind }) => kind)).toEqual(['key', 'attestation']);
  expect(entries[1]).toMatchObject({ recordId: mine!.id, sha256 });
  const proof = (await proofOf(school.db.read, mine!.id))!;
  expect(prove(Buffer.from(record), proof, [verifierOf(school.ledger.signer)]).size).toBe(2);
});

test('a signature that the ledger does not take is not kept either', async () => {
  const school = await openSchool();
  await finishTraining(school, ALICE);
  school.ledger.stop('a test');
  expect(await reason(sign(school, ALICE))).toContain('Your training is saved');
  expect(await school.db.read.$count(attestations)).toBe(0);
  expect(await school.db.read.$count(ledgerEntries)).toBe(1);
});

/** Takes the ledger away as somebody could who holds the file. */
async function emptied(tables: string[]): Promise<School> {
  const school = await openSchool();
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  for (const table of tables) {
    await tamper(school.db, table, sql.raw(`DELETE FROM ${table}`));
  }
  return school;
}
const LEDGER = ['ledger_entries', 'ledger_nodes', 'checkpoints', 'records'];

test('what was signed before there was a ledger is entered once, when it begins', async () => {
  const school = await emptied([...LEDGER, 'seals']);
  keyFile = join(folder, 'later', 'ledger.pem');
  const ledger = await open(later(1000), school.db);
  expect(await enterEarlier(school.db, ledger, later(2000))).toBe(1);
  expect(await enterEarlier(school.db, ledger, later(3000))).toBe(0);
  const [mine] = await attestationsOf(school.db, ALICE);
  const { record } = await ownAttestation(school.db, ALICE, mine!.id);
  const proof = (await proofOf(school.db.read, mine!.id))!;
  expect(prove(Buffer.from(record), proof, [verifierOf(ledger.signer)]).size).toBe(2);
});

test('a signature that somebody wrote into the file later is never entered, and told of', async () => {
  const school = await openSchool();
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  await tamper(
    school.db,
    'attestations',
    sql`INSERT INTO attestations
        SELECT 'forged', 'another', employee_number, policy_id, revision, 'f', record, signed_at, how
        FROM attestations`,
  );
  const { keyFile: file } = school.ledger;
  const again = await openLedger(school.db, { keyFile: file, origin: ORIGIN, at: later(1) });
  expect(await enterEarlier(school.db, again, later(2))).toBe(0);
  expect(await selfCheck(school.db)).toEqual(['the record forged was never entered in the ledger']);
});

test.each([
  ['its key', LEDGER.concat('seals'), true],
  ['its seals', LEDGER, false],
])('a ledger that was emptied is not begun anew beside %s', async (_, tables, sameKey) => {
  const school = await emptied(tables);
  keyFile = sameKey ? school.ledger.keyFile : join(folder, 'fresh', 'ledger.pem');
  expect(await reason(open(later(1), school.db))).toContain('The ledger of this database is empty');
  expect(await school.db.read.$count(ledgerEntries)).toBe(0);
});
