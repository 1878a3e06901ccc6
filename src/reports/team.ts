import { sql } from 'drizzle-orm';
import { stateOn, type CompletionState } from '#assignments/standing.ts';
import type { CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import type { STANDING_STATES } from '#db/schema/index.ts';

/** A larger team is looked at manager by manager: no page reads a whole city. */
export const MOST_BELOW = 1000;
const DEEPEST = 100;

export type TeamMember = {
  number: string;
  publicId: string;
  name: string;
  title: string;
  /** 1: reports to the manager directly. */
  depth: number;
  /** Names of those between, from the person's own manager up; empty when they report directly. */
  chain: string[];
  /** Undefined: this policy is not assigned to them. */
  assigned:
    { id: string; state: CompletionState; dueOn: CivilDate | null; withdrawn: boolean } | undefined;
  /** Everybody below them, of whom so many have something to do and so many are overdue. */
  below: { people: number; unsigned: number; overdue: number };
};

export type Team = {
  /** Those who are late first, then by name. */
  members: TeamMember[];
  /** There are more than can be shown at once: these are the direct ones alone, and nobody's are counted. */
  more: boolean;
};

type Row = {
  number: string;
  publicId: string;
  name: string;
  title: string;
  managerNumber: string;
  separatedOn: CivilDate | null;
  depth: number;
  id: string | null;
  state: (typeof STANDING_STATES)[number];
  dueOn: CivilDate | null;
  withdrawn: number;
};

/**
 * Everybody employed below a manager with how they stand, the newest assignment of one policy. Whose own
 * manager has left is below the one above still.
 */
export async function teamOf(
  read: Pick<Reader, 'all'>,
  { managerNumber, policyId, today }: { managerNumber: string; policyId: string; today: CivilDate },
): Promise<Team> {
  const below = (deepest: number, most: number) => sql`
    WITH RECURSIVE below(number, depth) AS (
      SELECT number, 1 FROM employees WHERE manager_number = ${managerNumber}
      UNION
      SELECT e.number, below.depth + 1 FROM below JOIN employees AS e ON e.manager_number = below.number
      WHERE below.depth < ${deepest} LIMIT ${most}
    )`;
  const [size] = await read.all<{ people: number }>(
    sql`${below(DEEPEST, MOST_BELOW + 1)} SELECT count(*) AS people FROM below`,
  );
  const more = (size?.people ?? 0) > MOST_BELOW;
  // As one text: to hand over a thousand rows one by one takes longer than to read them.
  const [all] = await read.all<{ rows: string }>(sql`
    ${more ? below(1, -1) : below(DEEPEST, MOST_BELOW)}, deep AS (
      SELECT number, min(depth) AS depth FROM below WHERE number <> ${managerNumber} GROUP BY number)
    SELECT json_group_array(json_object('number', e.number, 'publicId', e.public_id, 'name', e.name,
      'title', e.title, 'managerNumber', e.manager_number, 'separatedOn', e.separated_on, 'depth', deep.depth,
      'id', s.assignment_id, 'state', s.state, 'dueOn', s.due_on, 'withdrawn', s.withdrawn)) AS rows
    FROM deep CROSS JOIN employees AS e ON e.number = deep.number
    LEFT JOIN standings AS s INDEXED BY standings_by_employee
      ON s.employee_number = e.number AND s.policy_id = ${policyId} AND s.newest = 1`);
  const rows = JSON.parse(all!.rows) as Row[];
  const members = new Map(rows.map((row) => [row.number, memberOf(row, today)] as const));
  const managerOf = new Map(rows.map((row) => [row.number, row.managerNumber]));
  for (const { number, separatedOn } of rows) {
    const member = members.get(number)!;
    const isHere = separatedOn === null || separatedOn > today;
    for (let above = managerOf.get(number); member.chain.length < DEEPEST;) {
      const manager = above === undefined ? undefined : members.get(above);
      if (!manager || manager === member) break;
      member.chain.push(manager.name);
      if (isHere && !more) count(manager.below, member.assigned?.state);
      above = managerOf.get(manager.number);
    }
    if (!isHere) members.delete(number);
  }
  return { members: [...members.values()].sort(inOrder), more };
}

function memberOf(row: Row, today: CivilDate): TeamMember {
  const { number, publicId, name, title, depth, id, dueOn, withdrawn } = row;
  const assigned =
    id === null ? undefined : { id, state: stateOn(row, today), dueOn, withdrawn: withdrawn === 1 };
  const below = { people: 0, unsigned: 0, overdue: 0 };
  return { number, publicId, name, title, depth, chain: [], assigned, below };
}

function count(below: TeamMember['below'], state: CompletionState | undefined): void {
  below.people += 1;
  if (state === undefined || state === 'attested' || state === 'exempt') return;
  below.unsigned += 1;
  if (state === 'overdue') below.overdue += 1;
}

const ORDER: readonly (CompletionState | undefined)[] = [
  'overdue',
  'declined',
  'not-started',
  'in-progress',
  'attested',
  'exempt',
];

/** Made once: to make it for each of a thousand comparisons takes longer than to read their names. */
const byName = new Intl.Collator('en-US');

function inOrder(a: TeamMember, b: TeamMember): number {
  const rank = ({ assigned }: TeamMember) => {
    const at = ORDER.indexOf(assigned?.state);
    return at === -1 ? ORDER.length : at;
  };
  return rank(a) - rank(b) || byName.compare(a.name, b.name) || (a.number < b.number ? -1 : 1);
}
