import { openDatabase } from '#db/client.ts';
import type { Table } from '#reports/cells.ts';
import { csvOf } from '#reports/csv.ts';
import { listTable } from '#reports/list-table.ts';
import { xlsxOf } from '#reports/xlsx.ts';
import { realPolicies } from '../support/school.ts';
import { policiesOfTown, TODAY, ZONE } from './town-database.ts';

/** `node export-child.ts town.db csv|xlsx`: all lists of a town as one, thrown away; how much memory that took. */
const [file, kind] = process.argv.slice(2);
const db = await openDatabase({ url: `file:${file}` });
const listOf = (policyId: string) =>
  listTable(db, { filter: { policyId, today: TODAY }, on: TODAY, timeZone: ZONE });
const policies = policiesOfTown(realPolicies()[0]!);
const toBytes = (table: Table) => (kind === 'xlsx' ? xlsxOf(table) : csvOf(table));

let rows = 0;
/** The lists of all policies, one after the other, and again from the first until there are enough. */
async function* all(most: number) {
  for (let nth = 0; ; nth += 1) {
    for await (const row of listOf(policies[nth % policies.length]!.id).rows) {
      yield row;
      rows += 1;
      if (rows >= most) return;
    }
  }
}

/** The most it holds at a time while it is made, in MB. */
async function make(table: Table): Promise<number> {
  let most = 0;
  let pieces = 0;
  for await (const piece of toBytes(table)) {
    if (piece.length === 0) continue;
    pieces += 1;
    if (pieces % 500 === 0) most = Math.max(most, process.memoryUsage().rss);
  }
  return Math.max(most, process.memoryUsage().rss) / 1e6;
}

// The first rows bring the program itself into memory.
await make({ ...listOf(policies[0]!.id), rows: all(1000) });
const before = process.memoryUsage().rss / 1e6;
rows = 0;
const most = await make({ ...listOf(policies[0]!.id), rows: all(500_000) });
process.stdout.write(JSON.stringify({ rows, grown: Math.max(0, most - before) }));
await db.close();
