import { sql, type SQL } from 'drizzle-orm';
import { COMPLETION_STATES, type CompletionState } from '#assignments/standing.ts';
import type { Reader } from '#db/client.ts';
import { NO_DAY, type CompletionFilter } from './counted.ts';

export type CompletionCounts = Record<CompletionState, number> & {
  /** Everybody but the exempt. */
  assigned: number;
};

/** People who count, by department, campaign or revision; as the database itself keeps them. */
export async function countsBy(
  read: Pick<Reader, 'all'>,
  column: 'department_id' | 'campaign_id' | 'revision',
  { policyId, today }: Pick<CompletionFilter, 'policyId' | 'today'>,
): Promise<{ id: string; counts: CompletionCounts }[]> {
  const id = sql.raw(column);
  const those = (separated: SQL) => sql`
    SELECT ${id} AS id, ${sums(sql`count`, today)} FROM tallies
    WHERE policy_id = ${policyId} AND newest = 1 AND ${separated} GROUP BY 1`;
  // Who leaves some day is read apart: the others stand in the order of the key, so nothing is sorted.
  const rows = await read.all<Row<string>>(sql`
    ${those(sql`separated_on = ${NO_DAY}`)} UNION ALL
    ${those(sql`separated_on > ${today} AND separated_on < ${NO_DAY}`)}`);
  return countsIn(rows);
}

/** The same by manager; null: who has none. */
export async function countsByManager(
  read: Pick<Reader, 'all'>,
  { policyId, today }: Pick<CompletionFilter, 'policyId' | 'today'>,
): Promise<{ id: string | null; counts: CompletionCounts }[]> {
  // Named, or a whole city's rows would be read: all that this asks for stands in the index.
  const rows = await read.all<Row<string | null>>(sql`
    SELECT manager_number AS id, ${sums(sql`1`, today)} FROM standings INDEXED BY standings_by_manager
    WHERE policy_id = ${policyId} AND newest = 1 AND (separated_on IS NULL OR separated_on > ${today})
    GROUP BY 1`);
  return countsIn(rows);
}

type Row<Id> = { id: Id; [state: `s${number}`]: number };

/** A column a state: a row a state would be five times as many to hand over. */
function sums(count: SQL, today: string): SQL {
  return sql.join(
    COMPLETION_STATES.map(
      (state, at) =>
        sql`sum(CASE WHEN ${isState(state, today)} THEN ${count} ELSE 0 END) AS ${sql.raw(`s${at}`)}`,
    ),
    sql`, `,
  );
}

/** As `stateOn` says it of one standing. */
function isState(state: CompletionState, today: string): SQL {
  if (state === 'overdue') {
    return sql`state IN ('in-progress', 'not-started') AND due_on < ${today}`;
  }
  if (state === 'in-progress' || state === 'not-started') {
    return sql`state = ${state} AND (due_on IS NULL OR due_on >= ${today})`;
  }
  return sql`state = ${state}`;
}

function countsIn<Id>(rows: readonly Row<Id>[]): { id: Id; counts: CompletionCounts }[] {
  const groups = new Map<Id, CompletionCounts>();
  for (const row of rows) {
    const counts = groups.get(row.id) ?? noCounts();
    groups.set(row.id, counts);
    for (const [at, state] of COMPLETION_STATES.entries()) addTo(counts, state, row[`s${at}`] ?? 0);
  }
  return [...groups].map(([id, counts]) => ({ id, counts }));
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
