import { and, eq, like } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { grantRole } from '#auth/grant-role.ts';
import { readSession, startSession } from '#auth/sessions.ts';
import type { Db } from '#db/client.ts';
import {
  auditEvents,
  employees,
  kioskCodes,
  passwordLinks,
  placements,
  roleGrants,
  sessions,
} from '#db/schema/index.ts';
import { addDepartment, renameDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import { changeEmployee } from '#people/change-employee.ts';
import { peopleUnder, withoutManager } from '#people/managers.ts';
import { departmentsInOrder, personByNumber } from '#people/person.ts';
import { placementsOf } from '#people/placements-of.ts';
import { callOffSeparation, separate } from '#people/separate.ts';
import { takeBack } from '#people/take-back.ts';
import { freshDatabase } from '../support/database.ts';

const AT = new Date('2026-03-09T14:00:00Z');
const today = '2026-03-09';
const hr = { at: AT, by: '99', today };

/** Cy over Bo over Ana and Di; Hana of HR stands apart. */
async function city(): Promise<Db> {
  const db = await freshDatabase();
  await db.write(async (tx) => {
    for (const name of ['City Clerk', 'Fire']) await addDepartment(tx, { name, ...hr });
    const add = (number: string, name: string, managerNumber?: string) =>
      addEmployee(tx, {
        number,
        name,
        title: 'Clerk',
        departmentId: 'city-clerk',
        managerNumber,
        hiredOn: '2020-01-06',
        at: AT,
        by: 'system',
      });
    await add('3', 'Cy Cole');
    await add('2', 'Bo Lee', '3');
    await add('1', 'Ana Ruiz', '2');
    await add('4', 'Di Dunn', '2');
    await add('99', 'Hana HR');
  });
  return db;
}

const eventsOf = (db: Db, act: string) =>
  db.read.select().from(auditEvents).where(eq(auditEvents.act, act));

test('a move is kept with the day, and where they were before stays readable', async () => {
  const db = await city();
  const fields = await db.write((tx) =>
    changeEmployee(tx, {
      ...hr,
      number: '1',
      departmentId: 'fire',
      title: 'Medic',
      on: '2026-03-02',
    }),
  );
  expect(fields.toSorted()).toEqual(['departmentId', 'title']);
  expect(await placementsOf(db.read, '1')).toMatchObject([
    { fromOn: '2020-01-06', toOn: '2026-03-02', department: 'City Clerk', manager: 'Bo Lee' },
    { fromOn: '2026-03-02', toOn: null, department: 'Fire', title: 'Medic' },
  ]);
  expect(await eventsOf(db, 'employee.changed')).toMatchObject([
    { actor: '99', subject: '1', detail: { changed: { departmentId: ['city-clerk', 'fire'] } } },
  ]);
});

test('the same again changes nothing and is not in the log', async () => {
  const db = await city();
  const again = { ...hr, number: '1', on: today, name: 'Ana Ruiz', mail: '', managerNumber: '2' };
  expect(await db.write((tx) => changeEmployee(tx, again))).toEqual([]);
  expect(await eventsOf(db, 'employee.changed')).toEqual([]);
});

test('a change of mail ends links that went to the old address', async () => {
  const db = await city();
  await db.write((tx) => tx.insert(passwordLinks).values(link('1')));
  await db.write((tx) =>
    changeEmployee(tx, { ...hr, number: '1', on: today, mail: 'Ana@City.example' }),
  );
  expect((await personByNumber(db, '1'))?.mail).toBe('ana@city.example');
  expect(await db.read.select().from(passwordLinks)).toEqual([]);
});

const wrong: [string, object, RegExp][] = [
  [
    'a circle of managers is refused with the chain',
    { number: '3', managerNumber: '1' },
    /^Cy Cole cannot report to Ana Ruiz: Ana Ruiz reports to Bo Lee, who reports to Cy Cole\.$/,
  ],
  ['nobody is their own manager', { number: '1', managerNumber: '1' }, /own manager/],
  ['a manager who is nobody is refused', { number: '1', managerNumber: '77' }, /No employee has/],
  ['a day to come is refused', { number: '1', title: 'X', on: '2026-03-10' }, /from today/],
  [
    'a day before the last change is refused',
    { number: '1', title: 'X', on: '2019-01-01' },
    /holds since January 6, 2020/,
  ],
  ['a department nobody added is refused', { number: '1', departmentId: 'moon' }, /does not exist/],
  ['a person nobody added is refused', { number: '77', title: 'X' }, /no such person/],
];
for (const [what, change, sentence] of wrong) {
  test(what, async () => {
    const db = await city();
    const before = await db.read.select().from(placements);
    const act = { ...hr, on: today, number: '1', ...change };
    await expect(db.write((tx) => changeEmployee(tx, act))).rejects.toThrow(sentence);
    expect(await db.read.select().from(placements)).toEqual(before);
  });
}

test('a manager who has left is refused by name', async () => {
  const db = await city();
  await db.write((tx) => separate(tx, { ...hr, number: '4', on: today }));
  const act = { ...hr, number: '1', on: today, managerNumber: '4' };
  await expect(db.write((tx) => changeEmployee(tx, act))).rejects.toThrow('Di Dunn has left.');
});

test('when the last day has come, sessions, unused links and codes end with the same write', async () => {
  const db = await city();
  const { cookieValue } = await db.write((tx) => startSession(tx, '2', AT));
  await db.write(async (tx) => {
    await tx
      .insert(passwordLinks)
      .values([link('2'), { ...link('2'), tokenHash: 'used', usedAt: AT }]);
    await tx.insert(passwordLinks).values(link('1'));
    await tx.insert(kioskCodes).values({ ...code, employeeNumber: '2' });
  });
  await db.write((tx) => separate(tx, { ...hr, number: '2', on: '2026-03-20' }));
  expect(await db.read.$count(sessions)).toBe(1);
  const { remaining } = await db.write((tx) => separate(tx, { ...hr, number: '2', on: today }));
  expect(remaining.map(({ name }) => name)).toEqual(['Ana Ruiz', 'Di Dunn']);
  expect(await readSession(db, cookieValue, AT)).toBeUndefined();
  expect(await db.read.$count(sessions)).toBe(0);
  expect(await db.read.$count(kioskCodes)).toBe(0);
  const links = await db.read.select().from(passwordLinks);
  expect(links.map(({ tokenHash }) => tokenHash).toSorted()).toEqual(['link of 1', 'used']);
  expect(
    (await withoutManager(db.read, today)).map(({ name, manager }) => [name, manager]),
  ).toEqual([
    ['Ana Ruiz', 'Bo Lee'],
    ['Di Dunn', 'Bo Lee'],
  ]);
});

test('pain 20: a leaver neither lingers nor vanishes, and a return keeps number, address and gap', async () => {
  const db = await city();
  const { publicId } = (await personByNumber(db, '1'))!;
  await db.write((tx) => grantRole(tx, { number: '1', role: 'hr', by: '99', at: AT }));
  await db.write((tx) => separate(tx, { ...hr, number: '1', on: '2026-02-01' }));
  const back = { ...hr, number: '1', on: today, departmentId: 'fire', managerNumber: null };
  await expect(db.write((tx) => takeBack(tx, { ...back, on: '2026-01-31' }))).rejects.toThrow(
    'They were there until February 1, 2026.',
  );
  await db.write((tx) => takeBack(tx, back));
  expect(await personByNumber(db, '1')).toMatchObject({
    publicId,
    department: 'Fire',
    separatedOn: null,
    hiredOn: today,
  });
  expect(await placementsOf(db.read, '1')).toMatchObject([
    { fromOn: '2020-01-06', toOn: '2026-02-01', department: 'City Clerk' },
    { fromOn: today, toOn: null, department: 'Fire' },
  ]);
  // What they were trusted with before is not given unasked.
  expect(await db.read.select().from(roleGrants)).toEqual([]);
  const told = await db.read
    .select({ act: auditEvents.act })
    .from(auditEvents)
    .where(and(eq(auditEvents.subject, '1'), like(auditEvents.act, '%e%')));
  expect(told.map(({ act }) => act)).toEqual([
    'employee.added',
    'role.granted',
    'employee.separated',
    'role.revoked',
    'employee.returned',
  ]);
});

test('a last day that is earlier than the last move undoes that move, and keeps a new name', async () => {
  const db = await city();
  const act = { ...hr, number: '1', on: '2026-03-02', departmentId: 'fire', name: 'Ana Ruiz-Lee' };
  await db.write((tx) => changeEmployee(tx, act));
  await db.write((tx) => separate(tx, { ...hr, number: '1', on: '2026-02-01' }));
  expect(await placementsOf(db.read, '1')).toMatchObject([
    { fromOn: '2020-01-06', toOn: '2026-02-01', department: 'City Clerk', name: 'Ana Ruiz-Lee' },
  ]);
  expect(await personByNumber(db, '1')).toMatchObject({ department: 'City Clerk' });
});

test('a last day before the first, or far away, is refused; one to come can be taken back', async () => {
  const db = await city();
  const leave = (on: string) => db.write((tx) => separate(tx, { ...hr, number: '1', on }));
  await expect(leave('2019-12-31')).rejects.toThrow('before the day they began, January 6, 2020');
  await expect(leave('2062-03-20')).rejects.toThrow('more than two years away');
  await leave('2026-04-01');
  await db.write((tx) => callOffSeparation(tx, { ...hr, number: '1' }));
  expect(await placementsOf(db.read, '1')).toMatchObject([{ fromOn: '2020-01-06', toOn: null }]);
  await leave(today);
  await expect(db.write((tx) => callOffSeparation(tx, { ...hr, number: '1' }))).rejects.toThrow(
    'Enter their return instead',
  );
});

test('nobody ends their own employment, and the last admin stays', async () => {
  const db = await city();
  await expect(db.write((tx) => separate(tx, { ...hr, number: '99', on: today }))).rejects.toThrow(
    'your own employment',
  );
  await db.write((tx) => grantRole(tx, { number: '3', role: 'admin', by: '99', at: AT }));
  const leave = () => db.write((tx) => separate(tx, { ...hr, number: '3', on: today }));
  await expect(leave()).rejects.toThrow('no admin left');
  const later = (number: string) =>
    db.write((tx) => separate(tx, { ...hr, number, on: '2026-05-01' }));
  await expect(later('3')).rejects.toThrow('no admin left');
  await db.write((tx) => grantRole(tx, { number: '4', role: 'admin', by: '99', at: AT }));
  await leave();
  await expect(later('4')).rejects.toThrow('no admin left');
});

test('HR does not take over an admin’s account by its address; an admin may change it', async () => {
  const db = await city();
  await db.write((tx) => grantRole(tx, { number: '3', role: 'admin', by: '99', at: AT }));
  const readdress = (by: string, number = '3') =>
    db.write((tx) =>
      changeEmployee(tx, { ...hr, by, number, mail: 'mine@city.example', on: today }),
    );
  await expect(readdress('99')).rejects.toThrow('Cy Cole: the mail address of an admin');
  expect((await personByNumber(db, '3'))?.mail).toBeNull();
  await readdress('99', '1');
  await readdress('99', '1');
  await db.write((tx) => changeEmployee(tx, { ...hr, number: '1', mail: '', on: today }));
  await readdress('3');
  expect((await personByNumber(db, '3'))?.mail).toBe('mine@city.example');
});

test('a manager is over everybody down the tree, also past one who has left', async () => {
  const db = await city();
  await db.write((tx) => separate(tx, { ...hr, number: '2', on: today }));
  const under = await peopleUnder(db.read, '3');
  expect(under.map(({ name, depth }) => [name, depth])).toEqual([
    ['Bo Lee', 1],
    ['Ana Ruiz', 2],
    ['Di Dunn', 2],
  ]);
  expect(await peopleUnder(db.read, '1')).toEqual([]);
});

test('a circle that stands in the database already ends, instead of running forever', async () => {
  const db = await city();
  await db.write((tx) =>
    tx.update(employees).set({ managerNumber: '1' }).where(eq(employees.number, '3')),
  );
  expect((await peopleUnder(db.read, '3')).map(({ number }) => number).toSorted()).toEqual([
    '1',
    '2',
    '4',
  ]);
});

test('pain 18: a department has one name, whatever the case and the spaces', async () => {
  const db = await city();
  for (const name of ['city clerk', ' City   Clerk ', 'CITY CLERK']) {
    await expect(db.write((tx) => addDepartment(tx, { name, ...hr }))).rejects.toThrow(
      'There is already a department City Clerk.',
    );
  }
  const id = await db.write((tx) => addDepartment(tx, { name: 'Fire!', ...hr }));
  expect(id).toBe('fire-2');
  await expect(db.write((tx) => renameDepartment(tx, { id, name: 'fire', ...hr }))).rejects.toThrow(
    'There is already a department Fire.',
  );
  await db.write((tx) => renameDepartment(tx, { id: 'fire', name: 'FIRE', ...hr }));
  expect((await departmentsInOrder(db)).map(({ name }) => name)).toContain('FIRE');
  expect(await eventsOf(db, 'department.renamed')).toMatchObject([{ subject: 'fire' }]);
});

const soon = new Date('2026-04-09T14:00:00Z');
const link = (employeeNumber: string) => ({
  tokenHash: `link of ${employeeNumber}`,
  kind: 'invite' as const,
  employeeNumber,
  madeAt: AT,
  madeBy: 'system',
  endsAt: soon,
});
const code = { codeHash: 'code', use: 'sign-in' as const, madeAt: AT, madeBy: '99', endsAt: soon };
