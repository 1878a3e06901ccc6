import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getTableName, is, sql } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import * as schema from '#db/schema/index.ts';
import { appendRecord } from '#evidence/append.ts';
import { openLedger } from '#evidence/open-ledger.ts';
import { proofOf } from '#evidence/prove.ts';
import { sealFaults, sealTables } from '#evidence/seal.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { exportAsTar, exportToArchive, exportToFolder, openExport } from '#exports/export.ts';
import { importFrom, openFiles } from '#exports/import.ts';
import { EXPORTED, IN_FILES, LEFT_OUT } from '#exports/tables.ts';
import { openNote, printVerifier, signNote, verifierOf } from '#ledger/note.ts';
import { freshDatabase, reason } from '../support/database.ts';
import {
  ALICE,
  BOB,
  NOW,
  addPeople,
  finishTraining,
  schoolOn,
  sign,
  type School,
} from '../support/training.ts';
import { verifyExport } from '#verify/check-export.ts';
import { textOf } from '#verify/files.ts';
import { fillBehind, fillEveryTable, signWithPasskey } from './every-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'exports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const verifier = join(folder, 'verify.mjs');
writeFileSync(verifier, '// the verifier\n');
const keyFile = join(folder, 'keys/ledger.pem');
const ORIGIN = 'elsewhere.example/attestations';

let count = 0;
const freshPlace = () => join(folder, `export-${(count += 1)}`);
const open = ({ db, ledger }: School, at = NOW) =>
  openExport(db, { ledger, verifier, city: 'Test City', by: BOB, at });

async function exportFolder(from: School): Promise<string> {
  const full = await open(from);
  const place = freshPlace();
  await exportToFolder(full, place);
  full.close();
  return place;
}

const faultsOf = async (place: string) =>
  (await verifyExport(openFiles(place), { trusted: [], replay: true, now: NOW })).faults;
const checkpointOf = (place: string) => textOf(openFiles(place).get('checkpoint')!);
const rootOf = (place: string) => checkpointOf(place).split('\n')[2];

const tables: SQLiteTable[] = Object.values(schema).flatMap((one) =>
  is(one, SQLiteTable) ? [one] : [],
);

let school: School;
let exported: string;
beforeAll(async () => {
  school = await schoolOn(await freshDatabase(), { keyFile });
  const [third] = await addPeople(school, 1);
  for (const number of [ALICE, BOB, third!]) await finishTraining(school, number);
  await fillBehind(school, ALICE);
  for (const number of [ALICE, BOB]) await sign(school, number);
  await signWithPasskey(school, third!);
  await fillEveryTable(school, ALICE);
  await sealTables(school.db, school.ledger, NOW);
  exported = await exportFolder(school);
});

describe('what an export holds', () => {
  test('is decided for every table of the schema', () => {
    const decided = [...EXPORTED.map(getTableName), ...Object.keys(LEFT_OUT)];
    expect(decided.toSorted()).toEqual(tables.map(getTableName).toSorted());
  });

  test('stands in an order in which it can be read back', () => {
    const place = new Map(EXPORTED.map((table, at) => [getTableName(table), at]));
    for (const table of EXPORTED) {
      for (const { reference } of getTableConfig(table).foreignKeys) {
        const needed = getTableName(reference().foreignTable);
        expect(place.get(needed), `${getTableName(table)} needs ${needed}`).toBeLessThan(
          place.get(getTableName(table))!,
        );
      }
    }
  });

  test('leaves a column to a file of its own only where there is such a column', () => {
    for (const [name, column] of Object.entries(IN_FILES)) {
      const table = tables.find((one) => getTableName(one) === name)!;
      expect(getTableConfig(table).columns.map((one) => one.name)).toContain(column);
    }
  });

  test('is no password, not even as a hash, nor the private key', () => {
    const found = (text: string) => {
      try {
        return execFileSync('grep', ['-rlF', text, exported], { encoding: 'utf8' });
      } catch {
        return '';
      }
    };
    expect(found('Wörter')).toContain('questions.jsonl');
    expect(found('a-hash-that-stays-at-home')).toBe('');
    expect(found(readFileSync(keyFile, 'utf8').split('\n')[1]!)).toBe('');
  });

  test('is for nobody else of the machine', () => {
    expect(statSync(exported).mode & 0o077).toBe(0);
    expect(statSync(join(exported, 'records.jsonl')).mode & 0o077).toBe(0);
  });

  test('names its ledger’s head in the audit log, with who asked', async () => {
    const [made] = await school.db.read.query.auditEvents.findMany({
      where: (row, { eq }) => eq(row.act, 'export.made'),
    });
    expect(made).toMatchObject({
      actor: BOB,
      detail: { profile: 'full', size: 4, root: rootOf(exported) },
    });
  });

  test('is the same as an archive and as a folder', async () => {
    const full = await open(school);
    const [place, archive] = [freshPlace(), `${freshPlace()}.tar`];
    await exportToFolder(full, place);
    await exportToArchive(full, archive);
    full.close();
    const unpacked = freshPlace();
    mkdirSync(unpacked);
    execFileSync('tar', ['-xf', archive], { cwd: unpacked });
    expect(execFileSync('diff', ['-r', place, unpacked], { encoding: 'utf8' })).toBe('');
  });

  test('does not take the place of what is there', async () => {
    const full = await open(school);
    expect(await reason(exportToFolder(full, exported))).toContain('is there already');
    full.close();
  });

  test('needs the verifier to be built', async () => {
    const { db, ledger } = school;
    const asked = { ledger, verifier: join(folder, 'none.mjs'), city: '', by: BOB, at: NOW };
    expect(await reason(openExport(db, asked))).toContain('npm run build');
  });
});

