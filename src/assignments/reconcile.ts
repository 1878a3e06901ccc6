import { setImmediate as breath } from 'node:timers/promises';
import { asc, isNull, sql } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { civilDate, type CivilDate } from '#clock.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import { assignmentTerms, campaigns } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { isInAudience } from './audience.ts';
import { fillCampaign } from './create-campaign.ts';
import { roundOn } from './cycle.ts';
import { dueDateFor } from './due.ts';
import { handOut } from './hand-out.ts';
import { followLeaves } from './leave.ts';
import { askingOf } from './plan.ts';
import { joinedBecause, lastDecision, missingOf, rollOf, type Asking } from './roll.ts';

type Act = { policies: readonly Policy[]; at: Date; timeZone: string };
type Campaign = typeof campaigns.$inferSelect;

/** What was set right in one campaign: how many were assigned, excused, and asked again. */
export type Reconciled = { campaign: string; assigned: number; waived: number; required: number };

const AT_ONCE = 500;

/**
 * Makes every open campaign as its rules say it is today: what was cut off is finished; whoever joined
 * a standing or yearly audience is assigned, who left it and has not signed is excused, who came back
 * is asked again, each with why. People who have left the City are left alone: they are not counted.
 * Computed from the whole each time: a second run changes nothing. Returns the campaigns it changed.
 */
export async function reconcileCampaigns(db: Db, act: Act): Promise<Reconciled[]> {
  const open = await db.read
    .select()
    .from(campaigns)
    .where(isNull(campaigns.endedAt))
    .orderBy(asc(campaigns.createdAt), asc(campaigns.id));
  const changed: Reconciled[] = [];
  for (const campaign of open) {
    let assigned = 0;
    if (!campaign.filledAt) assigned += await fillCampaign(db, { ...act, campaign: campaign.id });
    const done =
      campaign.cycle.kind === 'once'
        ? { campaign: campaign.id, assigned: 0, waived: 0, required: 0 }
        : await setRight(db, campaign, { ...act, by: 'system' });
    const all = { ...done, assigned: done.assigned + assigned };
    if (all.assigned + all.waived + all.required > 0) changed.push(all);
  }
  return changed;
}

/** The same for one campaign, whatever its cycle: HR's act after looking at what has drifted. */
export async function setRight(
  db: Db,
  campaign: Campaign,
  act: Act & { by: string },
): Promise<Reconciled> {
  const { policies, at, timeZone, by } = act;
  const today = civilDate(at, timeZone);
  const madeOn = civilDate(campaign.createdAt, timeZone);
  const none = { campaign: campaign.id, assigned: 0, waived: 0, required: 0 };
  const round = roundOn(campaign.cycle, madeOn, today);
  const asking = askingOf(
    campaign,
    policies,
    round ?? { id: '', beganOn: madeOn, signedSince: undefined },
    today,
  );
  if (!asking || campaign.endedAt) return none;
  const waived = await waiveWhoLeft(db, campaign, asking, { ...act, today });
  const required = await requireWhoCameBack(db, campaign, asking, { ...act, today });
  const assigned = round
    ? await handOut(db, { campaign, asking, on: today, joining: true, today, timeZone, at, by })
    : 0;
  return { ...none, assigned, waived, required };
}

type Drifted = {
  assignmentId: string;
  number: string;
  publicId: string;
  name: string;
  department: string;
};

/** Who still has something to do in a campaign and is no longer in its audience; employed today. */
export async function whoLeft(
  read: Pick<Reader, 'all'>,
  campaign: Pick<Campaign, 'id' | 'audience'>,
  policy: Policy,
  today: CivilDate,
): Promise<Drifted[]> {
  return read.all<Drifted>(sql`
    SELECT s.assignment_id AS assignmentId, e.number, e.public_id AS publicId, e.name,
      d.name AS department
    FROM standings AS s JOIN employees AS e ON e.number = s.employee_number
    JOIN departments AS d ON d.id = e.department_id
    WHERE s.campaign_id = ${campaign.id} AND s.newest AND NOT s.withdrawn
      AND s.state IN ('not-started', 'in-progress')
      AND (e.separated_on IS NULL OR e.separated_on > ${today}) AND e.hired_on <= ${today}
      AND NOT ${isInAudience(policy, campaign.audience, today)}
    ORDER BY e.name, e.number`);
}

