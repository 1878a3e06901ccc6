import { desc, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { grantRole } from '#auth/grant-role.ts';
import { readSession, startSession } from '#auth/sessions.ts';
import { addDays } from '#clock.ts';
import type { Db } from '#db/client.ts';
import {
  assignments,
  attestations,
  auditEvents,
  campaigns,
  departments,
  employees,
  leaves,
  mails,
  passwords,
  placements,
  rosterFiles,
  standings,
} from '#db/schema/index.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import { changeEmployee } from '#people/change-employee.ts';
import { personByNumber } from '#people/person.ts';
import { placementsOf } from '#people/placements-of.ts';
import { applyRoster } from '#roster/apply-roster.ts';
import { compareRoster } from '#roster/compare-roster.ts';
import { countsOf, type Plan } from '#roster/plan.ts';
import { sayProblem } from '#roster/problem.ts';
import { readRoster, type Roster } from '#roster/read-roster.ts';
import { clearFiles, keepFile, waitingFile } from '#roster/waiting-file.ts';
import { freshDatabase } from '../support/database.ts';

const AT = new Date('2026-03-09T14:00:00Z');
const today = '2026-03-09';
const HEAD = 'Employee number,Name,Title,Department,Mail,Manager,Hired on,Last day';
/** HR stands in every file: who takes it over does not leave by it. */
const HANA = '99,Hana HR,HR Generalist,Human Resources,hana@city.example,,2015-01-05,';
const CITY = [
  HANA,
  '3,Cy Cole,City Clerk,City Clerk,cy@city.example,99,2010-05-03,',
  '2,Bo Lee,Deputy,City Clerk,bo@city.example,3,2016-05-03,',
  '1,Ana Ruiz,Clerk,City Clerk,ana@city.example,2,2020-01-06,',
];

async function roster(lines: readonly string[], head = HEAD): Promise<Roster> {
  const read = await readRoster(new TextEncoder().encode([head, ...lines].join('\n')));
  if ('problems' in read) throw new Error(read.problems.map(sayProblem).join('\n'));
  return read.roster;
}

const day = (date: string) => ({
  today: date,
  timeZone: 'America/Chicago',
  at: new Date(`${date}T14:00:00Z`),
});

/** Shows a file and takes it over, with the number of leavers where it is asked for. */
async function take(db: Db, lines: readonly string[], { on = today, head = HEAD } = {}) {
  const file = await roster(lines, head);
  const plan = await compareRoster(db.read, file, { today: on });
  expect(plan.problems.map(sayProblem)).toEqual([]);
  const applied = await applyRoster(db, {
    roster: file,
    seen: plan.hash,
    leavers: String(countsOf(plan).leaving),
    by: '99',
    ...day(on),
  });
  return { plan, ...applied };
}

async function city(): Promise<Db> {
  const db = await freshDatabase();
  await take(db, CITY);
  return db;
}

async function problemsOf(db: Db, lines: readonly string[], head = HEAD): Promise<string[]> {
  const plan = await compareRoster(db.read, await roster(lines, head), { today });
  return plan.problems.map(sayProblem);
}

const fieldsOf = (plan: Plan, number: string) =>
  plan.items
    .find((item) => item.number === number)
    ?.fields.map(({ what, from, to }) => [what, from, to]);

/** Everything a roster may change. */
async function everything(db: Db) {
  return {
    people: await db.read.select().from(employees),
    were: await db.read.select().from(placements),
    rooms: await db.read.select().from(departments),
    log: await db.read.$count(auditEvents),
  };
}

const edited = (number: string, from: string, to: string) =>
  CITY.map((line) => (line.startsWith(`${number},`) ? line.replace(from, to) : line));
const without = (number: string) => CITY.filter((line) => !line.startsWith(`${number},`));

test('an empty portal is filled, departments and managers included, in any order of lines', async () => {
  const db = await freshDatabase();
  const { counts, plan } = await take(db, CITY.toReversed());
  expect(counts).toEqual({ new: 4, changed: 0, moved: 0, leaving: 0, returning: 0, unchanged: 0 });
  expect(plan.departments.map(({ id, name }) => [id, name])).toEqual([
    ['city-clerk', 'City Clerk'],
    ['human-resources', 'Human Resources'],
  ]);
  expect(await personByNumber(db, '1')).toMatchObject({
    department: 'City Clerk',
    managerNumber: '2',
    hiredOn: '2020-01-06',
  });
  expect(await placementsOf(db.read, '1')).toMatchObject([{ fromOn: '2020-01-06', toOn: null }]);
});

test('the same file twice changes nothing and is not in the log', async () => {
  const db = await city();
  const before = await everything(db);
  const { counts, plan } = await take(db, CITY);
  expect(counts).toEqual({ new: 0, changed: 0, moved: 0, leaving: 0, returning: 0, unchanged: 4 });
  expect(plan.items).toEqual([]);
  expect(await everything(db)).toEqual(before);
});

test('a file that changes much, leaves and returns included, is without effect the second time', async () => {
  const db = await city();
  await take(db, without('1'), { on: '2026-03-10' });
  const busy = [
    HANA.replace('HR Generalist', 'HR Director'),
    '3,Cy Cole,City Clerk,City Clerk,cy@city.example,99,2010-05-03,2026-04-30',
    '2,Bo Lee,Deputy,Fire,bo@city.example,99,2016-05-03,2026-03-01',
    '1,Ana Ruiz-Lee,Clerk,Fire,ana@city.example,99,2020-01-06,',
    '5,Di Dunn,Medic,Fire,,,2026-06-01,',
  ];
  const first = await take(db, busy, { on: '2026-03-20' });
  expect(first.counts).toMatchObject({ new: 1, leaving: 2, returning: 1, changed: 1 });
  const before = await everything(db);
  for (const on of ['2026-03-20', '2026-03-21', '2026-05-10']) {
    expect((await take(db, busy, { on })).plan.items).toEqual([]);
  }
  expect(await everything(db)).toEqual(before);
});

test('what changes is said from and to, and nothing is done by looking', async () => {
  const db = await city();
  const before = await everything(db);
  const file = edited('1', 'Ana Ruiz,Clerk,City Clerk,ana@city.example,2', 'Ana Lee,Clerk,Fire,,3');
  const plan = await compareRoster(db.read, await roster(file), { today });
  expect(plan.items.map(({ kind, number }) => [kind, number])).toEqual([['moved', '1']]);
  expect(fieldsOf(plan, '1')).toEqual([
    ['Name', 'Ana Ruiz', 'Ana Lee'],
    ['Department', 'City Clerk', 'Fire'],
    ['Manager', 'Bo Lee (2)', 'Cy Cole (3)'],
    ['Mail', 'ana@city.example', 'none'],
  ]);
  expect(plan.departments).toMatchObject([{ id: 'fire', name: 'Fire' }]);
  expect(await everything(db)).toEqual(before);
});

test('pain 18: moved people and a department in another spelling make no second one', async () => {
  const db = await city();
  const shouted = CITY.map((line) => line.replace(/,City Clerk,(?=\w+@)/, ',CITY  clerk ,'));
  expect((await take(db, shouted)).plan.items).toEqual([]);
  const { plan } = await take(db, edited('1', 'City Clerk', 'City Clerks'), { on: '2026-04-01' });
  expect(plan.departments).toMatchObject([{ name: 'City Clerks', like: 'City Clerk' }]);
  expect(await placementsOf(db.read, '1')).toMatchObject([
    { fromOn: '2020-01-06', toOn: '2026-04-01', department: 'City Clerk' },
    { fromOn: '2026-04-01', toOn: null, department: 'City Clerks' },
  ]);
});

test('pain 20: who is not in the file leaves that day, stays in the records, and can return', async () => {
  const db = await city();
  const { publicId } = (await personByNumber(db, '1'))!;
  const { cookieValue } = await db.write((tx) => startSession(tx, '1', AT));
  const { counts } = await take(db, without('1'));
  expect(counts).toMatchObject({ leaving: 1, unchanged: 3 });
  expect(await readSession(db, cookieValue, AT)).toBeUndefined();
  expect(await personByNumber(db, '1')).toMatchObject({ separatedOn: today, publicId });
  // Neither lingering in the next file without them, nor gone from the portal.
  expect((await take(db, without('1'), { on: '2026-05-01' })).plan.items).toEqual([]);
  const back = await take(db, CITY, { on: '2026-06-01' });
  expect(back.counts).toMatchObject({ returning: 1, new: 0 });
  expect(await personByNumber(db, '1')).toMatchObject({ publicId, separatedOn: null });
  expect(await placementsOf(db.read, '1')).toMatchObject([
    { fromOn: '2020-01-06', toOn: today },
    { fromOn: '2026-06-01', toOn: null },
  ]);
});

test('a return with a new hire date begins on that day', async () => {
  const db = await city();
  await take(db, without('1'));
  await take(db, edited('1', '2020-01-06', '2026-05-18'), { on: '2026-06-01' });
  expect(await placementsOf(db.read, '1')).toMatchObject([
    { fromOn: '2020-01-06', toOn: today },
    { fromOn: '2026-05-18', toOn: null },
  ]);
});

test('a last day to come is kept, and the person works until its end', async () => {
  const db = await city();
  const { plan } = await take(db, edited('1', '2020-01-06,', '2020-01-06,2026-04-30'));
  expect(fieldsOf(plan, '1')).toEqual([['Last day', 'none', 'April 30, 2026']]);
  expect((await personByNumber(db, '1'))?.separatedOn).toBe('2026-05-01');
  // A file that leaves them out before then does not hasten it; one without a last day takes it back.
  expect((await take(db, without('1'))).plan.items).toEqual([]);
  await take(db, CITY);
  expect((await personByNumber(db, '1'))?.separatedOn).toBeNull();
});

test('a file without a column says nothing of it', async () => {
  const db = await city();
  const head = 'Employee number,Name,Title,Department,Hired on';
  const lines = CITY.map((line) => {
    const cells = line.split(',');
    return [...cells.slice(0, 4), cells[6]].join(',');
  });
  expect((await take(db, lines, { head })).plan.items).toEqual([]);
});

test('pain 21: a new name and mail are the same person: assignments and signatures stay', async () => {
  const db = await city();
  await db.write(async (tx) => {
    const made = { createdAt: AT, createdBy: '99' };
    await tx.insert(campaigns).values({
      id: 'c',
      policyId: 'p',
      revision: 'r',
      name: 'c',
      audience: { everyone: true },
      due: { on: '2026-04-01' },
      cycle: { kind: 'once' },
      reminders: [],
      ...made,
    });
    const mine = { campaignId: 'c', employeeNumber: '1', policyId: 'p', dueOn: '2026-04-01' };
    const by = { assignedAt: AT, assignedBy: '99' };
    await tx.insert(assignments).values({ id: 'a', revision: 'r', ...mine, ...by });
  });
  const signed = await db.read.$count(attestations);
  const before = await db.read.select().from(assignments);
  // Two people even swap their addresses.
  const file = edited(
    '1',
    'Ana Ruiz,Clerk,City Clerk,ana@',
    'Ana Lee-Ruiz,Clerk,City Clerk,bo@',
  ).map((line) => (line.startsWith('2,') ? line.replace('bo@', 'ana@') : line));
  const { counts } = await take(db, file);
  expect(counts).toMatchObject({ changed: 2, new: 0, leaving: 0 });
  expect(await personByNumber(db, '1')).toMatchObject({
    name: 'Ana Lee-Ruiz',
    mail: 'bo@city.example',
  });
  expect(await db.read.select().from(assignments)).toEqual(before);
  expect(await db.read.$count(attestations)).toBe(signed);
  const [standing] = await db.read.select().from(standings);
  expect(standing).toMatchObject({ assignmentId: 'a', name: 'Ana Lee-Ruiz' });
});

test('whoever has an account is told of a new address at the one before', async () => {
  const db = await city();
  await db.write((tx) =>
    tx.insert(passwords).values({ employeeNumber: '1', hash: 'x', changedAt: AT }),
  );
  const moved = CITY.map((line) => line.replace('ana@', 'ana.ruiz@').replace('bo@', 'b.lee@'));
  await take(db, moved);
  const told = await db.read.select().from(mails).where(eq(mails.kind, 'address-changed'));
  expect(told.map(({ employeeNumber, detail }) => [employeeNumber, detail])).toEqual([
    ['1', { former: 'ana@city.example' }],
  ]);
});

test('a number in another case is the same person', async () => {
  const db = await freshDatabase();
  await take(db, [
    HANA,
    'FD-7a,Ana,Medic,Fire,,99,2020-01-06,',
    '5,Bo,Medic,Fire,,fd-7A,2020-01-06,',
  ]);
  expect((await personByNumber(db, '5'))?.managerNumber).toBe('FD-7a');
  const again = [
    HANA,
    'fd-7A,Ana,Medic,Fire,,99,2020-01-06,',
    '5,Bo,Medic,Fire,,FD-7A,2020-01-06,',
  ];
  expect((await take(db, again)).plan.items).toEqual([]);
});

test('when a manager leaves, the result names who stays without one', async () => {
  const db = await city();
  const { remaining } = await take(db, without('2'));
  expect(remaining).toMatchObject([{ number: '1', name: 'Ana Ruiz', manager: 'Bo Lee' }]);
});

test('who comes back is an employee: roles are granted anew', async () => {
  const db = await city();
  await db.write((tx) => grantRole(tx, { number: '1', role: 'hr', by: '99', at: AT }));
  await take(db, without('1'));
  await take(db, CITY, { on: '2026-06-01' });
  const [last] = await db.read
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.act, 'role.revoked'))
    .orderBy(desc(auditEvents.id));
  expect(last).toMatchObject({ subject: '1', detail: { role: 'hr' } });
});