test('the verifier finds nothing amiss in it', async () => {
  expect(await faultsOf(exported)).toEqual([]);
});

describe('read back into an empty portal', () => {
  test('it has the same root, the same receipts, and nothing amiss', async () => {
    const db = await freshDatabase();
    const told = await importFrom(db, openFiles(exported), { at: NOW });
    const keys = [printVerifier(verifierOf(school.ledger.signer))];
    expect(told).toEqual({ size: 4, people: 3, root: rootOf(exported), keys });
    expect(await selfCheck(db)).toEqual([]);
    expect(await sealFaults(db)).toEqual([]);
    for (const number of [ALICE, BOB]) {
      const [mine] = await attestationsOf(school.db, number);
      const before = await ownAttestation(school.db, number, mine!.id);
      expect(await ownAttestation(db, number, mine!.id)).toEqual(before);
      expect(await proofOf(db.read, mine!.id)).toBe(await proofOf(school.db.read, mine!.id));
    }
  });

  test('every row is what it was, and every table had one', async () => {
    const db = await freshDatabase();
    await importFrom(db, openFiles(exported), { at: NOW });
    for (const table of EXPORTED) {
      const name = getTableName(table);
      const all = sql`SELECT * FROM ${sql.identifier(name)} ORDER BY rowid`;
      const [was, now] = [await school.db.read.all(all), await db.read.all(all)];
      expect(now.length, name).toBeGreaterThan(0);
      // The acts of exporting and importing came after.
      if (name === 'audit_events') expect(now.slice(0, -1)).toEqual(was.slice(0, now.length - 1));
      else expect(now, name).toEqual(was);
    }
  });

  test('the ledger goes on under the key of before, and under no other', async () => {
    const db = await freshDatabase();
    await importFrom(db, openFiles(exported), { at: NOW });
    const another = openLedger(db, { keyFile: join(folder, 'no.pem'), origin: ORIGIN, at: NOW });
    expect(await reason(another)).toContain('is missing');
    const ledger = await openLedger(db, { keyFile, origin: ORIGIN, at: NOW });
    const record = { kind: 'correction', content: { id: 'next' }, at: NOW, by: ALICE } as const;
    expect(await db.write((tx) => appendRecord(tx, ledger, record))).toBe(4);
    expect(await selfCheck(db)).toEqual([]);
  });

  test('an export of it is read back, too', async () => {
    const db = await freshDatabase();
    await importFrom(db, openFiles(exported), { at: NOW });
    const ledger = await openLedger(db, { keyFile, origin: ORIGIN, at: NOW });
    const again = await exportFolder({ ...school, db, ledger });
    expect(checkpointOf(again)).toBe(checkpointOf(exported));
    expect(readFileSync(join(again, 'records.jsonl'))).toEqual(
      readFileSync(join(exported, 'records.jsonl')),
    );
    expect((await importFrom(await freshDatabase(), openFiles(again), { at: NOW })).size).toBe(4);
  });

  test('a portal that holds anything is refused', async () => {
    const before = await school.db.read.$count(schema.auditEvents);
    expect(await reason(importFrom(school.db, openFiles(exported), { at: NOW }))).toContain(
      'holds records already',
    );
    expect(await school.db.read.$count(schema.auditEvents)).toBe(before);
  });
});

