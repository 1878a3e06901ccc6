import { sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import type { CompletionFilter } from './counted.ts';
import { cellsOf, countsBy, sumOf, type CompletionCounts } from './counts.ts';

export { DENOMINATOR, type CompletionFilter } from './counted.ts';
export type { CompletionCounts } from './counts.ts';
export { completionPage, type CompletionRow } from './people-list.ts';

/** Figures for the whole, for each department by name, and for each campaign by id. */
export async function completionByDepartment(
  db: Pick<Db, 'read'>,
  asked: Pick<CompletionFilter, 'policyId' | 'today'>,
): Promise<{
  whole: CompletionCounts;
  departments: { id: string; name: string; counts: CompletionCounts }[];
  campaigns: Map<string, CompletionCounts>;
}> {
  const cells = await cellsOf(db.read, asked);
  const byId = countsBy(cells, 'departmentId');
  const [all] = await db.read.all<{ names: string }>(sql`
    SELECT json_group_array(json_array(id, name)) AS names
    FROM (SELECT id, name FROM departments ORDER BY name)`);
  return {
    whole: sumOf(byId.values()),
    departments: (JSON.parse(all!.names) as [string, string][]).flatMap(([id, name]) => {
      const counts = byId.get(id);
      return counts ? [{ id, name, counts }] : [];
    }),
    campaigns: countsBy(cells, 'campaignId'),
  };
}
