import { setTimeout as pause } from 'node:timers/promises';
import { createClient, type Client, type ResultSet, type Transaction } from '@libsql/client';
import { sql, type ExtractTablesWithRelations } from 'drizzle-orm';
import { drizzle, type LibSQLDatabase, type LibSQLTransaction } from 'drizzle-orm/libsql';
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core';
import { Refusal } from '#errors.ts';
import { fileIdentity, makePrivateFile, readLocation, type Location } from './location.ts';
import * as schema from './schema/index.ts';
import { busy, codeOf, damaged, noRoom, stopping, unreachable } from './refusals.ts';
import { openSnapshot, type Snapshot } from './snapshot.ts';
import { createWriteQueue } from './write-queue.ts';

/** What can be asked without changing anything: `db.read` offers it, and so does a `Tx`. */
export type Reader = Pick<
  BaseSQLiteDatabase<'async', ResultSet, typeof schema>,
  'select' | 'selectDistinct' | 'query' | '$count' | '$with' | 'with' | 'all' | 'get' | 'values'
>;
/** An open write. */
export type Tx = LibSQLTransaction<typeof schema, ExtractTablesWithRelations<typeof schema>>;

export type Db = {
  /** Reads never queue. Inside a write, read through its `tx`: this one would not see the write. */
  readonly read: Reader;
  /**
   * One at a time, in the order asked; all of it is kept or none. Await nothing but the database
   * inside. `work` runs again when the database was busy, so it changes nothing else either.
   * Throws Refusal `busy` when the database could not take it; nothing was kept then. `longest` is
   * for what fills a whole database while nobody else uses it.
   */
  write<T>(work: (tx: Tx) => Promise<T>, options?: { longest?: number }): Promise<T>;
  /** Everything as it stands now, while writes go on. Whoever asks for it closes it. */
  snapshot(): Promise<Snapshot>;
  /** Throws unless a write can be made now. Leaves no row behind. */
  probe(): Promise<void>;
  /** For migrations alone: runs statements as one write, foreign keys checked at its end. */
  reshape(statements: string[]): Promise<void>;
  /**
   * Folds the write-ahead log into the file and empties it, so that nothing that was deleted stands in
   * it. False when somebody was reading: then some of it may be there until the next time.
   */
  foldLog(): Promise<boolean>;
  /** Waits for the writes that were asked for, folds the log into the file, lets go of it. */
  close(): Promise<void>;
};

/**
 * How long a statement waits inside SQLite for another process. File access is synchronous, so the
 * whole portal stands still meanwhile: short here, and the patience is in `PAUSES`, which do not block.
 */
const BUSY_TIMEOUT = 50;
/** Before the second, third and fourth try, in milliseconds, give or take half. */
const PAUSES = [150, 400, 900];
/** A write that waited longer than this for its turn is refused: the line is too long to be useful. */
const LONGEST_WAIT = 10_000;
/** Work that takes longer than this awaits something else than the database. */
const LONGEST_WORK = 10_000;

const BUSY = new Set(['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_PROTOCOL']);
const NO_DATABASE = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT']);
const NO_ROOM = new Set(['SQLITE_FULL', 'SQLITE_IOERR']);

/** Opens a database (made when there is none) and asserts how it keeps what it is given. */
export async function openDatabase(options: { url: string; authToken?: string }): Promise<Db> {
  const location = readLocation(options.url);
  if (location.kind === 'file') makePrivateFile(location.path);
  const writer = await connect(location, options.authToken, 'writes');
  const reader = await connect(location, options.authToken, 'reads');
  const queue = createWriteQueue();
  const snapshots = new Set<Snapshot>();
  let closed = false;

  const readDatabase: LibSQLDatabase<typeof schema> = drizzle(
    {
      execute: (statement: Parameters<Client['execute']>[0]) => {
        if (queue.inside()) {
          throw new Error(
            'inside a write, read through its `tx`: `db.read` would not see the write',
          );
        }
        if (closed) throw stopping();
        return persist(reader, () => reader.client.execute(statement));
      },
    } as Client,
    { schema },
  );
  const writeDatabase: LibSQLDatabase<typeof schema> = drizzle(
    { transaction: () => begin(writer) } as unknown as Client,
    { schema },
  );

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (closed) throw stopping();
    if (queue.inside()) {
      throw new Error('a write inside a write would wait for itself: hand its `tx` on');
    }
    const asked = performance.now();
    return queue.run(() => {
      if (performance.now() - asked > LONGEST_WAIT) throw busy();
      return persist(writer, work);
    });
  }

  const db: Db = {
    read: readDatabase,
    write: async (work, { longest = LONGEST_WORK } = {}) =>
      inTurn(() => writeDatabase.transaction((tx) => inTime(work(tx as Tx), longest))),
    async snapshot() {
      if (closed) throw stopping();
      const connection = await connect(location, options.authToken, 'reads');
      const opened = await persist(connection, () =>
        openSnapshot(connection.client, () => {
          connection.retired = true;
          snapshots.delete(opened);
        }),
      );
      snapshots.add(opened);
      return opened;
    },
    probe: async () => {
      writer.assertSameFile();
      await db.write(async (tx) => {
        // Rewrites a number in the file's head with itself: a real write that adds nothing.
        if (location.kind === 'file') await tx.run(sql`PRAGMA user_version = 0`);
        else await tx.get(sql`SELECT 1`);
      });
    },
    foldLog: async () => location.kind === 'server' || inTurn(() => foldLog(writer)),
    reshape: async (statements) => inTurn(() => reshape(writer, statements)),
    async close() {
      if (closed) return;
      const last = queue.run(async () => undefined);
      closed = true;
      for (const snapshot of snapshots) snapshot.close();
      await last;
      for (const connection of [reader, writer]) connection.retired = true;
      reader.client.close();
      if (location.kind === 'file') {
        await writer.client.execute('PRAGMA wal_checkpoint(TRUNCATE)').catch(() => undefined);
      }
      writer.client.close();
    },
  };
  return db;
}

