import { recordFaults } from '#attestations/check-records.ts';
import { pendingMigrations } from '#db/migrate.ts';
import type { Reading } from '#db/open-to-read.ts';
import { sealFaults } from '#evidence/seal.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { sizeOf, storedIn } from '#evidence/stored-tree.ts';
import { rootOf } from '#ledger/tree.ts';

export type Found = {
  /** What SQLite finds wrong with the file. */
  damage: string[];
  /** Migrations that it lacks: made by an earlier version, so that the rest can only be checked by that one. */
  missing: string[];
  /** What does not fit of what was signed. */
  faults: string[];
  /** The ledger; undefined where no portal was ever started. */
  ledger: { size: number; root: string } | undefined;
};

/**
 * Checks a database all through: the file, its schema, the ledger, what stands behind each record, the
 * seals. Refuses one that was made by a newer version.
 */
export async function checkKept(db: Reading): Promise<Found> {
  const found: Found = {
    damage: (await db.integrity()) ?? [],
    missing: [],
    faults: [],
    ledger: undefined,
  };
  if (found.damage.length > 0) return found;
  found.missing = await pendingMigrations(db);
  if (found.missing.length > 0) return found;
  const size = await sizeOf(db.read);
  if (size === 0) return found;
  found.faults = [...(await selfCheck(db)), ...(await recordFaults(db)), ...(await sealFaults(db))];
  const root = await rootOf(size, storedIn(db.read)).catch(() => undefined);
  if (root) found.ledger = { size, root: root.toString('base64') };
  return found;
}