describe('what cannot be is refused by line and column', () => {
  const cases: [string, readonly string[], string][] = [
    [
      'an unknown manager',
      edited('1', ',2,2020', ',77,2020'),
      'Line 5, Manager: Nobody has the employee number 77, in this file or in the portal.',
    ],
    [
      'a circle',
      edited('3', ',99,2010', ',1,2010'),
      'Line 3, Manager: Managers stand in a circle: Cy Cole (3) reports to Ana Ruiz (1), who reports to Bo Lee (2), who reports to Cy Cole (3).',
    ],
    [
      'a new manager who leaves with this file',
      [
        ...edited('2', '2016-05-03,', '2016-05-03,2026-03-01'),
        '6,Ed,Clerk,City Clerk,,2,2026-01-05,',
      ],
      'Line 6, Manager: Bo Lee (2) has left by their last day. Name a manager who is employed.',
    ],
    [
      'a new manager who is not in the file',
      [...without('2'), '6,Ed,Clerk,City Clerk,,2,2026-01-05,'],
      'Line 5, Manager: Bo Lee (2) is not in this file, and so has left. Name a manager who is employed.',
    ],
    [
      'the mail of somebody the file does not name',
      [...without('2'), '6,Ed,Clerk,City Clerk,bo@city.example,,2026-01-05,'],
      'Line 5, Mail: bo@city.example belongs to Bo Lee (2), who is not in this file.',
    ],
    [
      'a hire date after a last day',
      edited('1', '2020-01-06,', '2026-06-01,2026-05-01'),
      'Line 5, Last day: The last day comes before the hire date.',
    ],
  ];
  for (const [what, lines, sentence] of cases) {
    test(what, async () => {
      const db = await city();
      const before = await everything(db);
      const said = await problemsOf(db, lines).catch((error: Error) => [error.message]);
      expect(said).toEqual([sentence]);
      // Nor is it taken over by somebody who never looked.
      const file = await roster(lines).catch(() => undefined);
      if (file) {
        const plan = await compareRoster(db.read, file, { today });
        const act = { roster: file, seen: plan.hash, leavers: '1', by: '99', ...day(today) };
        await expect(applyRoster(db, act)).rejects.toMatchObject({ code: 'conflict' });
      }
      expect(await everything(db)).toEqual(before);
    });
  }
});