type Connection = {
  client: Client;
  location: Location;
  /** Closed for good: never to be opened again. */
  retired: boolean;
  renew(): Promise<void>;
  /** Throws when the file is gone or another took its place: what is written would be lost. */
  assertSameFile(): void;
};

/** One client with one connection, so what is set on it stays set. */
async function connect(
  location: Location,
  authToken: string | undefined,
  use: 'reads' | 'writes',
): Promise<Connection> {
  if (location.kind === 'server') {
    const client = createClient({
      url: location.url,
      ...(authToken === undefined ? {} : { authToken }),
    });
    await client.execute('SELECT 1').catch((error: unknown) => {
      throw unreachable(location.url, error);
    });
    return {
      client,
      location,
      retired: false,
      renew: async () => client.reconnect(),
      assertSameFile: () => undefined,
    };
  }
  const client = createClient({ url: location.url, concurrency: 1, timeout: BUSY_TIMEOUT });
  const identity = fileIdentity(location.path);
  const connection: Connection = {
    client,
    location,
    retired: false,
    assertSameFile() {
      if (fileIdentity(location.path) !== identity) {
        throw new Error(`another file took the place of \`${location.path}\`: restart the portal`);
      }
    },
    async renew() {
      connection.assertSameFile();
      client.reconnect();
      await settle(client, location.path, use);
    },
  };
  await persist(connection, () => settle(client, location.path, use)).catch((error: unknown) => {
    throw NO_DATABASE.has(codeOf(error) ?? '') ? damaged(location.path, error) : error;
  });
  return connection;
}

/** Sets and asserts what makes an acknowledged write durable. */
async function settle(client: Client, path: string, use: 'reads' | 'writes'): Promise<void> {
  const set = async (pragma: string) => (await client.execute(`PRAGMA ${pragma}`)).rows[0]?.[0];
  if ((await set('journal_mode = WAL')) !== 'wal') {
    throw new Refusal(
      'bad-input',
      `The database \`${path}\` cannot keep a write-ahead log; network drives often cannot. ` +
        "Put it on the machine's own disk.",
    );
  }
  await set('synchronous = FULL');
  await set('foreign_keys = ON');
  // What is deleted is overwritten: a disposed record leaves no bytes in the file.
  await set('secure_delete = ON');
  if ((await set('synchronous')) !== 2 || (await set('foreign_keys')) !== 1) {
    throw new Error(
      `the database \`${path}\` did not take synchronous = FULL and foreign_keys = ON`,
    );
  }
  // In KiB: the 2 MB that SQLite takes by itself do not hold the upper pages of a city's indexes.
  await set('cache_size = -16384');
  if (use === 'reads') await set('query_only = ON');
}

/**
 * Runs work, and again after a pause when the database was busy. A connection that met BUSY once is
 * thrown away first: libSQL leaves the failed statement open on it, and later writes are then
 * acknowledged and never kept.
 */
async function persist<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      if (
        code === undefined ||
        (!BUSY.has(code) && !NO_ROOM.has(code) && code !== 'CLIENT_CLOSED')
      ) {
        throw error;
      }
      const base = PAUSES[tries];
      if (base === undefined || NO_ROOM.has(code)) {
        await renewed(connection);
        throw NO_ROOM.has(code) ? noRoom(error) : busy(error);
      }
      await pause(base * (0.5 + Math.random()));
      await renewed(connection);
    }
  }
}

/** A renewal may meet the same lock: then the next try does, too, and renews again. */
async function renewed(connection: Connection): Promise<void> {
  if (connection.retired) throw stopping();
  await connection.renew().catch((error: unknown) => {
    if (!BUSY.has(codeOf(error) ?? '')) throw error;
  });
}

async function begin({ client }: Connection): Promise<Transaction> {
  const open = await client.transaction('write');
  const kept = {
    execute: (statement: Parameters<Transaction['execute']>[0]) => open.execute(statement),
    commit: () => open.commit(),
    // SQLite has rolled back by itself after some errors; saying so would hide the error itself.
    rollback: () => open.rollback().catch(() => undefined),
  };
  return kept as unknown as Transaction;
}

async function reshape({ client, location }: Connection, statements: string[]): Promise<void> {
  if (location.kind === 'server') return void (await client.migrate(statements));
  await client.execute('PRAGMA foreign_keys = OFF');
  try {
    const open = await client.transaction('write');
    try {
      for (const statement of statements) await open.execute(statement);
      const broken = await open.execute('PRAGMA foreign_key_check');
      if (broken.rows.length > 0) {
        throw new Error(`a migration breaks a reference of table \`${broken.rows[0]?.[0]}\``);
      }
      await open.commit();
    } finally {
      open.close();
    }
  } finally {
    await client.execute('PRAGMA foreign_keys = ON');
  }
}

async function foldLog({ client }: Connection): Promise<boolean> {
  const { rows } = await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  return rows[0]?.[0] === 0;
}

async function inTime<T>(work: Promise<T>, limit: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`a write took over ${limit} ms: await nothing but the database inside`));
    }, limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
