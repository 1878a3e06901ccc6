import { eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { disposalDecisions, disposalItems, disposalProposals } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { oldRecords, type OldRecord, type When } from './due.ts';
import { wordsIn } from './typed.ts';

type Deciding = When & { proposal: string; reason: string; by: string };

/**
 * Approves a proposal: from here on `carryOut` disposes of its records. Refuses who proposed it, who
 * has a record of their own in it, a proposal that was decided on, and one of which any record is no
 * longer due: held, corrected, current again, or kept longer by a new rule.
 */
export async function approveDisposal(db: Db, act: Deciding): Promise<void> {
  const reason = wordsIn(act.reason, { field: 'reason', missing: 'Say why you approve it.' });
  await db.write(async (tx) => {
    const proposal = await openProposal(tx, act);
    const { rule, records } = await oldRecords(tx, {
      ...act,
      series: proposal.series,
      of: proposal.id,
    });
    const free = records.filter(({ kept }) => kept === undefined || kept === 'proposed');
    const items = new Set(
      (
        await tx
          .select({ id: disposalItems.recordId })
          .from(disposalItems)
          .where(eq(disposalItems.proposalId, proposal.id))
      ).map(({ id }) => id),
    );
    if (free.some(({ number }) => number === act.by)) {
      throw new Refusal(
        'not-allowed',
        'A record of your own is in this proposal, so somebody else must decide on it.',
      );
    }
    const covered = free.flatMap(({ id, corrections }) => [id, ...corrections]);
    const changed = covered.length !== items.size || covered.some((id) => !items.has(id));
    if (!rule || changed) throw noLongerDue(records);
    await decided(tx, act, 'approved', reason);
  });
}

/** Turns a proposal down; its records stay, and may be proposed again. Refuses as approving does. */
export async function rejectDisposal(db: Db, act: Omit<Deciding, keyof When> & { at: Date }) {
  const reason = wordsIn(act.reason, { field: 'reason', missing: 'Say why you turn it down.' });
  await db.write(async (tx) => {
    await openProposal(tx, act);
    await decided(tx, act, 'rejected', reason);
  });
}

type Act = { proposal: string; by: string; at: Date };

async function openProposal(tx: Tx, { proposal: id, by }: Act) {
  const [proposal] = await tx.select().from(disposalProposals).where(eq(disposalProposals.id, id));
  if (!proposal) throw noSuchProposal();
  const [done] = await tx
    .select({ decision: disposalDecisions.decision })
    .from(disposalDecisions)
    .where(eq(disposalDecisions.proposalId, id));
  if (done) throw new Refusal('conflict', `This proposal was ${done.decision} already.`);
  if (proposal.by === by) {
    throw new Refusal(
      'not-allowed',
      'You proposed this, so a second person decides on it: somebody else of HR, or an admin.',
    );
  }
  return proposal;
}

async function decided(
  tx: Tx,
  { proposal, by, at }: Act,
  decision: 'approved' | 'rejected',
  reason: string,
): Promise<void> {
  await tx.insert(disposalDecisions).values({ proposalId: proposal, decision, reason, by, at });
  const event = { at, actor: by, act: `disposal.${decision}`, subject: proposal };
  await recordEvent(tx, event);
}

function noLongerDue(records: readonly OldRecord[]): Refusal {
  const held = records.filter(({ kept }) => kept === 'held').length;
  const why = held > 0 ? `a legal hold keeps ${held} of them` : 'not all of them are still due';
  return new Refusal(
    'conflict',
    `These records may not be disposed of now: ${why}. Turn this proposal down; what is still due ` +
      'can be proposed anew.',
  );
}

export function noSuchProposal(): Refusal {
  return new Refusal('not-found', 'There is no such proposal. Retention lists them.');
}
