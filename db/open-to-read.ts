import { accessSync, constants, statSync } from 'node:fs';
import { createClient, type Client } from '@libsql/client';
import { sql } from 'drizzle-orm';
import { Refusal } from '#errors.ts';
import { readLocation } from './location.ts';
import { codeOf, damaged, unreachable } from './refusals.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';

/** A database as it stood when it was opened, for checks: nothing is made, set or written. */
export type Reading = Snapshot & {
  /** What SQLite itself finds wrong with the file; undefined for a server, which sees to that. */
  integrity(): Promise<string[] | undefined>;
};

/** How long a program that checks waits for another that writes. */
const PATIENCE = 5_000;

/**
 * Opens a database to look at it, whoever else has it open: the portal's own, or a backup that must
 * stay as it is. Refuses where there is none. Whoever opens it closes it.
 */
export async function openToRead(options: { url: string; authToken?: string }): Promise<Reading> {
  const location = readLocation(options.url);
  if (location.kind === 'file') refuseUnlessFile(location.path);
  const client =
    location.kind === 'file'
      ? createClient({ url: location.url, concurrency: 1, timeout: PATIENCE })
      : createClient(options);
  try {
    if (location.kind === 'file') await client.execute('PRAGMA query_only = ON');
    const snapshot = await openSnapshot(client, () => undefined);
    const integrity = async () =>
      location.kind === 'server' ? undefined : integrityFaults(snapshot);
    return { ...snapshot, integrity };
  } catch (error) {
    close(client);
    if (location.kind === 'server') throw unreachable(location.url, error);
    throw cannotRead(location.path, error);
  }
}

/** What SQLite finds wrong with a file's pages and indexes, at most a few; nothing when it is whole. */
async function integrityFaults({ read }: Snapshot): Promise<string[]> {
  const rows = await read.all<{ integrity_check: string }>(sql`PRAGMA integrity_check(5)`);
  return rows.map((row) => row.integrity_check).filter((found) => found !== 'ok');
}

function refuseUnlessFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    throw new Refusal('not-found', `There is no database at \`${path}\`.`);
  }
  accessSync(path, constants.R_OK);
}

function cannotRead(path: string, error: unknown): unknown {
  const code = codeOf(error) ?? '';
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') return damaged(path, error);
  if (code !== 'SQLITE_CANTOPEN' && code !== 'SQLITE_READONLY') return error;
  return new Refusal(
    'conflict',
    `\`${path}\` cannot be opened by this account: beside a database that is in use, SQLite writes a ` +
      'few bytes. Run the command as the account that the portal runs as.',
  );
}

function close(client: Client): void {
  try {
    client.close();
  } catch {
    // It was never opened.
  }
}
