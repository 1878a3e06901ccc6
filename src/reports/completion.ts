import type { Db } from '#db/client.ts';
import { departmentsInOrder } from '#people/person.ts';
import type { CompletionFilter } from './counted.ts';
import { countsBy, sumOf, type CompletionCounts } from './counts.ts';

export { DENOMINATOR, type CompletionFilter } from './counted.ts';
export type { CompletionCounts } from './counts.ts';
export { completionPage, type CompletionRow } from './people-list.ts';

/** Figures for the whole and for each department, by name. */
export async function completionByDepartment(
  db: Pick<Db, 'read'>,
  asked: Pick<CompletionFilter, 'policyId' | 'today'>,
): Promise<{
  whole: CompletionCounts;
  departments: { id: string; name: string; counts: CompletionCounts }[];
}> {
  const rows = await countsBy(db.read, 'department_id', asked);
  const byId = new Map(rows.map(({ id, counts }) => [id, counts]));
  const departments = await departmentsInOrder(db);
  return {
    whole: sumOf(byId.values()),
    departments: departments.flatMap(({ id, name }) => {
      const counts = byId.get(id);
      return counts ? [{ id, name, counts }] : [];
    }),
  };
}
