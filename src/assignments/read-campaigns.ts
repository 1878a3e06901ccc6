import { and, asc, desc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import {
  assignments,
  campaigns,
  departments,
  employees,
  standings,
  tallies,
} from '#db/schema/index.ts';
import { noCampaign } from './change-terms.ts';
import { stateOn, type CompletionState } from './standing.ts';

export type Campaign = typeof campaigns.$inferSelect;
/** How a campaign stands: everybody employed today whom it asked, in any of its rounds. */
export type CampaignProgress = {
  asked: number;
  signed: number;
  overdue: number;
  exempt: number;
  /** Asked anew later, by this campaign or another: that one counts for them. */
  superseded: number;
  /** All of these together. */
  rows: number;
};

export async function campaignById(db: Db, id: string | undefined): Promise<Campaign> {
  const [campaign] = await db.read
    .select()
    .from(campaigns)
    .where(eq(campaigns.id, id ?? ''));
  if (!campaign) throw noCampaign();
  return campaign;
}

/** Every campaign, those that run first, the latest first. */
export async function campaignsInOrder(db: Db): Promise<Campaign[]> {
  return db.read
    .select()
    .from(campaigns)
    .orderBy(sql`${campaigns.endedAt} IS NOT NULL`, desc(campaigns.createdAt), asc(campaigns.id));
}

/** Figures of each campaign by id, from the database's own tallies. */
export async function progressByCampaign(
  db: Db,
  today: CivilDate,
): Promise<Map<string, CampaignProgress>> {
  const rows = await db.read
    .select({
      id: tallies.campaignId,
      newest: tallies.newest,
      state: tallies.state,
      isPast: sql<number>`${tallies.dueOn} < ${today}`,
      count: sql<number>`sum(${tallies.count})`,
    })
    .from(tallies)
    .where(gt(tallies.separatedOn, today))
    .groupBy(tallies.campaignId, tallies.newest, tallies.state, sql`4`);
  const all = new Map<string, CampaignProgress>();
  for (const { id, newest, state, isPast, count } of rows) {
    const one = all.get(id) ?? {
      asked: 0,
      signed: 0,
      overdue: 0,
      exempt: 0,
      superseded: 0,
      rows: 0,
    };
    one.rows += count;
    all.set(id, one);
    const isOpen = state === 'in-progress' || state === 'not-started';
    if (state === 'exempt') one.exempt += count;
    else if (!newest && state !== 'attested') one.superseded += count;
    else one.asked += count;
    if (state === 'attested') one.signed += count;
    if (newest && isOpen && isPast) one.overdue += count;
  }
  return all;
}

export type InCampaign = {
  publicId: string;
  name: string;
  department: string;
  round: string;
  because: string;
  path: (typeof assignments.$inferSelect)['path'];
  dueOn: CivilDate | null;
  state: CompletionState;
  /** A later assignment counts for this person. */
  newest: boolean;
};

/** One page of the people a campaign asked and who are employed, by name; `page` from 1. */
export async function peopleIn(
  db: Db,
  campaignId: string,
  { page, size, today }: { page: number; size: number; today: CivilDate },
): Promise<InCampaign[]> {
  const where = and(
    eq(standings.campaignId, campaignId),
    or(isNull(standings.separatedOn), gt(standings.separatedOn, today)),
  );
  const rows = await db.read
    .select({
      publicId: employees.publicId,
      name: standings.name,
      department: departments.name,
      round: standings.round,
      because: assignments.because,
      path: assignments.path,
      dueOn: standings.dueOn,
      state: standings.state,
      newest: standings.newest,
    })
    .from(standings)
    .innerJoin(assignments, eq(assignments.id, standings.assignmentId))
    .innerJoin(employees, eq(employees.number, standings.employeeNumber))
    .innerJoin(departments, eq(departments.id, standings.departmentId))
    .where(where)
    .orderBy(asc(standings.name), asc(standings.employeeNumber), desc(standings.round))
    .limit(size)
    .offset((page - 1) * size);
  return rows.map((row) => ({ ...row, state: stateOn(row, today) }));
}

/** How many a campaign has assigned so far, of those its preview counted. */
export async function filledSoFar(db: Db, campaign: Campaign): Promise<number> {
  return db.read.$count(standings, eq(standings.campaignId, campaign.id));
}
