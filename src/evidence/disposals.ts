import { and, eq } from 'drizzle-orm';
import type { Db, Reader } from '#db/client.ts';
import { disposedRecords, records } from '#db/schema/index.ts';

/**
 * The entry that says what was disposed of, by whom and under which rule. It names no person whose
 * record went; the leaves let everybody prove that the ledger is still the same.
 */
export type DisposalRecord = {
  schema: 'disposal/1';
  id: string;
  series: string;
  /** The id of the proposal that was approved. */
  proposal: string;
  /** By their places in the ledger: SHA-256 and RFC 6962 leaf hash (hex) of what stood there. */
  entries: { index: number; sha256: string; leaf: string }[];
  rule: { years: number; citation: string };
  reason: string;
  proposedBy: string;
  approvedBy: string;
  at: string;
};

export type Disposal = { at: Date; citation: string };

/** When and under which rule a record was disposed of; undefined while it is kept. */
export async function disposalOf(
  read: Pick<Reader, 'select'>,
  recordId: string,
): Promise<Disposal | undefined> {
  const [gone] = await read
    .select({ at: disposedRecords.at, record: records.record })
    .from(disposedRecords)
    // A lot of one proposal is one entry, of the same instant.
    .innerJoin(
      records,
      and(
        eq(records.about, disposedRecords.proposalId),
        eq(records.kind, 'disposal'),
        eq(records.at, disposedRecords.at),
      ),
    )
    .where(eq(disposedRecords.recordId, recordId))
    .limit(1);
  if (!gone) return undefined;
  const { rule } = JSON.parse(gone.record) as DisposalRecord;
  return { at: gone.at, citation: rule.citation };
}

/** Every entry that a disposal in the ledger names, by its place. */
export async function disposedEntries({
  read,
}: Pick<Db, 'read'>): Promise<Map<number, { sha256: string; leaf: string }>> {
  const disposals = await read
    .select({ record: records.record })
    .from(records)
    .where(eq(records.kind, 'disposal'));
  return new Map(
    disposals.flatMap(({ record }) =>
      (JSON.parse(record) as DisposalRecord).entries.map(({ index, sha256, leaf }) => [
        index,
        { sha256, leaf },
      ]),
    ),
  );
}
