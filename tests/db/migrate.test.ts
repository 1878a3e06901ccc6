import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { migrateDatabase, pendingMigrations } from '#db/migrate.ts';
import * as schema from '#db/schema/index.ts';
import { freshDatabase, freshPath, reason } from '../support/database.ts';

const tables = Object.values(schema).filter((value) => value instanceof SQLiteTable);

test('an empty database gets every migration, and the second time none', async () => {
  const db = await openDatabase({ url: `file:${freshPath()}` });
  const pending = await pendingMigrations(db);
  expect(pending[0]).toBe('0000_first-tables');
  expect(await migrateDatabase(db)).toEqual(pending);
  expect(await migrateDatabase(db)).toEqual([]);
  expect(await pendingMigrations(db)).toEqual([]);
  await db.close();
});

test('a database from a newer portal is refused', async () => {
  const db = await freshDatabase();
  await db.write((tx) =>
    tx.run(sql`INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 9e12)`),
  );
  expect(await reason(migrateDatabase(db))).toContain('newer version of the portal');
});

test('a migration that was changed after it was applied is named', async () => {
  const db = await freshDatabase();
  const first = sql`(SELECT min(created_at) FROM __drizzle_migrations)`;
  await db.write((tx) =>
    tx.run(sql`UPDATE __drizzle_migrations SET hash = 'x' WHERE created_at = ${first}`),
  );
  expect(await reason(migrateDatabase(db))).toContain('`0000_first-tables` is not the one');
});

test('a migration that fails half-way leaves nothing, and foreign keys stay on', async () => {
  const db = await freshDatabase();
  const broken = db.reshape([
    'CREATE TABLE half (id text) STRICT',
    'CREATE TABLE departments (id)',
  ]);
  expect(await reason(broken)).toContain('already exists');
  expect(await db.read.all(sql`SELECT 1 FROM sqlite_master WHERE name = 'half'`)).toEqual([]);
  const orphan = db.write((tx) => tx.run(sql`INSERT INTO passwords VALUES ('nobody', 'x', 0)`));
  expect(await reason(orphan)).toContain('FOREIGN KEY');
});

test('a migration that breaks a reference is undone', async () => {
  const db = await freshDatabase();
  const orphan = db.reshape([`INSERT INTO passwords VALUES ('nobody', 'x', 0)`]);
  expect(await reason(orphan)).toContain('breaks a reference of table `passwords`');
  expect(await db.read.$count(schema.passwords)).toBe(0);
});

test.each(tables.map((table) => [getTableConfig(table).name, table] as const))(
  'the schema and the migrations agree on `%s`',
  async (name, table) => {
    const db = await freshDatabase();
    const { columns, indexes, primaryKeys, uniqueConstraints } = getTableConfig(table);
    const info = await db.read.all<{ name: string; type: string; notnull: number; pk: number }>(
      sql`SELECT name, type, "notnull", pk FROM pragma_table_info(${name})`,
    );
    const keys = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
    const made = info.map(
      (column) => `${column.name} ${column.type.toLowerCase()} ${column.notnull}`,
    );
    const meant = columns.map((c) => `${c.name} ${c.getSQLType()} ${c.notNull ? 1 : 0}`);
    expect(made.toSorted()).toEqual(meant.toSorted());
    expect(info.filter(({ pk }) => pk > 0).map((column) => column.name)).toEqual(
      keys.length > 0 ? keys : columns.filter((c) => c.primary).map((c) => c.name),
    );

    const list = await db.read.all<{ name: string }>(
      sql`SELECT name FROM pragma_index_list(${name}) WHERE origin = 'c'`,
    );
    expect(list.map((index) => index.name).toSorted()).toEqual(
      [
        ...indexes.map(({ config }) => config.name),
        ...uniqueConstraints.map(({ name: unique }) => unique),
        ...columns.flatMap((c) => (c.isUnique ? [c.uniqueName] : [])),
      ].toSorted(),
    );
  },
);

