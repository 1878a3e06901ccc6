import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { Refusal } from '#errors.ts';
import type { Db } from './client.ts';

const FOLDER = join(import.meta.dirname, 'migrations');
/** drizzle's own table, so that its tools understand the database, too. */
const TABLE = '__drizzle_migrations';

type Migration = { name: string; when: number; hash: string; statements: string[] };

/**
 * Brings the schema up to date: everything that is missing in one write, forward only. Returns the
 * names of what was applied. Refuses a database that has a migration this portal does not have, or
 * whose migration reads otherwise than it did when it was applied.
 */
export async function migrateDatabase(db: Db): Promise<string[]> {
  const missing = await missingMigrations(db);
  if (missing.length === 0) return [];
  await db.reshape([
    `CREATE TABLE IF NOT EXISTS ${TABLE} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`,
    ...missing.flatMap(({ hash, when, statements }) => [
      ...statements,
      `INSERT INTO ${TABLE} (hash, created_at) VALUES ('${hash}', ${when})`,
    ]),
  ]);
  return missing.map(({ name }) => name);
}

/** Names of the migrations the database still lacks; none when it is current. */
export async function pendingMigrations(db: Pick<Db, 'read'>): Promise<string[]> {
  return (await missingMigrations(db)).map(({ name }) => name);
}

async function missingMigrations(db: Pick<Db, 'read'>): Promise<Migration[]> {
  const known = readMigrations();
  const applied = await appliedHashes(db);
  if (applied.length > known.length) {
    throw new Refusal(
      'conflict',
      'The database was made by a newer version of the portal. ' +
        'Start that version, or restore the backup taken before it.',
    );
  }
  applied.forEach((hash, i) => {
    if (hash === known[i]?.hash) return;
    throw new Refusal(
      'conflict',
      `The migration \`${known[i]?.name}\` is not the one this database was made with. ` +
        'Restore its file: a migration never changes once it has been applied.',
    );
  });
  return known.slice(applied.length);
}

async function appliedHashes(db: Pick<Db, 'read'>): Promise<string[]> {
  const table = await db.read.all(
    sql`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ${TABLE}`,
  );
  if (table.length === 0) return [];
  const rows = await db.read.all<{ hash: string }>(
    sql`SELECT hash FROM ${sql.identifier(TABLE)} ORDER BY created_at`,
  );
  return rows.map(({ hash }) => hash);
}

function readMigrations(): Migration[] {
  const journal = JSON.parse(readFileSync(join(FOLDER, 'meta/_journal.json'), 'utf8')) as {
    entries: { tag: string; when: number }[];
  };
  return journal.entries.map(({ tag, when }) => {
    // A checkout with Windows line ends holds the same migration.
    const text = readFileSync(join(FOLDER, `${tag}.sql`), 'utf8').replaceAll('\r\n', '\n');
    return {
      name: tag,
      when,
      hash: createHash('sha256').update(text).digest('hex'),
      statements: text.split('--> statement-breakpoint'),
    };
  });
}
