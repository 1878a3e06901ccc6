import {
  and,
  asc,
  eq,
  gt,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  or,
  sql,
  type SQL,
} from 'drizzle-orm';
import { roundOn } from '#assignments/cycle.ts';
import { askingOf } from '#assignments/plan.ts';
import { missingOf } from '#assignments/roll.ts';
import { OPEN_STATES } from '#assignments/standing.ts';
import { countOpenDeclines, declinesPage } from '#attestations/read-declines.ts';
import { civilDate, sayDay, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { campaigns, employees, leaves, standings } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { peopleToTalkTo } from './to-talk-to.ts';
import { undelivered } from './undelivered.ts';

/** One thing that a human has to decide. */
export type Exception = {
  /** A person or a campaign. */
  who: string;
  what: string;
  /** The one place where it is settled. */
  href: string;
  act: string;
};
export type ExceptionGroup = {
  id: string;
  heading: string;
  /** More than are listed. */
  total: number;
  rows: Exception[];
};

/** So many of a kind are listed; settled ones make room for the next. */
export const MOST_LISTED = 50;

type Act = { policies: readonly Policy[]; at: Date; timeZone: string };

/** Everything that waits for HR's decision, by kind; kinds that have nothing are left out. */
export async function exceptions(db: Db, act: Act): Promise<ExceptionGroup[]> {
  const today = civilDate(act.at, act.timeZone);
  const groups = [
    await openDeclines(db),
    await overdueBeyondEscalation(db, today),
    await fellShortOften(db, act.policies, today),
    await withoutMail(db, today),
    await undelivered(db, { today, timeZone: act.timeZone, most: MOST_LISTED }),
    await withoutManager(db, today),
    await leavesWithoutEnd(db, today),
    await dueInALeave(db, today),
    await leftOutOfAudiences(db, act, today),
  ];
  return groups.filter(({ total }) => total > 0);
}

async function openDeclines(db: Db): Promise<ExceptionGroup> {
  const { rows } = await declinesPage(db, { asked: 1, size: MOST_LISTED });
  return {
    id: 'declines',
    heading: 'Declined to sign',
    total: await countOpenDeclines(db),
    rows: rows
      .filter(({ state }) => state === 'open')
      .map(({ id, person }) => ({
        who: person.name,
        what: 'waits for HR’s answer',
        href: `/hr/declines/${id}`,
        act: 'Answer',
      })),
  };
}

/** What is still to be done by people employed today, in campaigns that run. */
async function openWhere(db: Db, today: CivilDate, where: SQL | undefined) {
  const all = and(
    eq(standings.newest, true),
    eq(standings.withdrawn, false),
    inArray(standings.state, [...OPEN_STATES]),
    or(isNull(standings.separatedOn), gt(standings.separatedOn, today)),
    isNull(campaigns.endedAt),
    where,
  );
  const from = () =>
    db.read
      .select({
        publicId: employees.publicId,
        name: standings.name,
        dueOn: standings.dueOn,
        campaign: campaigns.name,
      })
      .from(standings)
      .innerJoin(campaigns, eq(campaigns.id, standings.campaignId))
      .innerJoin(employees, eq(employees.number, standings.employeeNumber))
      .where(all);
  const rows = await from()
    .orderBy(asc(standings.dueOn), asc(standings.name))
    .limit(MOST_LISTED + 1);
  if (rows.length <= MOST_LISTED) return { rows, total: rows.length };
  const [counted] = await db.read
    .select({ total: sql<number>`count(*)` })
    .from(standings)
    .innerJoin(campaigns, eq(campaigns.id, standings.campaignId))
    .innerJoin(employees, eq(employees.number, standings.employeeNumber))
    .where(all);
  return { rows: rows.slice(0, MOST_LISTED), total: counted?.total ?? rows.length };
}

async function overdueBeyondEscalation(db: Db, today: CivilDate): Promise<ExceptionGroup> {
  const { rows, total } = await openWhere(
    db,
    today,
    and(
      isNotNull(campaigns.escalateAfter),
      sql`${standings.dueOn} < date(${today}, '-' || ${campaigns.escalateAfter} || ' days')`,
    ),
  );
  return {
    id: 'overdue',
    heading: 'Overdue for longer than the campaign waits before it turns to the manager',
    total,
    rows: rows.map(({ publicId, name, dueOn, campaign }) => ({
      who: name,
      what: `was due ${sayDay(dueOn!)} (${campaign})`,
      href: `/hr/people/${publicId}`,
      act: 'Extend it, or excuse the person',
    })),
  };
}

async function fellShortOften(
  db: Db,
  policies: readonly Policy[],
  today: CivilDate,
): Promise<ExceptionGroup> {
  const people = (
    await Promise.all(policies.map((policy) => peopleToTalkTo(db, policies, policy, { today })))
  ).flat();
  return {
    id: 'checks',
    heading: 'Checks that fell short several times',
    total: people.length,
    rows: people.slice(0, MOST_LISTED).map(({ publicId, name, lessons }) => ({
      who: name,
      what: lessons.join(', '),
      href: `/hr/people/${publicId}`,
      act: 'See how far they are, and offer help',
    })),
  };
}

async function withoutMail(db: Db, today: CivilDate): Promise<ExceptionGroup> {
  const { rows, total } = await openWhere(
    db,
    today,
    and(
      isNull(employees.mail),
      or(eq(campaigns.notices, true), sql`json_array_length(${campaigns.reminders}) > 0`),
    ),
  );
  return {
    id: 'mail',
    heading: 'No mail address: reminders cannot reach them',
    total,
    rows: rows.map(({ publicId, name, campaign }) => ({
      who: name,
      what: `has something to do (${campaign})`,
      href: `/hr/people/${publicId}/edit`,
      act: 'Add an address, or tell them by hand',
    })),
  };
}

async function withoutManager(db: Db, today: CivilDate): Promise<ExceptionGroup> {
  const noManager = sql`NOT EXISTS (SELECT 1 FROM employees AS m
    WHERE m.number = ${standings.managerNumber}
      AND (m.separated_on IS NULL OR m.separated_on > ${today}))`;
  const { rows, total } = await openWhere(
    db,
    today,
    and(isNotNull(campaigns.escalateAfter), lt(standings.dueOn, today), noManager),
  );
  return {
    id: 'manager',
    heading: 'Overdue, and there is no manager to tell',
    total,
    rows: rows.map(({ publicId, name, campaign }) => ({
      who: name,
      what: `is overdue (${campaign})`,
      href: `/hr/people/${publicId}/edit`,
      act: 'Choose a manager',
    })),
  };
}

const isEmployed = (today: CivilDate) =>
  or(isNull(employees.separatedOn), gt(employees.separatedOn, today));

async function leavesWithoutEnd(db: Db, today: CivilDate): Promise<ExceptionGroup> {
  const rows = await db.read
    .select({ publicId: employees.publicId, name: employees.name, fromOn: leaves.fromOn })
    .from(leaves)
    .innerJoin(employees, eq(employees.number, leaves.employeeNumber))
    .where(and(isNull(leaves.backOn), lte(leaves.fromOn, today), isEmployed(today)))
    .orderBy(asc(leaves.fromOn), asc(employees.name));
  return {
    id: 'leaves',
    heading: 'On leave, and nobody has said until when',
    total: rows.length,
    rows: rows.slice(0, MOST_LISTED).map(({ publicId, name, fromOn }) => ({
      who: name,
      what: `away since ${sayDay(fromOn)}`,
      href: `/hr/people/${publicId}#leave`,
      act: 'Say when they are back',
    })),
  };
}

/** Due dates follow leaves by themselves; one that lies in a leave came from elsewhere. */
async function dueInALeave(db: Db, today: CivilDate): Promise<ExceptionGroup> {
  const { rows, total } = await openWhere(
    db,
    today,
    sql`EXISTS (SELECT 1 FROM leaves AS l WHERE l.employee_number = ${standings.employeeNumber}
      AND ${standings.dueOn} >= l.from_on AND (l.back_on IS NULL OR ${standings.dueOn} < l.back_on)
      AND (l.back_on IS NULL OR l.back_on > ${today}))`,
  );
  return {
    id: 'due-in-leave',
    heading: 'Due while they are on leave',
    total,
    rows: rows.map(({ publicId, name, dueOn, campaign }) => ({
      who: name,
      what: `due ${sayDay(dueOn!)} (${campaign})`,
      href: `/hr/people/${publicId}`,
      act: 'Extend it',
    })),
  };
}

/** People of an audience whom its campaign did not ask: new ones, of a campaign made once. */
async function leftOutOfAudiences(
  db: Db,
  { policies, timeZone }: Act,
  today: CivilDate,
): Promise<ExceptionGroup> {
  const running = await db.read
    .select()
    .from(campaigns)
    .where(and(isNull(campaigns.endedAt), isNotNull(campaigns.filledAt)))
    .orderBy(asc(campaigns.createdAt));
  const rows: Exception[] = [];
  for (const campaign of running) {
    const round = roundOn(campaign.cycle, civilDate(campaign.createdAt, timeZone), today);
    const asking = round && askingOf(campaign, policies, round, today);
    const missing = asking ? (await missingOf(db.read, asking, { on: today, timeZone })).length : 0;
    if (missing === 0) continue;
    rows.push({
      who: campaign.name,
      what: `${missing === 1 ? '1 person in its audience is' : `${missing} people in its audience are`} not asked`,
      href: `/hr/campaigns/${campaign.id}/drift`,
      act: 'See who, and set it right',
    });
  }
  return {
    id: 'audiences',
    heading: 'In an audience, and not asked',
    total: rows.length,
    rows: rows.slice(0, MOST_LISTED),
  };
}
