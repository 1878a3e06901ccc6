import type { Db } from '#db/client.ts';
import type { Policy } from '#policies/model.ts';
import { completionPage, type CompletionRow } from './completion.ts';

/** So many are enough to choose from; more are found by more of the name. */
export const MOST_UNSIGNED = 25;

/** People who have something to sign, by name, at most 25: those whose name or number has `search` in it. */
export async function unsignedPeople(
  db: Db,
  policies: readonly Policy[],
  { search, today }: { search: string; today: string },
): Promise<Pick<CompletionRow, 'publicId' | 'name' | 'number' | 'department'>[]> {
  const people = new Map<string, CompletionRow>();
  for (const { id: policyId } of policies) {
    for (const state of ['declined', 'overdue', 'in-progress', 'not-started'] as const) {
      const filter = { policyId, today, state, search: search.trim() };
      const { rows } = await completionPage(db, filter, { size: MOST_UNSIGNED });
      for (const row of rows) if (!row.withdrawn) people.set(row.number, row);
    }
  }
  return [...people.values()]
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en-US'))
    .slice(0, MOST_UNSIGNED);
}