test('a file that names too many new departments is another file', async () => {
  const db = await city();
  const lines = Array.from({ length: 600 }, (_, n) => `E${n},P ${n},Clerk,Room ${n},,,2020-01-06,`);
  expect(await problemsOf(db, [...CITY, ...lines])).toEqual([
    expect.stringMatching(/^Department: This file names more than 500 departments/),
  ]);
});

test('what was shown is what is done: when something changed meanwhile, nothing is', async () => {
  const db = await city();
  const file = await roster(edited('1', 'Clerk,City', 'Chief,City'));
  const { hash } = await compareRoster(db.read, file, { today });
  const act = { roster: file, seen: hash, leavers: '', by: '99', ...day(today) };
  await db.write((tx) =>
    changeEmployee(tx, { number: '1', title: 'Deputy', on: today, ...day(today), by: '99' }),
  );
  const before = await everything(db);
  const refused = { code: 'conflict', message: expect.stringContaining('changed since') };
  await expect(applyRoster(db, act)).rejects.toMatchObject(refused);
  await expect(
    applyRoster(db, { ...act, seen: hash, ...day(addDays(today, 1)) }),
  ).rejects.toMatchObject(refused);
  expect(await everything(db)).toEqual(before);
  const { hash: anew } = await compareRoster(db.read, file, { today });
  await applyRoster(db, { ...act, seen: anew });
  expect((await personByNumber(db, '1'))?.title).toBe('Chief');
});

