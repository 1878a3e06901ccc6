import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import { STANDING_STATES } from '#db/schema/index.ts';
import { freshPath } from '../support/database.ts';
import { realPolicies } from '../support/school.ts';
import { makeTown } from './town-database.ts';

const KEPT = ['employees', 'placements', 'assignments', 'attestations', 'assignment_terms'];
const COMPUTED = ['standings', 'tallies', 'name_pieces'];

test('a town made at once is the town that the portal would have kept row by row', async () => {
  const [atOnce, rowByRow] = [freshPath(), freshPath()];
  for (const [file, quick] of [
    [atOnce, true],
    [rowByRow, false],
  ] as const) {
    await makeTown(file, { people: 1500, revision: realPolicies()[0]!.revisions.at(-1)!, quick });
  }
  const [one, other] = [await contents(atOnce), await contents(rowByRow)];
  for (const table of [...KEPT, ...COMPUTED]) {
    expect(one.get(table)!.length, table).toBeGreaterThan(0);
    expect(one.get(table), table).toEqual(other.get(table));
  }
  expect(one.get('the schema')).toEqual(other.get('the schema'));
  const states = new Set(one.get('standings')!.map((row) => JSON.parse(row)[11]));
  expect([...states].sort()).toEqual([...STANDING_STATES]);
});

async function contents(file: string): Promise<Map<string, string[]>> {
  const client = createClient({ url: `file:${file}` });
  const read = async (sql: string) =>
    (await client.execute(sql)).rows.map((row) => JSON.stringify(Object.values(row))).sort();
  const tables = new Map<string, string[]>();
  for (const table of [...KEPT, ...COMPUTED])
    tables.set(table, await read(`SELECT * FROM ${table}`));
  tables.set('the schema', await read('SELECT type, name, sql FROM sqlite_master'));
  client.close();
  return tables;
}