describe('an export that is not as it was written leaves an empty portal empty', () => {
  const flip = (file: string) => {
    const bytes = readFileSync(file);
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    writeFileSync(file, bytes);
  };
  const broken: [string, string, (place: string) => void][] = [
    // Which fault is told first hangs on what the bit is part of.
    [
      'a bit of the records',
      'This export is not as it was written',
      (at) => flip(join(at, 'records.jsonl')),
    ],
    [
      'a bit of a table',
      'employees.jsonl was changed',
      (at) => flip(join(at, 'tables/employees.jsonl')),
    ],
    [
      'a bit of its manifest',
      'manifest.note does not hold',
      (at) => flip(join(at, 'manifest.note')),
    ],
    ['a table that is missing', 'is missing', (at) => unlinkSync(join(at, 'tables/answers.jsonl'))],
    [
      'a file beside',
      'not part of what was signed',
      (at) => writeFileSync(join(at, 'tables/more.jsonl'), '{}\n'),
    ],
    [
      'a key that its ledger does not name',
      'manifest.note does not hold',
      (at) => appendFileSync(join(at, 'keys.txt'), '\n'),
    ],
  ];

  test.each(broken)('%s', async (_, why, change) => {
    const place = freshPlace();
    await cp(exported, place, { recursive: true });
    change(place);
    const db = await freshDatabase();
    expect(await reason(importFrom(db, openFiles(place), { at: NOW }))).toContain(why);
    expect(await db.read.$count(schema.employees)).toBe(0);
    expect(await db.read.$count(schema.auditEvents)).toBe(0);
    expect(await selfCheck(db)).toContainEqual(expect.stringContaining('0 entries'));
  });

  test('a bit of the records is told of as that, whatever else follows from it', async () => {
    const place = freshPlace();
    await cp(exported, place, { recursive: true });
    flip(join(place, 'records.jsonl'));
    expect((await faultsOf(place)).join('\n')).toContain('records.jsonl was changed');
  });

  // Whoever has the key signs the manifest anew.
  const resigned: [string, string, string, (rows: string) => string][] = [
    [
      'rows that do not fit its records',
      'does not fit together',
      'attestations',
      (rows) => rows.replace(/"sha256":"./, '"sha256":"g'),
    ],
    [
      'other answers than those in a signed record',
      'is not the training that was signed',
      'answers',
      (rows) => rows.replace(/"score":1\b/, '"score":0'),
    ],
    [
      'a line that cannot be read',
      'Line 2 of `tables/answers.jsonl` cannot be read',
      'answers',
      (rows) => rows.replace('\n{', '\n{{'),
    ],
    [
      'a line that is no row',
      'Line 2 of `tables/answers.jsonl` cannot be read',
      'answers',
      (rows) => rows.replace(/\n.*\n/, '\n[1]\n'),
    ],
    [
      'a broken line of its ledger',
      'Line 3 of `tables/ledger_entries.jsonl` cannot be read',
      'ledger_entries',
      (rows) => rows.replace(/^(.*\n.*\n)\{/, '$1'),
    ],
    ['no seal', 'seal', 'seals', () => ''],
  ];
  test.each(resigned)('signed by its own key: %s', async (_, why, table, change) => {
    const place = freshPlace();
    await cp(exported, place, { recursive: true });
    const [file, manifest] = [join(place, `tables/${table}.jsonl`), join(place, 'manifest.note')];
    const rows = readFileSync(file);
    writeFileSync(file, change(rows.toString()));
    expect(readFileSync(file).equals(rows), 'nothing was changed').toBe(false);
    const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    const { text } = openNote(readFileSync(manifest, 'utf8'), [verifierOf(school.ledger.signer)]);
    const renamed = text.replace(sha256(rows), sha256(readFileSync(file)));
    writeFileSync(manifest, signNote(renamed, school.ledger.signer));
    const db = await freshDatabase();
    expect(await reason(importFrom(db, openFiles(place), { at: NOW }))).toContain(why);
    expect(await db.read.$count(schema.employees)).toBe(0);
    const guards = sql`SELECT count(*) AS n FROM sqlite_master WHERE type = 'trigger'`;
    expect(await db.read.all(guards)).toEqual(await school.db.read.all(guards));
  });

  test('an archive cut short', async () => {
    const full = await open(school);
    const whole = Buffer.concat(await Array.fromAsync(exportAsTar(full)));
    full.close();
    const archive = `${freshPlace()}.tar`;
    writeFileSync(archive, whole.subarray(0, whole.length / 2));
    const db = await freshDatabase();
    const read = async () => importFrom(db, openFiles(archive), { at: NOW });
    expect(await reason(read())).toMatch(/cut short|ends within/);
    expect(await db.read.$count(schema.employees)).toBe(0);
  });
});