test('more than one in ten leaving needs the typed number; one in ten does not', async () => {
  const db = await freshDatabase();
  const others = Array.from({ length: 19 }, (_, n) => `E${n},P ${n},Clerk,Fire,,,2020-01-06,`);
  await take(db, [HANA, ...others]);
  const leave = async (count: number, leavers: string) => {
    const file = await roster([HANA, ...others.slice(count)]);
    const { hash } = await compareRoster(db.read, file, { today });
    return applyRoster(db, { roster: file, seen: hash, leavers, by: '99', ...day(today) });
  };
  const before = await everything(db);
  for (const typed of ['', '2', 'all', '33']) {
    await expect(leave(3, typed)).rejects.toMatchObject({ code: 'bad-input', field: 'leavers' });
  }
  expect(await everything(db)).toEqual(before);
  expect((await leave(2, '')).counts.leaving).toBe(2);
  expect((await leave(5, ' 3 ')).counts.leaving).toBe(3);
});

test('nobody takes over a file that ends their own employment', async () => {
  const db = await city();
  const before = await everything(db);
  await expect(
    take(
      db,
      without('99').map((line) => line.replace(',99,2010', ',,2010')),
    ),
  ).rejects.toThrow(/You are not in this file.*number is .* your own employment/s);
  expect(await everything(db)).toEqual(before);
});

