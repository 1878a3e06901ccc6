import { sql, type SQL } from 'drizzle-orm';
import { COMPLETION_STATES, type CompletionState } from '#assignments/standing.ts';
import type { Reader } from '#db/client.ts';
import { NO_DAY, type CompletionFilter } from './counted.ts';

export type CompletionCounts = Record<CompletionState, number> & {
  /** Everybody but the exempt. */
  assigned: number;
};

/** People of a policy who are alike, as the database itself keeps them. */
export type Cell = {
  departmentId: string;
  campaignId: string;
  revision: string;
  state: CompletionState;
  count: number;
};

/** Everybody of a policy who counts, in one reading. */
export async function cellsOf(
  read: Pick<Reader, 'all'>,
  { policyId, today }: Pick<CompletionFilter, 'policyId' | 'today'>,
): Promise<Cell[]> {
  // What is not open has no due date there.
  const those = (separated: SQL) => sql`
    SELECT department_id, campaign_id, revision, state, sum(count) AS people,
      coalesce(sum(count) FILTER (WHERE due_on < ${today}), 0) AS late
    FROM tallies WHERE policy_id = ${policyId} AND newest = 1 AND ${separated}
    GROUP BY department_id, campaign_id, round, revision, state`;
  // Who leaves some day is read apart: the others stand in the order of the key, so nothing is sorted.
  // As one text: to hand over a thousand rows one by one takes longer than to read them.
  const [all] = await read.all<{ cells: string }>(sql`
    SELECT json_group_array(json_array(department_id, campaign_id, revision, state, people, late)) AS cells
    FROM (${those(sql`separated_on = ${NO_DAY}`)} UNION ALL
      ${those(sql`separated_on > ${today} AND separated_on < ${NO_DAY}`)})`);
  type Row = [string, string, string, Exclude<CompletionState, 'overdue'>, number, number];
  return (JSON.parse(all!.cells) as Row[]).flatMap(
    ([departmentId, campaignId, revision, state, people, late]) => {
      const alike = { departmentId, campaignId, revision };
      const others = { ...alike, state, count: people - late };
      return late === 0 ? [others] : [others, { ...alike, state: 'overdue' as const, count: late }];
    },
  );
}

export function countsBy(
  cells: readonly Cell[],
  by: 'departmentId' | 'campaignId' | 'revision',
): Map<string, CompletionCounts> {
  const groups = new Map<string, CompletionCounts>();
  for (const cell of cells) {
    const counts = groups.get(cell[by]) ?? noCounts();
    groups.set(cell[by], counts);
    addTo(counts, cell.state, cell.count);
  }
  return groups;
}

/** Counts by manager; null: who has none. */
export async function countsByManager(
  read: Pick<Reader, 'all'>,
  { policyId, today }: Pick<CompletionFilter, 'policyId' | 'today'>,
): Promise<Map<string | null, CompletionCounts>> {
  // Named, or a whole city's rows would be read: all that this asks for stands in the index.
  const [all] = await read.all<{ cells: string }>(sql`
    SELECT json_group_array(json_array(manager_number, state, people)) AS cells FROM (
      SELECT manager_number, count(*) AS people,
        CASE WHEN state IN ('in-progress', 'not-started') AND due_on < ${today} THEN 'overdue' ELSE state END AS state
      FROM standings INDEXED BY standings_by_manager
      WHERE policy_id = ${policyId} AND newest = 1 AND (separated_on IS NULL OR separated_on > ${today})
      GROUP BY 1, 3)`);
  const groups = new Map<string | null, CompletionCounts>();
  for (const [id, state, people] of JSON.parse(all!.cells) as [
    string | null,
    CompletionState,
    number,
  ][]) {
    const counts = groups.get(id) ?? noCounts();
    groups.set(id, counts);
    addTo(counts, state, people);
  }
  return groups;
}

export function noCounts(): CompletionCounts {
  const none = Object.fromEntries(COMPLETION_STATES.map((state) => [state, 0]));
  return { ...(none as Record<CompletionState, number>), assigned: 0 };
}

/** Counts people of a state: the exempt beside the others, never among them. */
export function addTo(counts: CompletionCounts, state: CompletionState, count: number): void {
  counts[state] += count;
  if (state !== 'exempt') counts.assigned += count;
}

/** All of some counts together. */
export function sumOf(all: Iterable<CompletionCounts>): CompletionCounts {
  const whole = noCounts();
  for (const counts of all) {
    for (const state of COMPLETION_STATES) addTo(whole, state, counts[state]);
  }
  return whole;
}
