import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stateOn } from '#assignments/standing.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { standings } from '#db/schema/index.ts';
import { completionByDepartment } from '#reports/completion.ts';
import { completionPage, everyRow } from '#reports/people-list.ts';
import { UNSIGNED, type CompletionFilter } from '#reports/counted.ts';
import { makeTown, TODAY } from '../bench/town-database.ts';
import { freshPath } from '../support/database.ts';
import { realPolicies } from '../support/school.ts';

/** Large enough for each way of finding people: few and many due, small and large teams. */
const PEOPLE = 2600;

let db: Db;
let all: (typeof standings.$inferSelect)[];
let managers: Map<string, string | null>;

beforeAll(async () => {
  const file = freshPath();
  const revision = realPolicies()[0]!.revisions.at(-1)!;
  await makeTown(file, { people: PEOPLE, revision, quick: true });
  db = await openDatabase({ url: `file:${file}` });
  all = await db.read.select().from(standings);
  const people = await db.read.all<{ number: string; manager: string | null }>(
    sql`SELECT number, manager_number AS manager FROM employees`,
  );
  managers = new Map(people.map(({ number, manager }) => [number, manager]));
}, 120_000);

afterAll(() => db.close());

function isBelow(number: string, manager: string): boolean {
  for (let above = managers.get(number); above; above = managers.get(above)) {
    if (above === manager) return true;
  }
  return false;
}

/** The same by looking at everybody. */
function found(filter: CompletionFilter): string[] {
  const { policyId, today, state, dueFrom, dueTo, search, under, managerNumber } = filter;
  return all
    .filter((row) => row.policyId === policyId && row.newest)
    .filter(({ separatedOn }) => separatedOn === null || separatedOn > today)
    .filter((row) => {
      const is = stateOn(row, today);
      if (state === undefined) return is !== 'exempt';
      if (state === 'unsigned') return UNSIGNED.some((one) => one === row.state);
      return is === state;
    })
    .filter(({ dueOn }) => !dueFrom || dueOn === null || dueOn >= dueFrom)
    .filter(({ dueOn }) => !dueTo || (dueOn !== null && dueOn <= dueTo))
    .filter((row) => !filter.departmentId || row.departmentId === filter.departmentId)
    .filter((row) => !filter.campaignId || row.campaignId === filter.campaignId)
    .filter((row) => !managerNumber || row.managerNumber === managerNumber)
    .filter((row) => !under || isBelow(row.employeeNumber, under))
    .filter(
      ({ name, employeeNumber }) =>
        !search || ` ${name} ${employeeNumber}`.toLowerCase().includes(search.toLowerCase()),
    )
    .toSorted((a, b) =>
      `${a.name}\n${a.employeeNumber}` < `${b.name}\n${b.employeeNumber}` ? -1 : 1,
    )
    .map(({ employeeNumber }) => employeeNumber);
}

const ofPolicy = (policyId: string) => ({ policyId, today: TODAY });
const FILTERS: Record<string, CompletionFilter> = {
  everybody: ofPolicy('social-media'),
  'many overdue': { ...ofPolicy('policy-2'), state: 'overdue' },
  'few overdue': { ...ofPolicy('policy-0'), state: 'overdue' },
  'nobody overdue': { ...ofPolicy('social-media'), state: 'overdue' },
  'few of those due some day': {
    ...ofPolicy('social-media'),
    state: 'unsigned',
    dueFrom: '2026-12-20',
    dueTo: '2026-12-28',
  },
  'due after a day, or when they are back': { ...ofPolicy('policy-4'), dueFrom: '2027-01-30' },
  'due by a day, signed or not': { ...ofPolicy('policy-0'), dueTo: '2020-01-01' },
  'who has declined': { ...ofPolicy('policy-4'), state: 'declined' },
  'a campaign that asked nobody of this': { ...ofPolicy('policy-1'), campaignId: 'campaign-2' },
  'a department': { ...ofPolicy('policy-2'), departmentId: 'd090', state: 'unsigned' },
  'a name among the few': { ...ofPolicy('policy-0'), state: 'overdue', search: 'e00' },
  'a name among the many': { ...ofPolicy('policy-2'), state: 'overdue', search: 'mar' },
  'everybody below the mayor': { ...ofPolicy('social-media'), under: 'E000000' },
  'who is overdue below the mayor': { ...ofPolicy('policy-2'), state: 'overdue', under: 'E000000' },
  'a small team': { ...ofPolicy('social-media'), under: 'E000040' },
  'a name in a team': { ...ofPolicy('social-media'), under: 'E000003', search: 'mar' },
  'the direct ones': { ...ofPolicy('social-media'), managerNumber: 'E000040' },
};

describe('whichever way people are found, the pages hold those of the whole', () => {
  test.each(Object.entries(FILTERS))('%s', async (name, filter) => {
    const expected = found(filter);
    if (!/nobody/.test(name)) expect(expected.length).toBeGreaterThan(0);
    const exported: string[] = [];
    for await (const rows of everyRow(db, filter, 97)) {
      exported.push(...rows.map(({ number }) => number));
    }
    expect(exported).toEqual(expected);
    const first = await completionPage(db, filter, { size: 25 });
    expect(first.rows.map(({ number }) => number)).toEqual(expected.slice(0, 25));
    if (first.total !== undefined) expect(first.total).toBe(expected.length);
    if (!first.later) return;
    const second = await completionPage(db, filter, { size: 25, after: first.rows[24]!.publicId });
    expect(second.rows.map(({ number }) => number)).toEqual(expected.slice(25, 50));
    const back = await completionPage(db, filter, { size: 25, before: second.rows[0]!.publicId });
    expect(back.rows.map(({ number }) => number)).toEqual(expected.slice(0, 25));
  });

  test('figures by department and by campaign are those of the lists', async () => {
    for (const policyId of ['policy-0', 'policy-2']) {
      const { whole, departments, campaigns } = await completionByDepartment(
        db,
        ofPolicy(policyId),
      );
      expect(whole.assigned).toBe(found(ofPolicy(policyId)).length);
      const late = found({ ...ofPolicy(policyId), state: 'overdue' }).length;
      expect(whole.overdue).toBe(late);
      for (const groups of [departments.map(({ counts }) => counts), [...campaigns.values()]]) {
        expect(groups.reduce((sum, { overdue }) => sum + overdue, 0)).toBe(late);
      }
    }
  });
});
