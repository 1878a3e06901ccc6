import { sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { tallies } from '#db/schema/index.ts';
import { tallied, type CompletionFilter, type Stored } from './counted.ts';

/** How many people there are of a filter; undefined where counting would mean reading all of them. */
export async function countPeople(
  read: Pick<Reader, 'select'>,
  filter: CompletionFilter,
  states?: readonly Stored[],
): Promise<number | undefined> {
  const where = tallied(filter, states);
  if (!where) return undefined;
  const [sum] = await read
    .select({ total: sql<number>`coalesce(sum(${tallies.count}), 0)` })
    .from(tallies)
    .where(where);
  return sum?.total;
}
