import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Db } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';

/** Of this process, which runs one test file after the other: the base is made once for all. */
const folder = mkdtempSync(join(tmpdir(), 'portal-test-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const own = join(folder, 'of-this-file');
const opened: Db[] = [];
let base: Promise<string> | undefined;

/** A migrated database of its own, in a file that goes when the test file is done. */
export async function freshDatabase(): Promise<Db> {
  const db = await openDatabase({ url: await freshDatabaseUrl() });
  opened.push(db);
  return db;
}

/** The URL of a migrated database nobody has opened; one that `stays` is there for later files, too. */
export async function freshDatabaseUrl({ stays = false } = {}): Promise<string> {
  base ??= makeBase();
  const path = stays ? join(folder, `stays-${(count += 1)}.db`) : freshPath();
  copyFileSync(await base, path);
  return `file:${path}`;
}

/** A path in the folder that goes with the test file; nothing is there yet. */
export function freshPath(): string {
  count += 1;
  mkdirSync(own, { recursive: true });
  return join(own, `${count}.db`);
}
let count = 0;

/** Why a promise failed: the messages of the error and its causes, in one line each. */
export async function reason(failing: PromiseLike<unknown>): Promise<string> {
  let error: unknown = await failing.then(
    () => new Error('it did not fail'),
    (e: unknown) => e,
  );
  const lines: string[] = [];
  for (; error instanceof Error && lines.length < 6; error = error.cause) lines.push(error.message);
  return lines.join('\n');
}

async function makeBase(): Promise<string> {
  const path = join(folder, 'base.db');
  const db = await openDatabase({ url: `file:${path}` });
  await migrateDatabase(db);
  // Closing folds the write-ahead log in, so the one file is the whole database.
  await db.close();
  return path;
}

/** After each test file: `after-each-file.ts`. */
export async function closeDatabases(): Promise<void> {
  await Promise.all(opened.splice(0).map((db) => db.close()));
  rmSync(own, { recursive: true, force: true });
}
