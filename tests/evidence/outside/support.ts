import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '#db/client.ts';
import { appendRecord } from '#evidence/append.ts';
import { openLedger, type Ledger } from '#evidence/open-ledger.ts';
import type { Head } from '#evidence/outside/place.ts';
import { newestCheckpoint } from '#evidence/prove.ts';
import { freshDatabase } from '../../support/database.ts';

export const NOW = new Date('2026-11-22T15:00:00Z');
export const ZONE = 'America/Chicago';
export const ORIGIN = 'city.example/attestations';
export const hours = (n: number) => new Date(NOW.getTime() + n * 60 * 60 * 1000);

export const newFolder = () => mkdtempSync(join(tmpdir(), 'outside-'));

/** A ledger with its first entry, and a way to add more. */
export async function openSmall(at = NOW): Promise<{
  db: Db;
  ledger: Ledger;
  keyFile: string;
  append(id: string, at?: Date): Promise<number>;
  head(): Promise<Head>;
}> {
  const db = await freshDatabase();
  const keyFile = join(newFolder(), 'ledger.pem');
  const ledger = await openLedger(db, { keyFile, origin: ORIGIN, at });
  return {
    db,
    ledger,
    keyFile,
    append: (id, when = at) =>
      db.write((tx) =>
        appendRecord(tx, ledger, { kind: 'correction', content: { id }, at: when, by: 'T-1' }),
      ),
    head: async () => (await newestCheckpoint(db.read))!,
  };
}
