import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { COMPLETION_STATES, type CompletionState } from '#assignments/standing.ts';
import type { Db } from '#db/client.ts';
import { departments, tallies } from '#db/schema/index.ts';
import { stateIn, type CompletionFilter } from './counted.ts';

export { DENOMINATOR, type CompletionFilter } from './counted.ts';
export { completionPage, type CompletionRow } from './people-list.ts';

export type CompletionCounts = Record<CompletionState, number> & {
  /** Everybody but the exempt. */
  assigned: number;
};

/** Figures for the whole and for each department, by name. */
export async function completionByDepartment(
  db: Pick<Db, 'read'>,
  { policyId, today }: Pick<CompletionFilter, 'policyId' | 'today'>,
): Promise<{
  whole: CompletionCounts;
  departments: { id: string; name: string; counts: CompletionCounts }[];
}> {
  const state = stateIn(tallies, today);
  const cells = await db.read
    .select({
      id: tallies.departmentId,
      name: departments.name,
      state,
      count: sql<number>`sum(${tallies.count})`,
    })
    .from(tallies)
    .innerJoin(departments, eq(departments.id, tallies.departmentId))
    .where(
      and(eq(tallies.policyId, policyId), eq(tallies.newest, true), gt(tallies.separatedOn, today)),
    )
    .groupBy(tallies.departmentId, state)
    .orderBy(asc(departments.name));
  const whole = noCounts();
  const byId = new Map<string, { id: string; name: string; counts: CompletionCounts }>();
  for (const { id, name, state, count } of cells) {
    const row = byId.get(id) ?? { id, name, counts: noCounts() };
    byId.set(id, row);
    for (const counts of [whole, row.counts]) addTo(counts, state, count);
  }
  return { whole, departments: [...byId.values()] };
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
