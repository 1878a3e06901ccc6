import { asc, eq, gt, and, lt, type SQL } from 'drizzle-orm';
import { getTableName } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import {
  attestations,
  checkpointCopies,
  checkpoints,
  contents,
  ledgerEntries,
  ledgerNodes,
  records,
  releases,
  scans,
  timestamps,
} from '#db/schema/index.ts';
import { EXPORTED, rowsOf } from './tables.ts';

/** A file of an export, whose bytes can be read as often as needed. */
export type Source = { path: string; bytes(): AsyncIterable<Uint8Array> | Iterable<Uint8Array> };

/** Records read at once: one holds every answer of a training. */
const AT_ONCE = 100;

/** Everything an export holds of the database, one file after the other. */
export async function* sourcesOf(read: Reader): AsyncGenerator<Source> {
  const newest = await read.query.checkpoints.findFirst({
    orderBy: (row, { desc }) => desc(row.size),
  });
  if (!newest) throw new Error('this ledger has no head');
  yield textFile('checkpoint', newest.note);
  for (const size of await knownOutside(read)) {
    const [head] = await read.select().from(checkpoints).where(eq(checkpoints.size, size));
    if (head) yield textFile(`checkpoints/${size}`, head.note);
  }
  yield textFile('keys.txt', (await keysOf(read)).map((key) => `${key}\n`).join(''));
  yield { path: 'records.jsonl', bytes: () => inLines(recordLines(read)) };
  yield* contentFiles(read);
  yield* scanFiles(read);
  for (const { size } of await read.select({ size: timestamps.size }).from(timestamps)) {
    yield {
      path: `timestamps/${size}.tsr`,
      bytes: () =>
        one(
          read
            .select({ bytes: timestamps.token })
            .from(timestamps)
            .where(eq(timestamps.size, size)),
        ),
    };
  }
  for (const table of EXPORTED) {
    yield { path: tableFile(getTableName(table)), bytes: () => inLines(rowLines(read, table)) };
  }
}

/** Where the rows of a table stand. */
export function tableFile(table: string): string {
  return table === 'assertions' ? 'assertions.jsonl' : `tables/${table}.jsonl`;
}

/** Every key the ledger names, as printed, oldest first. */
export async function keysOf(read: Reader): Promise<string[]> {
  const rows = await read
    .select({ record: records.record })
    .from(ledgerEntries)
    .innerJoin(records, eq(records.id, ledgerEntries.recordId))
    .where(eq(ledgerEntries.kind, 'key'))
    .orderBy(asc(ledgerEntries.index));
  return rows.map(({ record }) => (JSON.parse(record) as { publicKey: string }).publicKey);
}

/** Sizes of the heads that somebody outside may hold: sent out, timestamped, around a rotation. */
async function knownOutside(read: Reader): Promise<number[]> {
  const sent = await read
    .selectDistinct({ size: checkpointCopies.size })
    .from(checkpointCopies)
    .where(eq(checkpointCopies.outcome, 'sent'));
  const stamped = await read.select({ size: timestamps.size }).from(timestamps);
  const rotations = await read
    .select({ index: ledgerEntries.index })
    .from(ledgerEntries)
    .where(and(eq(ledgerEntries.kind, 'key'), gt(ledgerEntries.index, 0)));
  const sizes = [...sent, ...stamped].map(({ size }) => size);
  for (const { index } of rotations) sizes.push(index, index + 1);
  return [...new Set(sizes)].toSorted((a, b) => a - b);
}

/** The bytes of each entry, in the ledger's order; of one that was disposed of, its hash alone. */
async function* recordLines(read: Reader): AsyncGenerator<string> {
  for (let next = 0; ; next += AT_ONCE) {
    const rows = await read
      .select({ attested: attestations.record, other: records.record, leaf: ledgerNodes.hash })
      .from(ledgerEntries)
      .leftJoin(attestations, eq(attestations.id, ledgerEntries.recordId))
      .leftJoin(records, eq(records.id, ledgerEntries.recordId))
      .leftJoin(ledgerNodes, leafOfEntry())
      .where(and(gt(ledgerEntries.index, next - 1), lt(ledgerEntries.index, next + AT_ONCE)))
      .orderBy(asc(ledgerEntries.index));
    for (const { attested, other, leaf } of rows) {
      yield attested || other || `disposed ${leaf?.toString('hex') ?? ''}`;
    }
    if (rows.length < AT_ONCE) return;
    await nextTurn();
  }
}

function leafOfEntry(): SQL | undefined {
  return and(eq(ledgerNodes.level, 0), eq(ledgerNodes.index, ledgerEntries.index));
}

/** Every stored byte under its hash, and the manifest of each release under the release's. */
async function* contentFiles(read: Reader): AsyncGenerator<Source> {
  const stored = await read.select({ sha256: contents.sha256 }).from(contents);
  for (const { sha256 } of stored.toSorted(byHash)) {
    const found = () =>
      read.select({ bytes: contents.bytes }).from(contents).where(eq(contents.sha256, sha256));
    yield { path: `contents/${sha256}`, bytes: () => one(found()) };
  }
  const known = new Set(stored.map(({ sha256 }) => sha256));
  for (const { sha256, manifest } of await read.select().from(releases)) {
    if (!known.has(sha256)) yield textFile(`contents/${sha256}`, manifest);
  }
}

async function* scanFiles(read: Reader): AsyncGenerator<Source> {
  const stored = await read.select({ sha256: scans.sha256 }).from(scans);
  for (const { sha256 } of stored.toSorted(byHash)) {
    const found = () =>
      read.select({ bytes: scans.bytes }).from(scans).where(eq(scans.sha256, sha256));
    yield { path: `scans/${sha256}`, bytes: () => one(found()) };
  }
}

const byHash = (a: { sha256: string }, b: { sha256: string }) => (a.sha256 < b.sha256 ? -1 : 1);

async function* one(found: PromiseLike<{ bytes: Buffer }[]>): AsyncGenerator<Uint8Array> {
  const [row] = await found;
  await nextTurn();
  if (row) yield row.bytes;
}

async function* rowLines(...of: Parameters<typeof rowsOf>): AsyncGenerator<string> {
  for await (const row of rowsOf(...of)) yield JSON.stringify(row);
}

const CHUNK = 64 * 1024;

/** Lines as bytes, many to a chunk. */
async function* inLines(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let waiting = '';
  for await (const line of lines) {
    waiting += `${line}\n`;
    if (waiting.length < CHUNK) continue;
    yield Buffer.from(waiting, 'utf8');
    waiting = '';
  }
  if (waiting !== '') yield Buffer.from(waiting, 'utf8');
}

export function textFile(path: string, text: string): Source {
  return { path, bytes: () => [Buffer.from(text, 'utf8')] };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));
