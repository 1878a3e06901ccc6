import { and, eq, isNull } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { civilDate } from '#clock.ts';
import type { Db, Tx } from '#db/client.ts';
import { campaigns } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy } from '#policies/model.ts';
import { roundOn } from './cycle.ts';
import { handOut } from './hand-out.ts';
import { askingOf, settlePlan, type Plan } from './plan.ts';
import { previewCampaign } from './preview.ts';

type Creating = Plan & {
  /** Made with the form, so that sending it twice makes one campaign. */
  id: string;
  /** The preview's, whose people and dates were looked at. */
  seen: string;
  policies: readonly Policy[];
  timeZone: string;
  /** Employee number of the HR person. */
  by: string;
  at: Date;
};

/**
 * Makes a campaign of the revision that HR chose, as its preview showed it; `fillCampaign` then assigns
 * it. Refuses as `previewCampaign` does, and when who is asked, for what or by when has changed since. Sent
 * twice, it is one campaign. Nothing that is there changes: being asked again is a new row. Returns
 * how many are to be assigned now.
 */
export async function createCampaign(
  db: Db,
  act: Creating,
): Promise<{ campaign: string; expected: number }> {
  const { id, seen, policies, timeZone, by, at, ...plan } = act;
  if (!/^[\w-]{16,64}$/.test(id)) {
    throw new Refusal('bad-input', 'This form is incomplete. Open the page again and retry.');
  }
  return db.write(async (tx) => {
    const [sent] = await tx.select().from(campaigns).where(eq(campaigns.id, id));
    if (sent) {
      await refuseOtherForm(tx, sent, act);
      return { campaign: id, expected: sent.expected };
    }
    const preview = await previewCampaign(tx, plan, { policies, at, timeZone });
    if (preview.seen !== seen) {
      throw new Refusal(
        'conflict',
        'Who is asked, for what or by when has changed since you looked. Look at it again below, then assign.',
      );
    }
    const expected = preview.now ? preview.asked.length : 0;
    const { policyId, revision, name, audience, due, cycle, ...options } = preview.plan;
    const kept = { policyId, revision, name, audience, due, cycle, ...options };
    await tx.insert(campaigns).values({
      id,
      ...kept,
      expected,
      filledAt: expected === 0 ? at : null,
      createdAt: at,
      createdBy: by,
    });
    await recordEvent(tx, {
      at,
      actor: by,
      act: 'campaign.created',
      subject: id,
      detail: { ...kept, expected },
    });
    return { campaign: id, expected };
  });
}

/**
 * Assigns a campaign to whom it was made for, some hundred in each write, and notes when it is done.
 * What was cut off is finished by calling it again; nobody has anything twice. Returns how many were
 * assigned.
 */
export async function fillCampaign(
  db: Db,
  act: { campaign: string; policies: readonly Policy[]; timeZone: string; at: Date },
): Promise<number> {
  const { policies, timeZone, at } = act;
  const [campaign] = await db.read.select().from(campaigns).where(eq(campaigns.id, act.campaign));
  if (!campaign || campaign.filledAt || campaign.endedAt) return 0;
  const madeOn = civilDate(campaign.createdAt, timeZone);
  const round = roundOn(campaign.cycle, madeOn, madeOn);
  const asking = round && askingOf(campaign, policies, round, madeOn);
  if (!asking) return 0;
  const assigned = await handOut(db, {
    campaign,
    asking,
    timeZone,
    at,
    by: campaign.createdBy,
    today: civilDate(at, timeZone),
    on: madeOn,
    joining: false,
  });
  await db.write((tx) =>
    tx
      .update(campaigns)
      .set({ filledAt: at })
      .where(and(eq(campaigns.id, campaign.id), isNull(campaigns.filledAt))),
  );
  return assigned;
}

/** The same form sent twice is one campaign; another one under its id is a mistake. */
async function refuseOtherForm(tx: Tx, done: typeof campaigns.$inferSelect, act: Creating) {
  const today = civilDate(act.at, act.timeZone);
  const now = await settlePlan(tx, act, { policies: act.policies, today });
  const options = [
    'again',
    'refreshers',
    'testOut',
    'notices',
    'escalateAfter',
    'repeat',
    'countsBegun',
  ] as const;
  const lists = ['policyId', 'audience', 'due', 'cycle', 'reminders'] as const;
  const same =
    done.createdBy === act.by &&
    options.every((option) => done[option] === now[option]) &&
    (act.revision === undefined || done.revision === act.revision) &&
    lists.every((list) => JSON.stringify(done[list]) === JSON.stringify(now[list]));
  if (same) return;
  throw new Refusal(
    'conflict',
    'This form was sent before with other choices. Open the page again to assign something else.',
  );
}
