import { asc, eq, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attestations, ledgerEntries } from '#db/schema/index.ts';
import { appendEntry } from '#evidence/append.ts';
import type { Ledger } from '#evidence/open-ledger.ts';

/**
 * Enters what was signed before there was a ledger, in the order signed, at the instant of entering,
 * when the ledger began just now. Returns how many. A row without entry that appears later was put
 * there by hand: it is never entered, and the self-check tells of it.
 */
export async function enterEarlier(db: Db, ledger: Ledger, at: Date): Promise<number> {
  if (!ledger.begun) return 0;
  const earlier = await db.read
    .select({ recordId: attestations.id, record: attestations.record })
    .from(attestations)
    .leftJoin(ledgerEntries, eq(ledgerEntries.recordId, attestations.id))
    .where(isNull(ledgerEntries.index))
    .orderBy(asc(attestations.signedAt), asc(attestations.id));
  for (const entry of earlier) {
    await db.write((tx) => appendEntry(tx, ledger, { kind: 'attestation', ...entry, at }));
  }
  return earlier.length;
}
