import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getTableName, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { recordEvent } from '#audit/record.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import { employees, ledgerNodes } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { sealFaults } from '#evidence/seal.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { storedIn } from '#evidence/stored-tree.ts';
import { rootOf } from '#ledger/tree.ts';
import { checkExport, isPlainPath, type Checked } from './check-export.ts';
import { linesOf } from './lines.ts';
import { tableFile } from './sources.ts';
import { columnsOf, EXPORTED, IN_FILES, type Row } from './tables.ts';

export type Imported = {
  size: number;
  /** Base64, as checkpoints have it. */
  root: string;
  people: number;
  /** Printed public keys, oldest first. */
  keys: string[];
};

/** Long enough for a large city; nobody else uses the database meanwhile. */
const LONGEST = 60 * 60 * 1000;

/**
 * Fills an empty database with an export, all of it or nothing: the export is checked first, and
 * what was written passes the self-check, with the export's root, before any of it is kept. Refuses a
 * database that holds anything.
 */
export async function importFrom(
  db: Db,
  folder: string,
  at: Date,
  read: (table: string, rows: number) => void = () => undefined,
): Promise<Imported> {
  await refuseUnlessEmpty(db.read);
  const checked = await checkExport(folder);
  const people = await db.write(
    async (tx) => {
      await refuseUnlessEmpty(tx);
      const guards = await takeGuardsAway(tx);
      for (const table of EXPORTED) {
        read(getTableName(table), await insertRows(tx, table, folder));
      }
      await insertRecords(tx, folder);
      await insertNodes(tx, checked);
      for (const guard of guards) await tx.run(sql.raw(guard));
      await refuseUnlessSound(tx, checked);
      await recordEvent(tx, { at, actor: 'system', act: 'import.made', detail: headOf(checked) });
      return tx.$count(employees);
    },
    { longest: LONGEST },
  );
  return { ...headOf(checked), people, keys: checked.keys };
}

function headOf({ head }: Checked): { size: number; root: string } {
  return { size: head.size, root: head.root.toString('base64') };
}

async function refuseUnlessEmpty(read: Pick<Reader, 'all'>): Promise<void> {
  for (const table of EXPORTED) {
    const [row] = await read.all(sql`SELECT 1 FROM ${sql.identifier(getTableName(table))} LIMIT 1`);
    if (row === undefined) continue;
    throw new Refusal(
      'conflict',
      'This database holds records already, and an import would mix two ledgers. Set `DATABASE_URL` to a file that is not there yet.',
    );
  }
}

/** Finished work takes no more answers, and so on: what is read back was finished long ago. */
async function takeGuardsAway(tx: Tx): Promise<string[]> {
  const guards = await tx.all<{ name: string; sql: string }>(
    sql`SELECT name, sql FROM sqlite_master WHERE type = 'trigger'`,
  );
  for (const { name } of guards) await tx.run(sql`DROP TRIGGER ${sql.identifier(name)}`);
  return guards.map((guard) => guard.sql);
}

const AT_ONCE = 200;

async function insertRows(tx: Tx, table: SQLiteTable, folder: string): Promise<number> {
  const name = getTableName(table);
  const file = join(folder, tableFile(name));
  // An export of an earlier portal has fewer tables.
  if (!existsSync(file)) return 0;
  let count = 0;
  let waiting: Row[] = [];
  for (const line of linesOf(file)) {
    waiting.push(readRow(line, name));
    count += 1;
    if (waiting.length === AT_ONCE) waiting = await insert(tx, table, waiting, folder);
  }
  if (waiting.length > 0) await insert(tx, table, waiting, folder);
  return count;
}

function readRow(line: string, table: string): Row {
  const row: unknown = JSON.parse(line);
  const isRow =
    typeof row === 'object' &&
    row !== null &&
    Object.values(row).every((value) => value === null || /^(string|number)$/.test(typeof value));
  if (!isRow) throw new Refusal('bad-input', `A line of \`tables/${table}.jsonl\` is no row.`);
  return row as Row;
}

async function insert(tx: Tx, table: SQLiteTable, rows: Row[], folder: string): Promise<Row[]> {
  const name = getTableName(table);
  const columns = columnsOf(table);
  const given = Object.keys(rows[0] ?? {});
  const unknown = given.find((column) => !columns.some((known) => known.name === column));
  if (unknown !== undefined) {
    throw new Refusal(
      'conflict',
      `This export was made by a newer portal: \`${name}\` has a column \`${unknown}\`. Import it with that version.`,
    );
  }
  const apart = IN_FILES[name];
  const names = [...given, ...(apart === undefined ? [] : [apart])].map((one) =>
    sql.identifier(one),
  );
  const values = rows.map((row) => {
    const cells = given.map((column): string | number | Buffer | null => {
      const value = row[column] ?? null;
      const isBytes = columns.find((known) => known.name === column)?.isBytes;
      return isBytes && value !== null ? Buffer.from(String(value), 'base64') : value;
    });
    if (apart !== undefined) cells.push(apartFrom(name, row, folder));
    return sql`(${sql.join(
      cells.map((cell) => sql`${cell}`),
      sql`, `,
    )})`;
  });
  await tx.run(
    sql`INSERT INTO ${sql.identifier(name)} (${sql.join(names, sql`, `)}) VALUES ${sql.join(values, sql`, `)}`,
  );
  return [];
}

/** What of a row stands in a file of its own. Records follow in the ledger's order. */
function apartFrom(table: string, row: Row, folder: string): string | Buffer {
  const path = {
    contents: `contents/${row['sha256']}`,
    releases: `contents/${row['sha256']}`,
    scans: `scans/${row['sha256']}`,
    timestamps: `timestamps/${row['size']}.tsr`,
  }[table];
  if (path === undefined) return '';
  if (!isPlainPath(path) || !existsSync(join(folder, path))) {
    throw new Refusal(
      'bad-input',
      `This is not a whole export: \`${path}\` is missing. Nothing was imported.`,
    );
  }
  const bytes = readFileSync(join(folder, path));
  return table === 'releases' ? bytes.toString('utf8') : bytes;
}

/** Puts each record's bytes to its row; what was disposed of has none. */
async function insertRecords(tx: Tx, folder: string): Promise<void> {
  const entries = linesOf(join(folder, tableFile('ledger_entries')));
  for (const record of linesOf(join(folder, 'records.jsonl'))) {
    const { record_id: id, kind } = JSON.parse(String(entries.next().value)) as Row;
    if (/^disposed [0-9a-f]{64}$/.test(record)) continue;
    const table = sql.identifier(kind === 'attestation' ? 'attestations' : 'records');
    await tx.run(sql`UPDATE ${table} SET record = ${record} WHERE id = ${id}`);
  }
}

async function insertNodes(tx: Tx, { nodes }: Checked): Promise<void> {
  for (let from = 0; from < nodes.length; from += AT_ONCE) {
    await tx.insert(ledgerNodes).values(nodes.slice(from, from + AT_ONCE));
  }
}

async function refuseUnlessSound(tx: Tx, { head }: Checked): Promise<void> {
  const faults = [...(await selfCheck({ read: tx })), ...(await sealFaults({ read: tx }))];
  const root = await rootOf(head.size, storedIn(tx));
  if (!root.equals(head.root)) faults.push('its root is not that of the export');
  const [first] = faults;
  if (first === undefined) return;
  throw new Refusal(
    'conflict',
    `What this export holds does not fit together: ${first}. Nothing was imported.`,
  );
}
