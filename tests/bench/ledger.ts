import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { attestations } from '#db/schema/index.ts';
import { appendEntry } from '#evidence/append.ts';
import { openLedger } from '#evidence/open-ledger.ts';
import { sha256Hex } from '#rules/hash.ts';
import { compare, type Figure } from './compare.ts';

/** A record's size, in bytes, of a training of 16 lessons with its checks. */
const RECORD = 24_000;

/**
 * One signature kept durably with its entry, its hashes and its signed head, against the same rows
 * through libSQL alone, as one batch; both on migrated files with the same settings, guards included.
 */
export async function benchLedger(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  const url = (name: string) => `file:${join(folder, name)}`;
  const at = new Date();
  const db = await openDatabase({ url: url('ours.db') });
  await migrateDatabase(db);
  const keyFile = join(folder, 'ledger.pem');
  const ledger = await openLedger(db, { keyFile, origin: 'city.example/attestations', at });
  const bare = await openDatabase({ url: url('bare.db') });
  await migrateDatabase(bare);
  await bare.close();
  const raw = createClient({ url: url('bare.db'), concurrency: 1 });
  for (const setting of ['synchronous = FULL', 'foreign_keys = ON', 'secure_delete = ON'])
    await raw.execute(`PRAGMA ${setting}`);

  const ATTESTATION = `INSERT INTO attestations
    (id, assignment_id, employee_number, policy_id, revision, sha256, record, signed_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
  const ENTRY = `INSERT INTO ledger_entries ("index", kind, record_id, sha256, at) VALUES (?, 'attestation', ?, ?, ?)`;
  const NODE = `INSERT INTO ledger_nodes (level, "index", hash) VALUES (?, ?, ?)`;
  const HEAD = `INSERT INTO checkpoints (size, note, at) VALUES (?, ?, ?)`;
  const HASH = randomBytes(32);
  const NOTE = 'n'.repeat(300);
  let size = 0;
  const next = () => {
    const id = randomBytes(16).toString('base64url');
    const record = JSON.stringify({ id, filling: 'x'.repeat(RECORD) });
    return { id, record, sha256: sha256Hex(record) };
  };
  const result = await compare({
    name: 'sign and enter one record durably, to 1/2 of libSQL keeping the same rows',
    share: 1 / 2,
    rounds: 15,
    times: 40,
    ours: () => {
      const { id, record, sha256 } = next();
      const about = { assignmentId: id, employeeNumber: '1', policyId: 'p', revision: 'r' };
      return db.write(async (tx) => {
        await tx.insert(attestations).values({ id, ...about, sha256, record, signedAt: at });
        await appendEntry(tx, ledger, { kind: 'attestation', recordId: id, record, at });
      });
    },
    bare: () => {
      const { id, record, sha256 } = next();
      const now = at.getTime();
      const statements = [
        { sql: ATTESTATION, args: [id, id, '1', 'p', 'r', sha256, record, now] },
        { sql: ENTRY, args: [size, id, sha256, now] },
        ...completed(size).map(([level, index]) => ({ sql: NODE, args: [level, index, HASH] })),
        { sql: HEAD, args: [size + 1, NOTE, now] },
      ];
      size += 1;
      return raw.batch(statements, 'write');
    },
  });
  raw.close();
  await db.close();
  rmSync(folder, { recursive: true, force: true });
  return result;
}

/** The subtrees that the leaf at this place completes, itself the first. */
function completed(leaf: number): [level: number, index: number][] {
  const places: [number, number][] = [[0, leaf]];
  for (let [level, index] = [0, leaf]; index % 2 === 1;) {
    [level, index] = [level + 1, (index - 1) / 2];
    places.push([level, index]);
  }
  return places;
}
