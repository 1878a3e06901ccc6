import { eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { campaigns } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { noCampaign } from './change-terms.ts';
import { nameOf, settleReminders } from './plan.ts';

type Act = { campaignId: string; by: string; at: Date };

/**
 * Ends a campaign: nobody joins it any more and it reminds nobody. What was assigned stays, with its
 * due dates and signatures. Ending it twice changes nothing.
 */
export async function endCampaign(db: Db, { campaignId, by, at }: Act): Promise<void> {
  await db.write(async (tx) => {
    const campaign = await campaignOf(tx, campaignId);
    if (campaign.endedAt) return;
    await tx
      .update(campaigns)
      .set({ endedAt: at, endedBy: by })
      .where(eq(campaigns.id, campaignId));
    await recordEvent(tx, { at, actor: by, act: 'campaign.ended', subject: campaignId });
  });
}

/** Changes when a running campaign reminds and when it tells the manager. Refuses one that has ended. */
export async function changeReminders(
  db: Db,
  act: Act & { reminders: number[]; escalateAfter: number | null },
): Promise<void> {
  const settled = settleReminders(act);
  const { campaignId, by, at } = act;
  await db.write(async (tx) => {
    const { endedAt, reminders, escalateAfter } = await campaignOf(tx, campaignId);
    if (endedAt) {
      throw new Refusal('conflict', 'This campaign has ended: it reminds nobody any more.');
    }
    await tx.update(campaigns).set(settled).where(eq(campaigns.id, campaignId));
    await recordEvent(tx, {
      at,
      actor: by,
      act: 'campaign.reminders-changed',
      subject: campaignId,
      detail: { ...settled, before: { reminders, escalateAfter } },
    });
  });
}

/** Gives a campaign another name, in past reports as well; one that has ended, too. Refuses an empty one. */
export async function renameCampaign(db: Db, act: Act & { name: string }): Promise<void> {
  const { campaignId, by, at } = act;
  const name = nameOf(act.name, '');
  if (name === '') throw new Refusal('bad-input', 'The campaign’s name is missing.', 'name');
  await db.write(async (tx) => {
    const { name: before } = await campaignOf(tx, campaignId);
    if (name === before) return;
    await tx.update(campaigns).set({ name }).where(eq(campaigns.id, campaignId));
    const detail = { name, before };
    await recordEvent(tx, { at, actor: by, act: 'campaign.renamed', subject: campaignId, detail });
  });
}

async function campaignOf(tx: Tx, id: string) {
  const [campaign] = await tx.select().from(campaigns).where(eq(campaigns.id, id));
  if (!campaign) throw noCampaign();
  return campaign;
}
