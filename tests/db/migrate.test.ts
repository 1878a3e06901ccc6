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

test('every table is strict: a text never lands in a number', async () => {
  const db = await freshDatabase();
  const loose = await db.read.all<{ name: string }>(
    sql`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0`,
  );
  const own = loose.map(({ name }) => name).filter((name) => !/^(sqlite_|__)/.test(name));
  expect(own).toEqual([]);
});
