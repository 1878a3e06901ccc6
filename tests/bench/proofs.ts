import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from '@libsql/client';
import { openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { openLedger } from '#evidence/open-ledger.ts';
import { proofOf } from '#evidence/prove.ts';
import { signCheckpoint } from '#ledger/checkpoint.ts';
import { leafHash } from '#ledger/merkle.ts';
import { verifierOf } from '#ledger/note.ts';
import { parseProof, prove } from '#ledger/proof.ts';
import { grown, rootOver, type Node } from '#ledger/tree.ts';
import { compare, type Figure } from './compare.ts';

const LEAVES = 1_000_000;
const AT_ONCE = 5_000;

/**
 * The proof of one receipt among a million, against reading as many rows by their keys through libSQL
 * alone, one after the other: twice the depth of the tree, which is what O(log n) allows.
 */
export async function benchProofs(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  const url = `file:${join(folder, 'ours.db')}`;
  const at = new Date();
  const db = await openDatabase({ url });
  await migrateDatabase(db);
  const keyFile = join(folder, 'ledger.pem');
  const ledger = await openLedger(db, { keyFile, origin: 'city.example/attestations', at });
  const raw = createClient({ url, concurrency: 1 });
  const entry = (index: number) => Buffer.from(`entry ${index}`);
  const head = await fill(raw, entry);
  await raw.execute({
    sql: 'INSERT INTO checkpoints (size, note, at) VALUES (?, ?, ?)',
    args: [LEAVES, signCheckpoint(LEAVES, head, ledger.signer), at.getTime()],
  });
  const depth = Math.ceil(Math.log2(LEAVES));
  const some = () => 1 + Math.floor(Math.random() * (LEAVES - 1));
  const result = await compare({
    name: `prove one receipt of ${LEAVES.toLocaleString('en-US')}, to ${2 * depth} reads by key`,
    share: 1,
    rounds: 15,
    times: 40,
    ours: async () => {
      const proof = await proofOf(db.read, `record ${some()}`);
      if (parseProof(proof!).path.length > depth) throw new Error('a longer path than the tree');
    },
    bare: async () => {
      for (let read = 0; read < 2 * depth; read += 1) {
        const sql = 'SELECT hash FROM ledger_nodes WHERE level = 0 AND "index" = ?';
        await raw.execute({ sql, args: [some()] });
      }
    },
  });
  const last = LEAVES - 1;
  const proof = (await proofOf(db.read, `record ${last}`))!;
  prove(entry(last), proof, [verifierOf(ledger.signer)]);
  raw.close();
  await db.close();
  rmSync(folder, { recursive: true, force: true });
  return result;
}

/** Enters a million leaves as the ledger would, many in one statement; the root over them. */
async function fill(raw: Client, entry: (index: number) => Buffer): Promise<Buffer> {
  const first = (await raw.execute('SELECT hash FROM ledger_nodes')).rows[0]![0] as ArrayBuffer;
  let edge: Node[] = [{ level: 0, index: 0, hash: Buffer.from(first) }];
  await raw.execute('PRAGMA synchronous = OFF');
  for (let from = 1; from < LEAVES; from += AT_ONCE) {
    const indexes = Array.from({ length: Math.min(AT_ONCE, LEAVES - from) }, (_, n) => from + n);
    const nodes = indexes.flatMap((index) => {
      const step = grown(edge, index, leafHash(entry(index)));
      edge = step.edge;
      return step.nodes;
    });
    const sha256 = (index: number) => createHash('sha256').update(entry(index)).digest('hex');
    await raw.batch(
      [
        `INSERT INTO ledger_nodes (level, "index", hash) VALUES ${nodes
          .map(({ level, index, hash }) => `(${level}, ${index}, x'${hash.toString('hex')}')`)
          .join()}`,
        `INSERT INTO ledger_entries ("index", kind, record_id, sha256, at) VALUES ${indexes
          .map((index) => `(${index}, 'attestation', 'record ${index}', '${sha256(index)}', 1)`)
          .join()}`,
      ],
      'write',
    );
  }
  return rootOver(edge);
}