async function waiveWhoLeft(
  db: Db,
  campaign: Campaign,
  { policy, audience }: Asking,
  { today, at, by }: { today: CivilDate; at: Date; by: string },
): Promise<number> {
  const all = await whoLeft(db.read, campaign, policy, today);
  const excepted = new Set(audience.except);
  await inTurns(db, all, async (tx, some) => {
    const rows = some.map(({ assignmentId, number, department }) => ({
      assignmentId,
      kind: 'waived' as const,
      because: excepted.has(number)
        ? 'left out of the campaign by HR'
        : `no longer in the audience: works in ${department}`,
      at,
      by,
    }));
    await tx.insert(assignmentTerms).values(rows);
    await note(tx, campaign, 'campaign.waived', { people: rows.length, by, at });
  });
  return all.length;
}

/** Whom leaving the audience had excused and who is in it again; never whom HR has excused. */
async function whoCameBack(
  read: Pick<Reader, 'all'>,
  campaign: Pick<Campaign, 'id' | 'audience'>,
  policy: Policy,
  today: CivilDate,
): Promise<{ assignmentId: string; number: string; dueOn: CivilDate | null }[]> {
  return read.all(sql`
    SELECT s.assignment_id AS assignmentId, e.number, s.due_on AS dueOn
    FROM standings AS s JOIN employees AS e ON e.number = s.employee_number
    WHERE s.campaign_id = ${campaign.id} AND s.newest AND s.state = 'exempt'
      AND ${lastDecision} = 'waived' AND ${isInAudience(policy, campaign.audience, today)}`);
}

async function requireWhoCameBack(
  db: Db,
  campaign: Campaign,
  asking: Asking,
  { today, at, by, timeZone }: { today: CivilDate; at: Date; by: string; timeZone: string },
): Promise<number> {
  const all = await whoCameBack(db.read, campaign, asking.policy, today);
  await inTurns(db, all, async (tx, some) => {
    const only = some.map(({ number }) => number);
    const roll = await rollOf(tx, asking, { on: today, timeZone, only });
    for (const { assignmentId, number, dueOn } of some) {
      const member = roll.find((one) => one.number === number)!;
      const because = joinedBecause(member, asking, civilDate(campaign.createdAt, timeZone));
      const required = { assignmentId, kind: 'required' as const, because, at, by };
      await tx.insert(assignmentTerms).values(required);
      const beganOn = asking.round.beganOn;
      const fair = dueDateFor(campaign.due, { ...member, assignedOn: today, beganOn });
      if (dueOn !== null && dueOn < fair) {
        await tx.insert(assignmentTerms).values({ ...required, kind: 'extended', dueOn: fair });
      }
      await followLeaves(tx, { employeeNumber: number, because: 'on leave', by, at, timeZone });
    }
    await note(tx, campaign, 'campaign.required', { people: some.length, by, at });
  });
  return all.length;
}

async function inTurns<T>(
  db: Db,
  all: readonly T[],
  work: (tx: Tx, some: T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < all.length; start += AT_ONCE) {
    await db.write((tx) => work(tx, all.slice(start, start + AT_ONCE)));
    await breath();
  }
}

async function note(
  tx: Tx,
  campaign: Campaign,
  act: string,
  { people, by, at }: { people: number; by: string; at: Date },
): Promise<void> {
  await recordEvent(tx, { at, actor: by, act, subject: campaign.id, detail: { people } });
}

export type Drift = {
  /** In the audience, with nothing to do for it. */
  missing: { publicId: string; name: string; department: string; because: string }[];
  /** Asked, and no longer in the audience. */
  left: Drifted[];
};

/** Who should be in a campaign and is not, and the other way around: computed from the whole. */
export async function driftOf(
  db: Db,
  campaign: Campaign,
  { policies, at, timeZone }: Act,
): Promise<Drift> {
  const today = civilDate(at, timeZone);
  const madeOn = civilDate(campaign.createdAt, timeZone);
  const round = roundOn(campaign.cycle, madeOn, today);
  const asking = round && askingOf(campaign, policies, round, today);
  if (!asking || campaign.endedAt) return { missing: [], left: [] };
  const back = await whoCameBack(db.read, campaign, asking.policy, today);
  const only = [
    ...(await missingOf(db.read, asking, { on: today, timeZone })),
    ...back.map(({ number }) => number),
  ];
  const roll = await rollOf(db.read, asking, { on: today, timeZone, only });
  return {
    missing: roll.map((member) => ({ ...member, because: joinedBecause(member, asking, madeOn) })),
    left: await whoLeft(db.read, campaign, asking.policy, today),
  };
}
