import { desc, eq } from 'drizzle-orm';
import { checkpoints, ledgerEntries } from '#db/schema/index.ts';
import { printProof } from '#ledger/proof.ts';
import { consistencyProof, inclusionProof, type Node } from '#ledger/tree.ts';
import { sizeOf, storedIn, type Read } from './stored-tree.ts';

/** The newest signed head; undefined while the ledger is empty. */
export async function newestCheckpoint(
  read: Read,
): Promise<{ size: number; note: string; at: Date } | undefined> {
  const [newest] = await read.select().from(checkpoints).orderBy(desc(checkpoints.size)).limit(1);
  return newest;
}

/**
 * That a record stands in the ledger, as a `tlog-proof` against the newest head. Undefined when it
 * does not. Reads O(log n) hashes.
 */
export async function proofOf(read: Read, recordId: string): Promise<string | undefined> {
  const [entry] = await read
    .select({ index: ledgerEntries.index })
    .from(ledgerEntries)
    .where(eq(ledgerEntries.recordId, recordId));
  const newest = await newestCheckpoint(read);
  if (!entry || !newest) return undefined;
  const path = await inclusionProof(entry.index, newest.size, storedIn(read));
  return printProof({ index: entry.index, path, checkpoint: newest.note });
}

/** That the ledger as it is begins with what it was at `older` entries. */
export async function growthSince(read: Read, older: number): Promise<Node['hash'][]> {
  return consistencyProof(older, await sizeOf(read), storedIn(read));
}
