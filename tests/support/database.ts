import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openDatabase, type Db } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';

const folder = mkdtempSync(join(tmpdir(), 'portal-test-'));
const opened: Db[] = [];
let base: Promise<string> | undefined;

/** A migrated database of its own, in a file that goes when the test file is done. */
export async function freshDatabase(): Promise<Db> {
  const db = await openDatabase({ url: await freshDatabaseUrl() });
  opened.push(db);
  return db;
}

/** The URL of a migrated database nobody has opened. */
export async function freshDatabaseUrl(): Promise<string> {
  base ??= makeBase();
  const path = freshPath();
  copyFileSync(await base, path);
  return `file:${path}`;
}

/** A path in the folder that goes with the test file; nothing is there yet. */
export function freshPath(): string {
  count += 1;
  return join(folder, `${count}.db`);
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
  const path = freshPath();
  const db = await openDatabase({ url: `file:${path}` });
  await migrateDatabase(db);
  // Closing folds the write-ahead log in, so the one file is the whole database.
  await db.close();
  return path;
}

afterAll(async () => {
  await Promise.all(opened.map((db) => db.close()));
  rmSync(folder, { recursive: true, force: true });
});