test('records signed before there were shared tablets stay in their places, with their guards', async () => {
  const db = await openDatabase({ url: `file:${freshPath()}` });
  const folder = join(import.meta.dirname, '../../db/migrations');
  const before = ['0000', '0001', '0002', '0003', '0004', '0005', '0006', '0007'].map((number) => {
    const file = readdirSync(folder).find((name) => name.startsWith(number))!;
    const text = readFileSync(join(folder, file), 'utf8');
    return { text, hash: createHash('sha256').update(text).digest('hex') };
  });
  const row = (rowid: number, how: string) =>
    `INSERT INTO attestations (rowid, id, assignment_id, employee_number, policy_id, revision, sha256, record, signed_at, how)
     VALUES (${rowid}, 'a${rowid}', 'x${rowid}', 'T-1', 'p', 'r', 's${rowid}', '{}', 1, '${how}')`;
  await db.reshape([
    'CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)',
    ...before.flatMap(({ text, hash }, n) => [
      ...text.split('--> statement-breakpoint'),
      `INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('${hash}', ${n})`,
    ]),
    row(3, 'electronic'),
    row(7, 'witnessed'),
  ]);
  await migrateDatabase(db);
  const kept = sql`SELECT rowid AS at, id, how FROM attestations ORDER BY rowid`;
  expect(await db.read.all(kept)).toEqual([
    { at: 3, id: 'a3', how: 'electronic' },
    { at: 7, id: 'a7', how: 'witnessed' },
  ]);
  const run = (statement: string) => db.write((tx) => tx.run(sql.raw(statement)));
  await run(row(8, 'kiosk'));
  expect(await reason(run(row(9, 'elsewhere')))).toContain('CHECK');
  expect(await reason(run(row(8, 'kiosk')))).toContain('already there');
  expect(await reason(run(`UPDATE attestations SET how = 'paper'`))).toContain('never change');
  expect(await reason(run('DELETE FROM attestations'))).toContain('never deleted');
  await db.close();
});

test('every table is strict: a text never lands in a number', async () => {
  const db = await freshDatabase();
  const loose = await db.read.all<{ name: string }>(
    sql`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0`,
  );
  const own = loose.map(({ name }) => name).filter((name) => !/^(sqlite_|__)/.test(name));
  expect(own).toEqual([]);
});

test('tallies from before they knew who is here are counted anew', async () => {
  const db = await openDatabase({ url: `file:${freshPath()}` });
  const folder = join(import.meta.dirname, '../../db/migrations');
  const before = readdirSync(folder)
    .filter((name) => name.endsWith('.sql') && name < '0009')
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return { text, hash: createHash('sha256').update(text).digest('hex') };
    });
  const standing = (id: string, state: string, dueOn: string, separatedOn: string) =>
    `INSERT INTO standings VALUES ('${id}', 'c', '', 'p', 'r', '${id}', 'fire', NULL, 'N', ${separatedOn}, 1, '${state}', ${dueOn}, 1, NULL, 0)`;
  await db.reshape([
    'CREATE TABLE __drizzle_migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)',
    ...before.flatMap(({ text, hash }, n) => [
      ...text.split('--> statement-breakpoint'),
      `INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('${hash}', ${n})`,
    ]),
    standing('a1', 'attested', `'2026-01-01'`, 'NULL'),
    standing('a2', 'attested', `'2026-02-02'`, 'NULL'),
    standing('a3', 'not-started', `'2026-02-02'`, 'NULL'),
    standing('a4', 'not-started', 'NULL', `'2026-03-03'`),
  ]);
  await migrateDatabase(db);
  const tallied = sql`SELECT state, due_on AS dueOn, separated_on AS separatedOn, count FROM tallies ORDER BY 1, 2, 3`;
  const none = '9999-12-31';
  expect(await db.read.all(tallied)).toEqual([
    { state: 'attested', dueOn: none, separatedOn: none, count: 2 },
    { state: 'not-started', dueOn: '2026-02-02', separatedOn: none, count: 1 },
    { state: 'not-started', dueOn: none, separatedOn: '2026-03-03', count: 1 },
  ]);
  await db.write((tx) => tx.run(sql`DELETE FROM standings WHERE assignment_id <> 'a1'`));
  expect(await db.read.all(tallied)).toEqual([
    { state: 'attested', dueOn: none, separatedOn: none, count: 1 },
  ]);
  await db.close();
});
