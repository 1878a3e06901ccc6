import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import { openDatabase, type Db } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import {
  attestations,
  checkpoints,
  disposedRecords,
  ledgerEntries,
  ledgerNodes,
  records,
} from '#db/schema/index.ts';
import { openCheckpoint } from '#ledger/checkpoint.ts';
import { leafHash } from '#ledger/merkle.ts';
import { parseVerifier } from '#ledger/note.ts';
import { grown, rootOf, type Node } from '#ledger/tree.ts';
import { sha256Hex } from '#rules/hash.ts';
import { disposedEntries } from './disposals.ts';
import { allKeys, keyIdOf } from './keys.ts';
import { storedIn } from './stored-tree.ts';

const AT_ONCE = 500;

/**
 * What is wrong with the evidence, each in a plain sentence; nothing when all is well: the schema with
 * its guards is this build's, every entry's bytes are those the ledger took, or are gone by a disposal
 * that the ledger names, none is missing on either side, each key was named under the one before, and
 * the newest signed head fits.
 */
export async function selfCheck(db: Pick<Db, 'read'>): Promise<string[]> {
  const faults = [...(await schemaFaults(db)), ...(await entryFaults(db))];
  // The keys and heads are read from entries: where those do not fit, there is nothing to read.
  if (faults.length === 0) faults.push(...(await keyFaults(db)), ...(await headFaults(db)));
  return faults;
}

/** Tables, indexes and triggers as this build would make them. */
async function schemaFaults(db: Pick<Db, 'read'>): Promise<string[]> {
  const [mine, due] = [await schemaOf(db), await freshSchema()];
  const names = new Set([...mine.keys(), ...due.keys()]);
  return [...names].flatMap((name) => {
    if (mine.get(name) === due.get(name)) return [];
    if (!mine.has(name)) return [`${name} of the database is gone`];
    return due.has(name) ? [`${name} of the database was changed`] : [`${name} was added by hand`];
  });
}

async function schemaOf({ read }: Pick<Db, 'read'>): Promise<Map<string, string>> {
  const parts = await read.all<{ type: string; name: string; sql: string | null }>(
    sql`SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'`,
  );
  return new Map(parts.map(({ type, name, sql: made }) => [`the ${type} ${name}`, made ?? '']));
}

async function freshSchema(): Promise<Map<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'schema-'));
  const db = await openDatabase({ url: `file:${join(folder, 'fresh.db')}` });
  try {
    await migrateDatabase(db);
    return await schemaOf(db);
  } finally {
    await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every entry beside the record whose bytes it vouches for, and every record beside its entry. */
async function entryFaults(db: Pick<Db, 'read'>): Promise<string[]> {
  const faults: string[] = [];
  const left = {
    attestation: attestations.record,
    other: records.record,
    disposed: disposedRecords.recordId,
  };
  const disposals = await disposedEntries(db);
  for (let next = 0; ; next += AT_ONCE) {
    const rows = await db.read
      .select({ entry: ledgerEntries, leaf: ledgerNodes.hash, ...left })
      .from(ledgerEntries)
      .leftJoin(
        ledgerNodes,
        and(eq(ledgerNodes.level, 0), eq(ledgerNodes.index, ledgerEntries.index)),
      )
      .leftJoin(attestations, eq(attestations.id, ledgerEntries.recordId))
      .leftJoin(records, eq(records.id, ledgerEntries.recordId))
      .leftJoin(disposedRecords, eq(disposedRecords.recordId, ledgerEntries.recordId))
      .where(and(gt(ledgerEntries.index, next - 1), lte(ledgerEntries.index, next + AT_ONCE - 1)))
      .orderBy(asc(ledgerEntries.index));
    for (const { entry, leaf, attestation, other, disposed } of rows) {
      const record = attestation ?? other;
      const named = disposals.get(entry.index);
      if (disposed !== null || named) {
        const gone = disposed !== null && record === '';
        const told = named?.sha256 === entry.sha256 && named.leaf === leaf?.toString('hex');
        if (!gone || !told)
          faults.push(`the record of entry ${entry.index} was not rightly disposed of`);
        continue;
      }
      const fits =
        record !== null &&
        sha256Hex(record) === entry.sha256 &&
        leaf?.equals(leafHash(Buffer.from(record, 'utf8')));
      if (!fits) faults.push(`the record of entry ${entry.index} is not the one that was entered`);
    }
    if (rows.length < AT_ONCE) break;
    // The portal goes on answering meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const table of [attestations, records]) {
    const [lost] = await db.read
      .select({ id: table.id })
      .from(table)
      .leftJoin(ledgerEntries, eq(ledgerEntries.recordId, table.id))
      .where(sql`${ledgerEntries.index} IS NULL`)
      .limit(1);
    if (lost) faults.push(`the record ${lost.id} was never entered in the ledger`);
  }
  return faults;
}

/** Each key but the first stands under a head that it and the key before it have signed. */
async function keyFaults(db: Pick<Db, 'read'>): Promise<string[]> {
  const keys = await allKeys(db);
  const faults: string[] = [];
  for (const [at, { index, publicKey, replaces }] of keys.entries()) {
    const before = keys[at - 1]?.publicKey;
    const [head] = await db.read
      .select()
      .from(checkpoints)
      .where(eq(checkpoints.size, index + 1));
    const due = before === undefined ? [publicKey] : [before, publicKey];
    const named =
      replaces === before && due.every((key) => isSignedBy(head?.note ?? '', key, index + 1));
    if (!named) faults.push(`the key ${keyIdOf(publicKey)} was not named by the key before it`);
  }
  return faults;
}

function isSignedBy(note: string, printedKey: string, size: number): boolean {
  try {
    return openCheckpoint(note, [parseVerifier(printedKey)]).size === size;
  } catch {
    return false;
  }
}

/** The newest head is signed by the key that the ledger names, and is the root of what is stored. */
async function headFaults(db: Pick<Db, 'read'>): Promise<string[]> {
  const entries = await db.read.$count(ledgerEntries);
  const [newest] = await db.read
    .select()
    .from(checkpoints)
    .orderBy(sql`${checkpoints.size} DESC`)
    .limit(1);
  if (!newest || newest.size !== entries) {
    return [`the ledger has ${entries} entries and its newest head is of ${newest?.size ?? 0}`];
  }
  try {
    const head = openCheckpoint(newest.note, [
      parseVerifier((await allKeys(db)).at(-1)?.publicKey ?? ''),
    ]);
    const root = await rootOf(entries, storedIn(db.read));
    if (head.size === entries && head.root.equals(root) && (await subtreesFit(db, entries)))
      return [];
    return ['the newest signed head does not fit the entries of the ledger'];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Whether every stored subtree is made of its leaves. */
async function subtreesFit({ read }: Pick<Db, 'read'>, entries: number): Promise<boolean> {
  const built = new Map<string, Node>();
  const stored = await read.select().from(ledgerNodes).orderBy(asc(ledgerNodes.index));
  const leaves = stored.filter(({ level }) => level === 0);
  if (leaves.length !== entries) return false;
  let edge: Node[] = [];
  for (const { index, hash } of leaves) {
    const step = grown(edge, index, hash);
    for (const node of step.nodes) built.set(`${node.level}/${node.index}`, node);
    edge = step.edge;
  }
  return (
    stored.length === built.size &&
    stored.every(({ level, index, hash }) => built.get(`${level}/${index}`)?.hash.equals(hash))
  );
}
