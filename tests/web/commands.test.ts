import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { openDatabase } from '#db/client.ts';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { makeSigner, printed } from '../verify/export-fixture.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';
import { runCommand, type Ended } from '../support/commands.ts';
import { keyFileOf } from '../support/spawn-server.ts';

const PROJECT = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'commands-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const HANA = 'DEMO-1003';

const run = (command: 'export' | 'import', args: readonly string[], database: string) =>
  runCommand([command, ...args], { database, cwd: folder });

async function signedIn(server: TestServer): Promise<Visitor> {
  const browser = server.visitor();
  await browser.post('/login?_action=signIn', { login: HANA, password: DEMO_PASSWORD });
  return browser;
}

const archive = join(folder, 'all.tar');
const restored = join(folder, 'restored.db');
let server: TestServer;
let exported: Ended;
let imported: Ended;
beforeAll(async () => {
  server = await startServer({ demo: true });
  exported = await run('export', ['--to', archive], server.databaseFile);
  imported = await run('import', [archive], restored);
}, 240_000);

test('a running portal is exported, and checked without it by the program that comes along', async () => {
  expect(exported).toEqual({ code: 0, said: expect.stringContaining('signed manifest') });
  expect(exported.said).toMatch(/Reading it back …\nAll is as it was signed\.\n$/);
  const unpacked = mkdtempSync(join(folder, 'unpacked-'));
  await promisify(execFile)('tar', ['-xf', archive], { cwd: unpacked });
  const { stdout } = await promisify(execFile)(process.execPath, [join(unpacked, 'verify.mjs')]);
  expect(stdout).toContain('All is as it was signed');
});

test('it comes back into a new database, and the portal there serves the same receipts', async () => {
  expect(imported).toEqual({ code: 0, said: expect.stringContaining('records are back') });
  expect(imported.said).toContain('Nobody has a password, so nobody can sign in');
  expect(imported.said).toContain('is missing. Put it back from its backup');
  copyFileSync(keyFileOf(server.databaseFile), keyFileOf(restored));
  const db = await openDatabase({ url: `file:${restored}` });
  const hash = await hashPassword(DEMO_PASSWORD);
  await db.write((tx) => setPassword(tx, HANA, hash, new Date()));
  const attested = await db.read.query.attestations.findMany({ columns: { id: true } });
  await db.close();
  const again = await startServer({ demo: true, databaseFile: restored });
  const [before, after] = [await signedIn(server), await signedIn(again)];
  expect(attested.length).toBeGreaterThan(5);
  for (const { id } of attested.slice(0, 5)) {
    for (const kind of ['json', 'tlog-proof']) {
      const path = `/record/${id}.${kind}`;
      const [was, now] = [await before.get(path), await after.get(path)];
      expect(now.status).toBe(200);
      expect(now.text).toBe(was.text);
    }
  }
  expect((await after.get('/hr')).text).not.toContain('Signing is paused');
});

describe('the commands say plainly', () => {
  test.each([
    ['export', ['--help'], 0, '--to FOLDER'],
    ['import', ['--help'], 0, 'all of it, or nothing'],
    ['export', [], 2, 'Say where the export shall go'],
    ['export', ['--into', 'x'], 2, 'There is no option `--into`'],
    ['export', ['--ot', 'x'], 2, 'did you mean `--to`?'],
    ['export', ['--to'], 2, 'Say what follows `--to`'],
    ['export', ['--to', 'x', 'y'], 2, '`y` is one word more'],
    ['import', [], 2, 'Say which export to read'],
    ['export', ['--to', 'x.tar'], 1, 'There is no database at'],
    ['export', ['--to', 'x.zip'], 2, 'An archive is written as .tar'],
    ['import', ['x.tar', '--key', 'mistyped'], 2, '`mistyped` is no public key'],
    ['import', ['nowhere.tar'], 1, 'There is nothing at'],
  ] as const)('%s %j: %i', async (command, args, code, why) => {
    const database = join(folder, `none-${command}.db`);
    const ended = await run(command, [...args], database);
    expect(ended).toMatchObject({ code, said: expect.stringContaining(why) });
    expect(ended.said).not.toMatch(/\n\s+at /);
    expect(existsSync(database)).toBe(false);
  });

  test('that what is given is no export, and make no database', async () => {
    const database = join(folder, 'none-given.db');
    const file = join(folder, 'a.tar.gz');
    writeFileSync(file, 'packed');
    for (const [given, why] of [
      [file, 'is no export'],
      [PROJECT, 'There is no export in'],
    ] as const) {
      const ended = await run('import', [given], database);
      expect(ended).toMatchObject({ code: 1, said: expect.stringContaining(why) });
    }
    expect(existsSync(database)).toBe(false);
  });

  test('that a place cannot be written to', async () => {
    const ended = await run('export', ['--to', join(archive, 'within')], server.databaseFile);
    expect(ended.code).toBe(1);
    expect(ended.said).toContain('is a file, not a folder');
    expect(ended.said).not.toMatch(/\n\s+at /);
  });

  test('that a portal with records takes no import', async () => {
    const ended = await run('import', [archive], server.databaseFile);
    expect(ended).toMatchObject({
      code: 1,
      said: expect.stringContaining('holds records already'),
    });
  });

  test('that a key one has from elsewhere is not this ledger’s', async () => {
    const key = printed(makeSigner());
    const database = join(folder, 'distrusting.db');
    const ended = await run('import', [archive, '--key', key], database);
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining('The key you trust') });
    expect(existsSync(database)).toBe(false);
  });

  test('that what is there is not written over', async () => {
    const exports = () => countOf(server.databaseFile, 'export.made');
    const before = await exports();
    const ended = await run('export', ['--to', archive], server.databaseFile);
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining('is there already') });
    // Nothing left, and the log does not say that anything did.
    expect([before > 0, await exports()]).toEqual([true, before]);
  });
});

test('an export of records that were changed is kept, and said to be wrong', async () => {
  const database = join(folder, 'changed.db');
  copyFileSync(restored, database);
  copyFileSync(keyFileOf(server.databaseFile), keyFileOf(database));
  const db = await openDatabase({ url: `file:${database}` });
  await db.write(async (tx) => {
    await tx.run(sql`DROP TRIGGER attestations_never_change`);
    await tx.run(sql`UPDATE attestations SET record = replace(record, 'Parks', 'Barks')`);
  });
  await db.close();
  const place = join(folder, 'changed.tar');
  const ended = await run('export', ['--to', place], database);
  expect(ended.code).toBe(1);
  expect(ended.said).toContain('This export does not hold:');
  expect(ended.said).toContain('one was changed, moved or taken out');
  expect(existsSync(place)).toBe(true);
});

async function countOf(file: string, act: string): Promise<number> {
  const db = await openDatabase({ url: `file:${file}` });
  const events = await db.read.all(sql`SELECT 1 FROM audit_events WHERE act = ${act}`);
  await db.close();
  return events.length;
}
