import { asc, eq, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attestations, ledgerEntries } from '#db/schema/index.ts';
import { appendEntry } from '#evidence/append.ts';
import type { Ledger } from '#evidence/open-ledger.ts';

/**
 * Enters what was signed before there was a ledger, in the order signed, at the instant of entering.
 * Returns how many; none the next time.
 */
export async function enterEarlier(db: Db, ledger: Ledger, at: Date): Promise<number> {
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
