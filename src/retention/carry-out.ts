import { and, eq, inArray, isNull } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import {
  attestations,
  disposalDecisions,
  disposalItems,
  disposalProposals,
  disposedRecords,
  ledgerEntries,
  ledgerNodes,
  records,
} from '#db/schema/index.ts';
import { appendRecord } from '#evidence/append.ts';
import type { DisposalRecord } from '#evidence/disposals.ts';
import type { Ledger } from '#evidence/open-ledger.ts';
import { randomId } from '#people/random-id.ts';
import { oldRecords, type When } from './due.ts';
import { forgetTraining } from './forget-training.ts';
import type { Rule } from './rules.ts';

/** So many attestations a write, with all their training: well below a second. */
const AT_ONCE = 50;

type Order = Omit<When, 'at'> & {
  ledger: Ledger;
  clock: () => Date;
  /** For tests: how many records a lot has. */
  atOnce?: number;
};

/**
 * Disposes of what was approved and is still there, a lot a write, until nothing is left that may go.
 * Each lot has its own entry in the ledger. A crash between two is made good by the next call. What a
 * hold has covered since the approval, or what is no longer due, stays and must be proposed anew.
 * Returns how many records went.
 */
export async function carryOut(db: Db, order: Order): Promise<number> {
  let gone = 0;
  for (const proposal of await unfinished(db)) {
    for (;;) {
      const lot = await db.write((tx) => disposeLot(tx, proposal, order));
      gone += lot;
      if (lot === 0) break;
    }
  }
  // What was overwritten in the file still stands in its write-ahead log.
  if (gone > 0) await db.foldLog();
  return gone;
}

type Approved = typeof disposalProposals.$inferSelect & { approvedBy: string; approvedAt: Date };

async function unfinished({ read }: Db): Promise<Approved[]> {
  const rows = await read
    .selectDistinct({
      proposal: disposalProposals,
      approvedBy: disposalDecisions.by,
      approvedAt: disposalDecisions.at,
    })
    .from(disposalProposals)
    .innerJoin(disposalDecisions, eq(disposalDecisions.proposalId, disposalProposals.id))
    .innerJoin(disposalItems, eq(disposalItems.proposalId, disposalProposals.id))
    .leftJoin(disposedRecords, eq(disposedRecords.recordId, disposalItems.recordId))
    .where(and(eq(disposalDecisions.decision, 'approved'), isNull(disposedRecords.recordId)));
  return rows.map(({ proposal, ...approval }) => ({ ...proposal, ...approval }));
}

async function disposeLot(tx: Tx, proposal: Approved, order: Order): Promise<number> {
  const at = order.clock();
  const { rule, records: lot } = await oldRecords(tx, {
    ...order,
    at,
    series: proposal.series,
    of: proposal.id,
    heldSince: proposal.approvedAt,
    free: order.atOnce ?? AT_ONCE,
  });
  if (!rule || lot.length === 0) return 0;
  const rows = lot.flatMap(({ id, corrections, assignmentId }) => [
    { recordId: id, assignmentId },
    ...corrections.map((recordId) => ({ recordId, assignmentId: null })),
  ]);
  const ids = rows.map(({ recordId }) => recordId);
  const entries = await entriesOf(tx, ids);
  if (entries.length !== ids.length) {
    throw new Error('a record to dispose of has no entry in the ledger');
  }
  await tx.insert(disposedRecords).values(rows.map((r) => ({ ...r, proposalId: proposal.id, at })));
  await forgetTraining(tx, lot);
  await tx.update(attestations).set({ record: '' }).where(inArray(attestations.id, ids));
  await tx.update(records).set({ record: '' }).where(inArray(records.id, ids));
  const content = disposalRecord(proposal, rule, entries, at);
  const { approvedBy: by, id: about } = proposal;
  const index = await appendRecord(tx, order.ledger, { kind: 'disposal', content, about, at, by });
  const detail = { records: ids.length, entry: index };
  await recordEvent(tx, { at, actor: by, act: 'records.disposed', subject: about, detail });
  return lot.length;
}

async function entriesOf(tx: Tx, ids: string[]): Promise<DisposalRecord['entries']> {
  const found = await tx
    .select({ index: ledgerEntries.index, sha256: ledgerEntries.sha256, leaf: ledgerNodes.hash })
    .from(ledgerEntries)
    .innerJoin(
      ledgerNodes,
      and(eq(ledgerNodes.level, 0), eq(ledgerNodes.index, ledgerEntries.index)),
    )
    .where(inArray(ledgerEntries.recordId, ids))
    .orderBy(ledgerEntries.index);
  return found.map(({ leaf, ...entry }) => ({ ...entry, leaf: leaf.toString('hex') }));
}

function disposalRecord(
  proposal: Approved,
  { years, citation }: Rule,
  entries: DisposalRecord['entries'],
  at: Date,
): DisposalRecord {
  return {
    schema: 'disposal/1',
    id: randomId(),
    series: proposal.series,
    proposal: proposal.id,
    entries,
    rule: { years: years as number, citation },
    reason: proposal.reason,
    proposedBy: proposal.by,
    approvedBy: proposal.approvedBy,
    at: at.toISOString(),
  };
}
