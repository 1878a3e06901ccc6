import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, expect, test } from 'vitest';
import { appendRecord } from '#evidence/append.ts';
import { newestCheckpoint } from '#evidence/prove.ts';
import { sealTables } from '#evidence/seal.ts';
import { exportAsTar, exportToFolder, openExport } from '#exports/export.ts';
import { importFrom, openFiles } from '#exports/import.ts';
import { freshDatabase, reason } from '../support/database.ts';
import {
  ALICE,
  BOB,
  NOW,
  addPeople,
  finishTraining,
  openSchool,
  sign,
  type School,
} from '../support/training.ts';

const folder = mkdtempSync(join(tmpdir(), 'exports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const verifier = join(folder, 'verify.mjs');
writeFileSync(verifier, '// the verifier\n');
const open = ({ db, ledger }: School) =>
  openExport(db, { ledger, verifier, city: 'Test City', by: BOB, at: NOW });
const synthetic = (id: string, size = 1) => ({
  kind: 'correction' as const,
  content: { id, filler: 'x'.repeat(size) },
  at: NOW,
  by: BOB,
});
const append = ({ db, ledger }: School, id: string) =>
  db.write((tx) => appendRecord(tx, ledger, synthetic(id)));

test('people go on signing and joining while an export is written, which is of one instant', async () => {
  const school = await openSchool();
  for (const number of [ALICE, BOB]) await finishTraining(school, number);
  await sign(school, ALICE);
  await sealTables(school.db, school.ledger, NOW);
  const full = await open(school);
  let [next, went] = [0, 0];
  const meanwhile: Promise<unknown>[] = [sign(school, BOB), addPeople(school, 3)];
  await exportToFolder(full, join(folder, 'one'), () => {
    meanwhile.push(append(school, `record-${(next += 1)}`).then(() => (went += 1)));
  });
  expect(went, 'nothing was written meanwhile').toBeGreaterThan(5);
  await Promise.all(meanwhile);
  full.close();
  expect((await newestCheckpoint(school.db.read))!.size).toBe(3 + next);
  const db = await freshDatabase();
  expect(await importFrom(db, openFiles(join(folder, 'one')), { at: NOW })).toMatchObject({
    size: 2,
    people: 2,
  });
});

test('an archive that nobody reads to its end lets go of the database', async () => {
  const school = await openSchool();
  const full = await open(school);
  for await (const chunk of exportAsTar(full)) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  full.close();
  full.close();
  expect(await reason(Array.fromAsync(full.files()))).toContain('stopping');
  await append(school, 'afterwards');
});

test('the memory it takes does not grow with the ledger', async () => {
  const school = await openSchool();
  const { db, ledger } = school;
  for (let n = 0; n < 2000; n += 100) {
    await db.write(async (tx) => {
      for (let k = n; k < n + 100; k += 1)
        await appendRecord(tx, ledger, synthetic(`r-${k}`, 5000));
    });
  }
  const full = await open(school);
  let [written, collected, most] = [0, 0, 0];
  const before = inUse();
  for await (const chunk of exportAsTar(full)) {
    written += chunk.length;
    if (written - collected < 500_000) continue;
    collected = written;
    most = Math.max(most, inUse() - before);
  }
  full.close();
  expect(written).toBeGreaterThan(10_000_000);
  expect(most).toBeLessThan(written / 4);
});

/** What is left in memory after all that nobody holds is gone. */
function inUse(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
