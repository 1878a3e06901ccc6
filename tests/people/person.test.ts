import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents, employees } from '#db/schema/index.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import {
  departmentsInOrder,
  isSeparated,
  personByLogin,
  personByNumber,
  personByPublicId,
} from '#people/person.ts';
import { randomId } from '#people/random-id.ts';
import { freshDatabase, reason } from '../support/database.ts';

const AT = new Date('2026-03-09T14:00:00Z');
const by = 'system';
const someone = {
  number: '1042',
  name: 'Ana Ruiz',
  title: 'Clerk',
  departmentId: 'clerk',
  hiredOn: '2024-02-29',
  at: AT,
  by,
};

async function city() {
  const db = await freshDatabase();
  await db.write((tx) => addDepartment(tx, { id: 'clerk', name: 'City Clerk', at: AT, by }));
  return db;
}

test('a person is found by number, public id, and work mail', async () => {
  const db = await city();
  const publicId = await db.write((tx) =>
    addEmployee(tx, { ...someone, mail: 'Ana.Ruiz@City.gov' }),
  );
  const person = await personByNumber(db, '1042');
  expect(person).toMatchObject({
    publicId,
    mail: 'ana.ruiz@city.gov',
    department: 'City Clerk',
    managerNumber: null,
    separatedOn: null,
  });
  expect(await personByPublicId(db, publicId)).toEqual(person);
  expect(await personByLogin(db, ' ANA.RUIZ@city.gov ', AT)).toEqual(person);
  expect(await personByPublicId(db, '1042')).toBeUndefined();
  expect(await personByNumber(db, publicId)).toBeUndefined();
});

test('a number is typed in any case, and no two differ by case alone', async () => {
  const db = await city();
  await db.write((tx) => addEmployee(tx, { ...someone, number: 'FD-7a' }));
  for (const login of ['FD-7a', 'fd-7A', ' FD-7A ']) {
    expect((await personByLogin(db, login, AT))?.number).toBe('FD-7a');
  }
  const again = db.write((tx) => addEmployee(tx, { ...someone, number: 'fd-7A' }));
  await expect(again).rejects.toMatchObject({
    code: 'conflict',
    field: 'number',
    message: 'Employee number FD-7a already belongs to Ana Ruiz.',
  });
  const [row] = await db.read.select().from(employees);
  if (!row) throw new Error('nobody was added');
  const twin = { ...row, number: 'fd-7A', publicId: 'another' };
  expect(await reason(db.write((tx) => tx.insert(employees).values(twin)))).toContain('UNIQUE');
});

test('adding a person is in the log', async () => {
  const db = await city();
  await db.write((tx) => addEmployee(tx, { ...someone, by: '7' }));
  const events = await db.read.select().from(auditEvents).where(eq(auditEvents.subject, '1042'));
  expect(events).toMatchObject([{ actor: '7', act: 'employee.added' }]);
});

test('a number or a mail that somebody has is refused by name', async () => {
  const db = await city();
  await db.write((tx) => addEmployee(tx, { ...someone, mail: 'ana@city.gov' }));
  const again = (change: object) => db.write((tx) => addEmployee(tx, { ...someone, ...change }));
  await expect(again({})).rejects.toMatchObject({
    code: 'conflict',
    field: 'number',
    message: 'Employee number 1042 already belongs to Ana Ruiz.',
  });
  await expect(again({ number: '1043', mail: 'ANA@city.gov' })).rejects.toMatchObject({
    code: 'conflict',
    field: 'mail',
  });
});

const refused: [string, object, string][] = [
  ['an empty name', { name: ' ' }, 'name'],
  ['a name with a line break', { name: 'Ana\nRuiz' }, 'name'],
  ['a name that turns the writing', { name: 'Ana \u202EziuR' }, 'name'],
  ['a name that nobody sees', { name: '\u200B' }, 'name'],
  ['an endless title', { title: 'x'.repeat(201) }, 'title'],
  ['a number with a space', { number: '10 42' }, 'number'],
  ['a mail with two addresses', { mail: 'a@city.gov,b@city.gov' }, 'mail'],
  ['a mail without a dot', { mail: 'ana@city' }, 'mail'],
  ['a day that does not exist', { hiredOn: '2025-02-29' }, 'hiredOn'],
  ['a department nobody added', { departmentId: 'fire' }, 'departmentId'],
  ['a manager nobody added', { managerNumber: '9' }, 'managerNumber'],
];
for (const [what, change, field] of refused) {
  test(`${what} is refused, and nothing is kept`, async () => {
    const db = await city();
    await expect(
      db.write((tx) => addEmployee(tx, { ...someone, ...change })),
    ).rejects.toMatchObject({ code: 'bad-input', field });
    expect(await db.read.select().from(employees)).toEqual([]);
  });
}

test('a person is separated from the day of separation on', () => {
  const leaving = { separatedOn: '2026-03-10' };
  expect(isSeparated(leaving, new Date('2026-03-09T23:59:59Z'))).toBe(false);
  expect(isSeparated(leaving, new Date('2026-03-10T00:00:00Z'))).toBe(true);
  expect(isSeparated({ separatedOn: null }, AT)).toBe(false);
});

test('departments are in order of name, and a second of one name is refused', async () => {
  const db = await city();
  await db.write((tx) =>
    addDepartment(tx, { id: 'animal-control', name: 'Animal Control', at: AT, by }),
  );
  expect((await departmentsInOrder(db)).map((d) => d.id)).toEqual(['animal-control', 'clerk']);
  await expect(
    db.write((tx) => addDepartment(tx, { id: 'clerk-2', name: 'City Clerk', at: AT, by })),
  ).rejects.toMatchObject({ code: 'conflict' });
});

test('an id for addresses has 128 random bits', () => {
  const ids = new Set(Array.from({ length: 1000 }, randomId));
  expect(ids.size).toBe(1000);
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/);
});
