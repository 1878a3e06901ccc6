import type { Client } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import type { Reader } from './client.ts';
import * as schema from './schema/index.ts';
import { stopping } from './refusals.ts';

/** One state of the whole database, which writes do not move. */
export type Snapshot = {
  readonly read: Reader;
  /** Lets go of it; reading from it throws from here on. */
  close(): void;
};

/**
 * While a snapshot is open the write-ahead log cannot be folded in, and grows: one that was forgotten,
 * or whose reader fell asleep, ends by itself after half an hour.
 */
const LONGEST = 30 * 60 * 1000;

/** A read transaction on a client of its own, which goes with it. */
export async function openSnapshot(client: Client, closed: () => void): Promise<Snapshot> {
  const open = await client.transaction('read');
  // SQLite fixes the state with the first read, not with the beginning.
  await open.execute('SELECT count(*) FROM sqlite_master');
  let ended = false;
  const end = setTimeout(close, LONGEST).unref();
  function close() {
    if (ended) return;
    ended = true;
    clearTimeout(end);
    open.close();
    client.close();
    closed();
  }
  const execute: Client['execute'] = async (statement: Parameters<Client['execute']>[0]) => {
    if (ended) throw stopping();
    return open.execute(statement);
  };
  return { read: drizzle({ execute } as Client, { schema }), close };
}
