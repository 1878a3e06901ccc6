import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { desc, eq, sql } from 'drizzle-orm';
import type { Db, Reader } from '#db/client.ts';
import { checkpoints, records, seals } from '#db/schema/index.ts';
import { openNote, parseVerifier, signNote, type Verifier } from '#ledger/note.ts';
import type { KeyRecord } from './keys.ts';
import type { Ledger } from './open-ledger.ts';
import { lineOf } from './seal-line.ts';

/**
 * The tables from which nothing ever goes. A record's bytes are the ledger's to vouch for, and are
 * emptied when it is disposed of, so that column is left out; the training behind a signature is
 * compared with its record.
 */
export const SEALED: Readonly<Record<string, { without?: string }>> = {
  contents: {},
  releases: {},
  publications: {},
  reading_signoffs: {},
  attestations: { without: 'record' },
  records: { without: 'record' },
  ledger_entries: {},
  checkpoints: {},
  consents: {},
  reviews: {},
  decline_answers: {},
  attestation_scans: {},
  assertions: {},
  timestamps: {},
  checkpoint_copies: {},
  retention_rules: {},
  legal_holds: {},
  legal_hold_releases: {},
  disposal_proposals: {},
  disposal_items: {},
  disposal_decisions: {},
  disposed_records: {},
  assignment_terms: {},
  audit_events: {},
};

/** So many rows of a table, in the order they came, and the SHA-256 over them. */
type Sealed = { rows: number; sha256: string };

/**
 * What no longer fits the newest seal, each in a plain sentence. The newest signed head names the seal
 * that was newest then, so that none can be taken away; a ledger has one from its beginning.
 */
export async function sealFaults(db: Pick<Db, 'read'>): Promise<string[]> {
  return (await compare(db)).faults;
}

/**
 * Seals the tables as they are, unless nothing came since the last seal. What does not fit that one is
 * returned instead, and nothing is sealed; but for the `first` seal of a ledger that began before there
 * were any.
 */
export async function sealTables(
  db: Db,
  ledger: Ledger,
  at: Date,
  { first = false } = {},
): Promise<string[]> {
  const { faults, now, last, number } = await compare(db);
  if (faults.length > 0 && !first) return faults;
  const lines = Object.entries(now).map(
    ([table, { rows, sha256 }]) => `${table} ${rows} ${sha256}\n`,
  );
  if (last === lines.join('')) return [];
  const head = `${ledger.origin}/tables\n${number + 1} ${at.toISOString()}\n`;
  const note = signNote(`${head}${lines.join('')}`, ledger.signer);
  await db.write((tx) => tx.insert(seals).values({ id: number + 1, note, at }));
  return [];
}

async function compare(
  db: Pick<Db, 'read'>,
): Promise<{ faults: string[]; now: Record<string, Sealed>; last: string; number: number }> {
  const { sealed, last, number, faults } = await newestSeal(db);
  const now: Record<string, Sealed> = {};
  for (const table of Object.keys(SEALED)) {
    const before = sealed[table];
    const digests = await digestRows(db, table, before?.rows ?? 0);
    now[table] = digests.now;
    if (before && digests.before !== before.sha256) {
      faults.push(`the table ${table} of the database was changed since it was sealed`);
    }
  }
  return { faults, now, last, number };
}

type Newest = {
  sealed: Record<string, Sealed>;
  /** Its lines. */
  last: string;
  number: number;
  faults: string[];
};

/** The newest seal, once each before it was found whole, in its place and of its time. */
async function newestSeal({ read }: Pick<Db, 'read'>): Promise<Newest> {
  const rows = await read.select().from(seals).orderBy(seals.id);
  const number = rows.at(-1)?.id ?? 0;
  const none = { sealed: {}, last: '', number };
  const gone = await goneSeal(read);
  if (gone) return { ...none, faults: [gone] };
  if (rows.length !== number) return { ...none, faults: ['a seal of the tables is gone'] };
  try {
    const keys = await keysNamed(read);
    const last = rows.reduce((_, row) => linesOf(row, keys), '');
    return { sealed: sealedIn(last), last, number, faults: [] };
  } catch (error) {
    return { ...none, faults: [`a seal of the tables: ${(error as Error).message}`] };
  }
}

async function keysNamed(read: Reader): Promise<Verifier[]> {
  const named = await read
    .select({ record: records.record })
    .from(records)
    .where(eq(records.kind, 'key'));
  return named.map(({ record }) => parseVerifier((JSON.parse(record) as KeyRecord).publicKey));
}

function linesOf({ id, note, at }: typeof seals.$inferSelect, keys: readonly Verifier[]): string {
  const { text } = openNote(note, keys);
  const [, number, then, lines = ''] = /^[^\n]+\n(\d+) (\S+)\n([\s\S]*)$/.exec(text) ?? [];
  if (number !== `${id}` || then !== at.toISOString()) {
    throw new Error('its place or its time was changed');
  }
  return lines;
}

function sealedIn(lines: string): Record<string, Sealed> {
  return Object.fromEntries(
    [...lines.matchAll(/^(\w+) (\d+) ([0-9a-f]{64})$/gm)].map(([, table, rows, sha256]) => [
      table!,
      { rows: Number(rows), sha256: sha256! },
    ]),
  );
}

/** Whether the seal that the newest head names is not there as it was. */
async function goneSeal(read: Reader): Promise<string | undefined> {
  const [head] = await read.select().from(checkpoints).orderBy(desc(checkpoints.size)).limit(1);
  if (!head) return undefined;
  const [, line, id] = /\n(seal (\d+) [0-9a-f]{64})\n/.exec(head.note) ?? [];
  if (line === undefined) {
    // The head that names the first key is older than the first seal.
    const any = head.size === 1 || (await read.$count(seals)) > 0;
    return any ? undefined : 'the tables of evidence were never sealed, or their seals are gone';
  }
  const [there] = await read
    .select()
    .from(seals)
    .where(eq(seals.id, Number(id)));
  return there && lineOf(there) === line ? undefined : `the seal ${id} of the tables is gone`;
}

const AT_ONCE = 500;

/** SHA-256 (hex) over a table's first rows, and over all of them; `before` is undefined where some are gone. */
async function digestRows(
  { read }: Pick<Db, 'read'>,
  table: string,
  first: number,
): Promise<{ before: string | undefined; now: Sealed }> {
  const without = SEALED[table]?.without;
  const hash = createHash('sha256');
  let [rows, last] = [0, Number.MIN_SAFE_INTEGER];
  let before = first === 0 ? hash.copy().digest('hex') : undefined;
  for (;;) {
    const some = await read.all<Record<string, unknown>>(
      sql`SELECT rowid AS "row id", * FROM ${sql.identifier(table)}
          WHERE rowid > ${last} ORDER BY rowid LIMIT ${AT_ONCE}`,
    );
    for (const { 'row id': id, ...row } of some) {
      if (without !== undefined) delete row[without];
      hash.update(`${canonicalize(asJson(row))}\n`);
      [rows, last] = [rows + 1, Number(id)];
      if (rows === first) before = hash.copy().digest('hex');
    }
    if (some.length < AT_ONCE) return { before, now: { rows, sha256: hash.digest('hex') } };
    // The portal goes on answering meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function asJson(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      value instanceof ArrayBuffer || ArrayBuffer.isView(value)
        ? { base64: Buffer.from(value as Uint8Array).toString('base64') }
        : value,
    ]),
  );
}
