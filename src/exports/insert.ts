import { getTableName, sql } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Tx } from '#db/client.ts';
import { ledgerNodes } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { leafHash } from '#ledger/merkle.ts';
import { grown, type Node } from '#ledger/tree.ts';
import { bytesOf, textOf, type Files } from '#verify/files.ts';
import { linesOf } from './lines.ts';
import { tableFile } from './sources.ts';
import { columnsOf, IN_FILES, type Row } from './tables.ts';

const AT_ONCE = 200;

/** Puts the rows of a table back as they were, in their order; how many. */
export async function insertRows(tx: Tx, table: SQLiteTable, files: Files): Promise<number> {
  const name = getTableName(table);
  const file = files.get(tableFile(name));
  // An export of an earlier portal has fewer tables.
  if (!file) return 0;
  let count = 0;
  let waiting: Row[] = [];
  const insertWaiting = async () => {
    if (waiting.length > 0) await insert(tx, table, waiting, files);
    waiting = [];
  };
  for (const line of linesOf(file)) {
    count += 1;
    waiting.push(readRow(line, name, count));
    if (waiting.length === AT_ONCE) await insertWaiting();
  }
  await insertWaiting();
  return count;
}

/** A row as a line tells it; `number` is the line's, from 1. Refuses a line that tells none. */
function readRow(line: string, table: string, number: number): Row {
  const row = jsonOf(line);
  const isRow =
    typeof row === 'object' &&
    row !== null &&
    !Array.isArray(row) &&
    Object.values(row).every((value) => value === null || /^(string|number)$/.test(typeof value));
  if (!isRow) {
    throw new Refusal(
      'bad-input',
      `Line ${number} of \`${tableFile(table)}\` cannot be read: it is no row of a table. Take the export anew.`,
    );
  }
  return row as Row;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function insert(tx: Tx, table: SQLiteTable, rows: Row[], files: Files): Promise<void> {
  const name = getTableName(table);
  const columns = new Map(columnsOf(table).map((column) => [column.name, column]));
  const given = Object.keys(rows[0] ?? {});
  const unknown = given.find((column) => !columns.has(column));
  if (unknown !== undefined) {
    throw new Refusal(
      'conflict',
      `This export was made by a newer portal: \`${name}\` has a column \`${unknown}\`. Import it with that version.`,
    );
  }
  const apart = IN_FILES[name];
  const into = [...given, ...(apart === undefined ? [] : [apart])];
  const values = rows.map((row) => {
    const cells = given.map((column): string | number | Buffer | null => {
      const value = row[column] ?? null;
      const isBytes = columns.get(column)?.isBytes === true && value !== null;
      return isBytes ? Buffer.from(String(value), 'base64') : value;
    });
    if (apart !== undefined) cells.push(apartFrom(name, row, files));
    return sql`(${listed(cells.map((cell) => sql`${cell}`))})`;
  });
  const names = into.map((column) => sql.identifier(column));
  await tx.run(
    sql`INSERT INTO ${sql.identifier(name)} (${listed(names)}) VALUES ${listed(values)}`,
  );
}

const listed = (parts: Parameters<typeof sql.join>[0]) => sql.join(parts, sql`, `);

/** What of a row stands in a file of its own. The bytes of records follow in the ledger's order. */
function apartFrom(table: string, row: Row, files: Files): string | Buffer {
  const path = {
    contents: `contents/${row['sha256']}`,
    releases: `contents/${row['sha256']}`,
    scans: `scans/${row['sha256']}`,
    timestamps: `timestamps/${row['size']}.tsr`,
  }[table];
  if (path === undefined) return '';
  const file = files.get(path);
  if (!file) throw new Refusal('bad-input', `This export is not whole: \`${path}\` is missing.`);
  return table === 'releases' ? textOf(file) : bytesOf(file);
}

/**
 * Puts the bytes of each entry to its row and its hash into the tree. What was disposed of keeps its
 * hash alone.
 */
export async function insertLedger(tx: Tx, files: Files): Promise<void> {
  const entries = linesOf(files.get(tableFile('ledger_entries'))!);
  let [edge, waiting, size]: [Node[], Node[], number] = [[], [], 0];
  for (const record of linesOf(files.get('records.jsonl')!)) {
    const gone = /^disposed ([0-9a-f]{64})$/.exec(record)?.[1];
    const { record_id: id, kind } = readRow(
      String(entries.next().value),
      'ledger_entries',
      size + 1,
    );
    if (gone === undefined) {
      const table = sql.identifier(kind === 'attestation' ? 'attestations' : 'records');
      await tx.run(sql`UPDATE ${table} SET record = ${record} WHERE id = ${id}`);
    }
    const leaf = gone === undefined ? leafHash(Buffer.from(record)) : Buffer.from(gone, 'hex');
    const { nodes, edge: after } = grown(edge, size, leaf);
    [edge, size] = [after, size + 1];
    waiting.push(...nodes);
    if (waiting.length < AT_ONCE) continue;
    await tx.insert(ledgerNodes).values(waiting);
    waiting = [];
  }
  if (waiting.length > 0) await tx.insert(ledgerNodes).values(waiting);
}
