import { getTableName, sql } from 'drizzle-orm';
import { getTableConfig, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Reader } from '#db/client.ts';
import * as schema from '#db/schema/index.ts';

/**
 * What an export holds a row of, each after those it refers to: so they are written, and so they are
 * read back.
 */
export const EXPORTED: readonly SQLiteTable[] = [
  schema.departments,
  schema.employees,
  schema.placements,
  schema.leaves,
  schema.departmentTracks,
  schema.personTracks,
  schema.roleGrants,
  schema.passkeys,
  schema.contents,
  schema.releases,
  schema.publications,
  schema.readingSignoffs,
  schema.campaigns,
  schema.assignments,
  schema.assignmentTerms,
  schema.lessonProgress,
  schema.lessonRereads,
  schema.attempts,
  schema.attemptItems,
  schema.answers,
  schema.regrades,
  schema.consents,
  schema.reviews,
  schema.attestations,
  schema.records,
  schema.ledgerEntries,
  schema.checkpoints,
  schema.assertions,
  schema.scans,
  schema.attestationScans,
  schema.declineAnswers,
  schema.timestamps,
  schema.checkpointCopies,
  schema.seals,
  schema.mails,
  schema.questions,
  schema.questionAnswers,
  schema.publishedAnswers,
  schema.retentionRules,
  schema.legalHolds,
  schema.legalHoldReleases,
  schema.disposalProposals,
  schema.disposalItems,
  schema.disposalDecisions,
  schema.disposedRecords,
  schema.auditEvents,
];

/** What no export holds, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  passwords: 'a secret, even as a hash: people get a new password',
  sessions: 'who holds one is signed in',
  known_devices: 'it belongs to the portal people signed in to',
  sign_in_throttle: 'it is about guesses at passwords that are left out',
  passkey_challenges: 'good for minutes',
  signing_drafts: 'not signed yet',
  password_links: 'good for a few days, and it lets somebody in',
  kiosk_codes: 'good for a few days, and it lets somebody in',
  roster_files: 'it waits for an hour for its yes',
  job_runs: 'it belongs to the server that ran',
  standings: 'computed from the others',
  tallies: 'computed from the others',
  name_pieces: 'computed from the others',
  ledger_nodes: 'computed from the records',
};

/** Columns whose bytes stand in a file of their own, or in `records.jsonl`. */
export const IN_FILES: Readonly<Record<string, string>> = {
  contents: 'bytes',
  releases: 'manifest',
  attestations: 'record',
  records: 'record',
  scans: 'bytes',
  timestamps: 'token',
};

/** What a field of a row may be; bytes are base64. */
export type Row = Record<string, string | number | null>;
export type Column = { name: string; isBytes: boolean };

/** The columns that stand in a table's file. */
export function columnsOf(table: SQLiteTable): Column[] {
  const { name: tableName, columns } = getTableConfig(table);
  return columns
    .filter(({ name }) => name !== IN_FILES[tableName])
    .map((column) => ({ name: column.name, isBytes: column.getSQLType() === 'blob' }));
}

const AT_ONCE = 500;

/** Every row of a table as the database holds it, in the order they came, some at a time. */
export async function* rowsOf(read: Reader, table: SQLiteTable): AsyncGenerator<Row> {
  const columns = columnsOf(table);
  const wanted = sql.join(
    columns.map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
  const from = sql.identifier(getTableName(table));
  for (let last = Number.MIN_SAFE_INTEGER; ;) {
    const page = await read.all<Record<string, unknown>>(
      sql`SELECT rowid AS at_row, ${wanted} FROM ${from} WHERE rowid > ${last} ORDER BY rowid LIMIT ${AT_ONCE}`,
    );
    for (const row of page) yield printable(row, columns);
    if (page.length < AT_ONCE) return;
    last = Number(page.at(-1)?.['at_row']);
    // The portal goes on answering meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function printable(row: Record<string, unknown>, columns: readonly Column[]): Row {
  return Object.fromEntries(
    columns.map(({ name, isBytes }) => {
      const value = row[name];
      if (!isBytes || value === null) return [name, value as Row[string]];
      return [name, Buffer.from(value as ArrayBuffer).toString('base64')];
    }),
  );
}
