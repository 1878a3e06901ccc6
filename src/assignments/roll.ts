import { setImmediate as breath } from 'node:timers/promises';
import { sql, type SQL } from 'drizzle-orm';
import { sayDay, startOfDay, type CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import type { Audience } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { isExcepted, isNamed, isReached } from './audience.ts';
import type { Round } from './cycle.ts';

/** What a member of the audience has; `nothing`: to be assigned. */
export type Has = 'nothing' | 'this' | 'open' | 'signed' | 'begun' | 'exempt' | 'excepted';

export type Member = {
  number: string;
  publicId: string;
  name: string;
  mail: string | null;
  department: string;
  hiredOn: CivilDate;
  /** Since when they are in their department, where `only` some are read; otherwise as hired. */
  movedOn: CivilDate;
  named: boolean;
  has: Has;
};

/** Who is asked, for what. */
export type Asking = {
  /** Undefined for a campaign that is not made yet. */
  campaignId?: string | undefined;
  policy: Policy;
  revision: string;
  audience: Audience;
  /** Also who has signed. */
  again: boolean;
  /** Who began an earlier revision before this instant may finish that instead. */
  begunBefore?: Date | undefined;
  round: Round;
};

/** So many are read at a time: the portal answers others between. */
const AT_ONCE = 1000;

/**
 * Everybody an audience reaches on a day, in order of employee numbers, with what they have: what
 * somebody has open, has signed or was excused from is not assigned to them again.
 */
export async function rollOf(
  read: Pick<Reader, 'all'>,
  asking: Asking,
  { on, timeZone, only }: { on: CivilDate; timeZone: string; only?: readonly string[] },
): Promise<Member[]> {
  const rows = await someAtATime((after) =>
    read.all<Omit<Member, 'named'> & { named: number }>(sql`
      SELECT e.number, e.public_id AS publicId, e.name, e.mail, d.name AS department,
        e.hired_on AS hiredOn, ${only ? sql`coalesce(${movedOn(on)}, e.hired_on)` : sql`e.hired_on`} AS movedOn,
        ${isNamed(asking.audience)} AS named, ${hasOf(asking, timeZone)} AS has
      FROM employees AS e JOIN departments AS d ON d.id = e.department_id
      WHERE e.number > ${after} AND ${isReached(asking.policy, asking.audience, on)}
        ${only ? sql`AND e.number IN (SELECT value FROM json_each(${JSON.stringify(only)}))` : sql``}
      ORDER BY e.number LIMIT ${AT_ONCE}`),
  );
  return rows.map((row) => ({ ...row, named: row.named === 1 }));
}

/** Employee numbers of whom of an audience is to be assigned: the roll's `nothing`, faster. */
export async function missingOf(
  read: Pick<Reader, 'all'>,
  asking: Asking,
  { on, timeZone }: { on: CivilDate; timeZone: string },
): Promise<string[]> {
  const rows = await someAtATime((after) =>
    read.all<{ number: string; has: Has }>(sql`
      SELECT e.number, ${hasOf(asking, timeZone)} AS has FROM employees AS e
      WHERE e.number > ${after} AND ${isReached(asking.policy, asking.audience, on)}
      ORDER BY e.number LIMIT ${AT_ONCE}`),
  );
  return rows.filter(({ has }) => has === 'nothing').map(({ number }) => number);
}

async function someAtATime<Row extends { number: string }>(
  readAfter: (number: string) => Promise<Row[]>,
): Promise<Row[]> {
  const all: Row[] = [];
  for (;;) {
    const some = await readAfter(all.at(-1)?.number ?? '');
    all.push(...some);
    if (some.length < AT_ONCE) return all;
    await breath();
  }
}

/** The begin of the latest unbroken time in one department. */
function movedOn(on: CivilDate): SQL {
  return sql`(
    SELECT max(p.from_on) FROM placements AS p
    WHERE p.employee_number = e.number AND p.from_on <= ${on} AND NOT EXISTS (
      SELECT 1 FROM placements AS q WHERE q.employee_number = p.employee_number
        AND q.to_on = p.from_on AND q.department_id = p.department_id))`;
}

function hasOf(asking: Asking, timeZone: string): SQL {
  const { campaignId, policy, revision, again, begunBefore, round } = asking;
  const mine = sql`s.employee_number = e.number AND s.policy_id = ${policy.id}`;
  const since = round.signedSince && startOfDay(round.signedSince, timeZone).getTime();
  const counts =
    since === undefined
      ? sql`(s.revision = ${revision} OR ${onlyWordsSince(policy, revision)})`
      : sql`s.signed_at >= ${since}`;
  const asksAnyway = again && since === undefined;
  return sql`CASE
    WHEN ${isExcepted(asking.audience)} THEN 'excepted'
    ${
      campaignId === undefined
        ? sql``
        : sql`WHEN EXISTS (SELECT 1 FROM assignments AS a WHERE a.campaign_id = ${campaignId}
            AND a.employee_number = e.number AND a.round = ${round.id}) THEN 'this'`
    }
    WHEN EXISTS (SELECT 1 FROM standings AS s WHERE ${mine} AND s.revision = ${revision} AND s.newest
      AND s.state IN ('not-started', 'in-progress', 'declined') AND NOT s.withdrawn) THEN 'open'
    ${
      asksAnyway
        ? sql``
        : sql`WHEN EXISTS (SELECT 1 FROM standings AS s
            WHERE ${mine} AND ${counts} AND s.state = 'attested') THEN 'signed'`
    }
    ${
      asksAnyway || since !== undefined
        ? sql``
        : sql`WHEN EXISTS (SELECT 1 FROM standings AS s WHERE ${mine} AND ${counts}
            AND s.newest AND s.state = 'exempt' AND ${LAST_DECISION} = 'exempted') THEN 'exempt'`
    }
    ${
      begunBefore === undefined
        ? sql``
        : sql`WHEN EXISTS (SELECT 1 FROM standings AS s WHERE ${mine} AND s.revision < ${revision}
            AND s.state IN ('in-progress', 'attested') AND NOT s.withdrawn
            AND ${wasOpenAt(begunBefore)}) THEN 'begun'`
    }
    ELSE 'nothing' END`;
}

/** Whether only editorial publications lie between the revision of standing `s` and this one. */
function onlyWordsSince(policy: Policy, revision: string): SQL {
  const published = sql`SELECT 1 FROM publications AS p WHERE p.policy_id = ${policy.id}`;
  return sql`(s.revision < ${revision}
    AND EXISTS (${published} AND p.revision = ${revision})
    AND NOT EXISTS (${published} AND p.kind <> 'editorial'
      AND p.revision > s.revision AND p.revision <= ${revision}))`;
}

/** Whether the training of standing `s` was begun by then and not signed yet. */
function wasOpenAt(at: Date): SQL {
  const instant = at.getTime();
  const mine = sql`assignment_id = s.assignment_id`;
  return sql`((s.signed_at IS NULL OR s.signed_at > ${instant})
    AND (EXISTS (SELECT 1 FROM lesson_progress WHERE ${mine} AND opened_at <= ${instant})
      OR EXISTS (SELECT 1 FROM attempts WHERE ${mine} AND started_at <= ${instant})))`;
}

/** What was last said of whether standing `s` asks anything: by HR, or by leaving the audience. */
const LAST_DECISION = sql`(
  SELECT t.kind FROM assignment_terms AS t
  WHERE t.assignment_id = s.assignment_id AND t.kind IN ('exempted', 'waived', 'required')
  ORDER BY t.id DESC LIMIT 1)`;
export { LAST_DECISION as lastDecision };

/** Why somebody belongs to the audience: `works in Fire, hired November 3, 2026`. */
export function becauseOf(
  member: Member,
  { audience, policy }: Pick<Asking, 'audience' | 'policy'>,
) {
  if (member.named) return 'named by HR';
  const { departments = [], tracks = [], roles = [], hiredSince } = audience;
  const title = (id: string) => policy.tracks.find((track) => track.id === id)?.title ?? id;
  const reasons = [
    departments.length > 0 && `works in ${member.department}`,
    tracks.length > 0 && `learns ${tracks.map(title).join(' or ')}`,
    roles.length > 0 && `has the role ${roles.join(' or ')}`,
    hiredSince !== undefined && `hired ${sayDay(member.hiredOn)}`,
  ].filter((reason) => reason !== false);
  return reasons.length > 0 ? reasons.join(', ') : 'works for the City';
}

/** Why somebody joined after a day. */
export function joinedBecause(
  member: Member,
  asking: Pick<Asking, 'audience' | 'policy'>,
  since: CivilDate,
): string {
  if (member.hiredOn > since) return `hired ${sayDay(member.hiredOn)}`;
  if (member.movedOn > since && !member.named) {
    return `moved to ${member.department} on ${sayDay(member.movedOn)}`;
  }
  return becauseOf(member, asking);
}