test('leave is noted from the file, with another day back, and ended when the file has none', async () => {
  const db = await city();
  const head = `${HEAD},On leave from,Back on`;
  const on = (leave: string) =>
    CITY.map((line) => `${line},${line.startsWith('1,') ? leave : ','}`);
  const first = await take(db, on('2026-03-01,'), { head });
  expect(fieldsOf(first.plan, '1')).toEqual([
    ['Leave', 'none', 'from March 1, 2026, back not known yet'],
  ]);
  expect((await take(db, on('2026-03-01,'), { head })).plan.items).toEqual([]);
  await take(db, on('2026-03-01,2026-04-01'), { head });
  expect((await take(db, on('2026-03-01,2026-04-01'), { head })).plan.items).toEqual([]);
  expect((await take(db, CITY)).plan.items).toEqual([]);
  await take(db, on(','), { head, on: '2026-03-20' });
  expect((await take(db, on(','), { head, on: '2026-03-20' })).plan.items).toEqual([]);
  const [last] = await db.read.select().from(leaves).orderBy(desc(leaves.id));
  expect(last).toMatchObject({ fromOn: '2026-03-01', backOn: '2026-03-20' });
});

test('a file waits for an hour, for who sent it, and until it is taken over', async () => {
  const db = await city();
  const bytes = new TextEncoder().encode([HEAD, ...CITY].join('\n'));
  const first = await keepFile(db, { bytes, by: '99', at: AT });
  const id = await keepFile(db, { bytes, by: '99', at: AT });
  expect(await db.read.$count(rosterFiles)).toBe(1);
  expect(await waitingFile(db, { id, by: '99', at: AT })).toEqual(bytes);
  const later = new Date(AT.getTime() + 60 * 60_000);
  for (const asked of [
    { id: first, at: AT },
    { id, at: later },
  ]) {
    await expect(waitingFile(db, { by: '99', ...asked })).rejects.toMatchObject({ code: 'gone' });
  }
  await expect(waitingFile(db, { id, by: '1', at: AT })).rejects.toMatchObject({ code: 'gone' });
  expect(await clearFiles(db, new Date(later.getTime() - 1))).toBe(0);
  expect(await clearFiles(db, later)).toBe(1);
  await keepFile(db, { bytes, by: '99', at: AT });
  await take(db, CITY);
  expect(await db.read.$count(rosterFiles)).toBe(0);
});

test('20,000 people are taken over in seconds, new, then all changed, while reads go on', async () => {
  const db = await freshDatabase();
  await db.write(async (tx) => {
    await addDepartment(tx, { name: 'Human Resources', at: AT, by: 'system' });
    await addEmployee(tx, {
      number: '99',
      name: 'Hana HR',
      title: 'HR',
      departmentId: 'human-resources',
      hiredOn: '2015-01-05',
      at: AT,
      by: 'system',
    });
  });
  const lines = (title: string) =>
    Array.from(
      { length: 20_000 },
      (_, n) =>
        `E${n},Person ${n},${title},Room ${n % 200},p${n}@city.example,${n < 200 ? '' : `E${n % 200}`},2020-01-06,`,
    );
  let reads = 0;
  const over = new AbortController();
  const reading = (async () => {
    while (!over.signal.aborted) {
      await personByNumber(db, '99');
      await new Promise((resolve) => setTimeout(resolve, 5));
      reads += 1;
    }
  })();
  for (const title of ['Clerk', 'Chief']) {
    const began = performance.now();
    expect((await take(db, [HANA, ...lines(title)])).counts.unchanged).toBe(
      title === 'Clerk' ? 0 : 1,
    );
    // On a machine of its own a second or two; here others are at work.
    expect(performance.now() - began).toBeLessThan(20_000);
  }
  over.abort();
  await reading;
  expect(reads).toBeGreaterThan(20);
  // Each of them held one title until today, and another one since.
  expect(await db.read.$count(placements)).toBe(40_002);
}, 120_000);
