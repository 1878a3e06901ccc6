import { beforeAll, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { assign } from '../support/campaigns.ts';
import { assignments, employees } from '#db/schema/index.ts';
import { addEmployee } from '#people/add-employee.ts';
import { personByNumber } from '#people/person.ts';
import { completionByDepartment, completionPage, DENOMINATOR } from '#reports/completion.ts';
import { csvOf } from '#reports/csv.ts';
import { listTable } from '#reports/list-table.ts';
import { sayAsOf, share } from '#reports/report-table.ts';
import { completionQuery } from '#reports/completion-query.ts';
import { personReport } from '#reports/person-report.ts';
import {
  ALICE,
  BOB,
  NOW,
  ZONE,
  finishTraining,
  lessonsOf,
  openSchool,
  sign,
  takeCheck,
  type School,
} from '../support/training.ts';

let school: School;
const TODAY = '2026-11-22';
const filter = { policyId: 'social-media', today: TODAY };
const states = async (more = {}) => {
  const { rows } = await completionPage(school.db, { ...filter, ...more }, { size: 50 });
  return rows.map((row) => `${row.number} ${row.state}`);
};

// Alice of Fire signs and is assigned anew; Bob of Police is half-way; Cara has not begun; Dan has
// left; Eve, hired later, was never assigned.
beforeAll(async () => {
  school = await openSchool();
  const { db, policies } = school;
  await db.write(async (tx) => {
    for (const [number, name, managerNumber] of [
      ['T-3', 'Cara Example', ALICE],
      ['T-4', 'Dan Example', ALICE],
    ] as const) {
      await addEmployee(tx, {
        number,
        name,
        title: 'Tester',
        departmentId: 'fire',
        managerNumber,
        hiredOn: '2025-01-01',
        at: NOW,
        by: 'system',
      });
    }
  });
  const campaign = {
    policies,
    policyId: 'social-media',
    again: false,
    audience: { everyone: true },
    timeZone: ZONE,
    by: BOB,
  } as const;
  await assign(db, { ...campaign, id: 'campaign-for-cara-dan', dueOn: '2026-12-01', at: NOW });
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  await takeCheck(school, BOB, 'C.1-personal-use');
  await db.write(async (tx) => {
    await tx.update(employees).set({ separatedOn: TODAY }).where(eq(employees.number, 'T-4'));
    await addEmployee(tx, {
      number: 'T-5',
      name: '=HYPERLINK("evil")',
      title: 'Tester',
      departmentId: 'police',
      hiredOn: TODAY,
      at: NOW,
      by: 'system',
    });
  });
});

test('each person counts once, by state; who left or was never assigned does not count', async () => {
  expect(await states()).toEqual(['T-1 attested', 'T-2 in-progress', 'T-3 not-started']);
  const { whole, departments } = await completionByDepartment(school.db, filter);
  expect(whole).toEqual({
    assigned: 3,
    attested: 1,
    declined: 0,
    'in-progress': 1,
    'not-started': 1,
    overdue: 0,
    exempt: 0,
  });
  expect(departments.map(({ name, counts }) => [name, counts.assigned])).toEqual([
    ['Fire', 2],
    ['Police', 1],
  ]);
});

test('a person is overdue the day after the due date, begun or not, and never once attested', async () => {
  expect(await states({ today: '2026-12-01' })).toContain('T-3 not-started');
  expect(await states({ today: '2026-12-02' })).toContain('T-3 overdue');
  expect(await states({ today: '2026-12-11' })).toContain('T-2 in-progress');
  expect(await states({ today: '2026-12-12' })).toEqual([
    'T-1 attested',
    'T-2 overdue',
    'T-3 overdue',
  ]);
});

test('the list filters by department, state, manager and part of a name or number', async () => {
  expect(await states({ departmentId: 'police' })).toEqual(['T-2 in-progress']);
  expect(await states({ state: 'attested' })).toEqual(['T-1 attested']);
  expect(await states({ managerNumber: ALICE })).toEqual(['T-3 not-started']);
  expect(await states({ search: 'CARA' })).toEqual(['T-3 not-started']);
  expect(await states({ search: 't-2' })).toEqual(['T-2 in-progress']);
  expect(await states({ search: "x' OR 1=1 --" })).toEqual([]);
  expect(await states({ search: '%' })).toEqual([]);
  // One or two letters begin a word.
  expect(await states({ search: 'ca' })).toEqual(['T-3 not-started']);
  expect(await states({ search: 'ar' })).toEqual([]);
  expect(await states({ under: ALICE, search: 'exam' })).toEqual(['T-3 not-started']);
  expect(await states({ campaignId: 'campaign-for-cara-dan', state: 'unsigned' })).toEqual([
    'T-3 not-started',
  ]);
  expect(await states({ dueFrom: '2026-12-02' })).toEqual(['T-1 attested', 'T-2 in-progress']);
  expect(await states({ dueTo: '2026-12-01' })).toEqual(['T-3 not-started']);
});

test('pages divide the list without losing or doubling anybody, forth and back', async () => {
  const idOf = async (number: string) => (await personByNumber(school.db, number))!.publicId;
  const page = async (at: { after?: string; before?: string }) => {
    const { rows, total, earlier, later } = await completionPage(school.db, filter, {
      size: 1,
      ...at,
    });
    expect(total).toBe(3);
    return { who: rows.map((row) => row.number).join(), earlier, later };
  };
  expect(await page({})).toEqual({ who: 'T-1', earlier: false, later: true });
  expect(await page({ after: await idOf('T-1') })).toEqual({
    who: 'T-2',
    earlier: true,
    later: true,
  });
  expect(await page({ after: await idOf('T-2') })).toEqual({
    who: 'T-3',
    earlier: true,
    later: false,
  });
  expect(await page({ before: await idOf('T-3') })).toEqual({
    who: 'T-2',
    earlier: true,
    later: true,
  });
  expect(await page({ before: await idOf('T-2') })).toEqual({
    who: 'T-1',
    earlier: false,
    later: true,
  });
});

test('a new cycle becomes the person’s state, and the old attestation stays', async () => {
  const again = new Date(NOW.getTime() + 60_000);
  await assign(school.db, {
    id: 'the-next-campaign',
    policies: school.policies,
    policyId: 'social-media',
    again: true,
    audience: { departments: ['fire'] },
    dueOn: '2027-11-30',
    timeZone: ZONE,
    by: BOB,
    at: again,
  });
  expect(await states({ departmentId: 'fire' })).toEqual(['T-1 not-started', 'T-3 not-started']);
  const cycles = await personReport(school.db, school.policies, ALICE);
  expect(cycles.map((cycle) => cycle.attestation !== undefined)).toEqual([false, true]);
  expect(cycles[1]?.checks).toHaveLength((await lessonsOf(school, ALICE)).length);
  await school.db.write((tx) =>
    tx.delete(assignments).where(eq(assignments.campaignId, 'the-next-campaign')),
  );
});

test('the CSV has a line a person, and no cell that a spreadsheet would run', async () => {
  await assign(school.db, {
    id: 'campaign-for-eve-only',
    policies: school.policies,
    policyId: 'social-media',
    again: false,
    audience: { departments: ['police'] },
    dueOn: '2027-11-30',
    timeZone: ZONE,
    by: BOB,
    at: NOW,
  });
  const lines: string[] = [];
  for await (const line of csvOf(
    listTable(school.db, { filter: filter, on: filter.today, timeZone: ZONE }),
  ))
    lines.push(line);
  expect(lines).toHaveLength(6);
  expect(lines[5]).toContain(DENOMINATOR.slice(0, 40));
  expect(lines[0]).toMatch(/^\ufeffEmployee number,Name,.*\r\n$/);
  expect(lines.join('')).toContain(`"'=HYPERLINK(""evil"")"`);
});

test('an address with a state, page or policy that is none is refused in words', () => {
  const query = (text: string) => () =>
    completionQuery(new URLSearchParams(text), school.policies, TODAY);
  expect(query('state=asleep')).toThrow('Clear the filter');
  expect(query('dueFrom=2026-02-30')).toThrow('Clear the filter');
  expect(query('after=%27')).toThrow('Clear the filter');
  expect(query('search=x')).toThrow('at least two characters');
  expect(query('policy=nope')).toThrow('no such policy');
  expect(query('state=&department=&search=')().filter).toMatchObject({ state: undefined });
});

test('a share says 100% only when nobody is missing, and 0% only when nobody is there', () => {
  expect(share(199, 200)).toBe(99);
  expect(share(200, 200)).toBe(100);
  expect(share(1, 300)).toBe(1);
  expect(share(0, 300)).toBe(0);
  expect(share(2, 3)).toBe(67);
  expect(share(0, 0)).toBeNull();
});

test('a file says which moment of the day it is of', () => {
  const today = '2026-12-11';
  expect(sayAsOf({ on: today, today })).toBe('As of December 11, 2026, when this file was made.');
  expect(sayAsOf({ on: '2026-12-10', today })).toBe('As of the end of December 10, 2026.');
});
