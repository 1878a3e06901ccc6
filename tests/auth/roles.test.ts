import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { changeRoles, rolesGranted, takeRole } from '#auth/change-roles.ts';
import type { GrantableRole } from '#auth/grant-role.ts';
import { readSession } from '#auth/sessions.ts';
import { signIn } from '#auth/sign-in.ts';
import type { Db } from '#db/client.ts';
import { auditEvents, employees } from '#db/schema/index.ts';
import { freshDatabase, reason } from '../support/database.ts';
import { addPerson, AT, PASSWORD } from './people.ts';

let db: Db;
const ids: Record<string, string> = {};
beforeEach(async () => {
  db = await freshDatabase();
  ids['A'] = await addPerson(db, { number: 'A', roles: ['admin'] });
  ids['B'] = await addPerson(db, { number: 'B' });
});

const enter = (login: string) =>
  signIn(db, { login, password: PASSWORD, address: '192.0.2.1', oldCookie: undefined, at: AT });
async function change(
  by: string,
  person: string,
  roles: GrantableRole[],
  { seen = '', password = PASSWORD }: { seen?: string; password?: string } = {},
) {
  const admin = (await readSession(db, (await enter(by)).cookieValue, AT))!;
  return changeRoles(db, {
    by: admin,
    person: ids[person]!,
    roles,
    seen,
    password,
    address: '192.0.2.1',
    at: AT,
  });
}

test('roles are given and taken with the password, told of, and end the person’s sessions', async () => {
  const before = await enter('B');
  await change('A', 'B', ['hr', 'manager']);
  expect(await rolesGranted(db.read, 'B')).toEqual(expect.arrayContaining(['hr', 'manager']));
  expect(await readSession(db, before.cookieValue, AT)).toBeUndefined();

  const between = await enter('B');
  await change('A', 'B', ['hr'], { seen: 'manager hr' });
  expect(await rolesGranted(db.read, 'B')).toEqual(['hr']);
  expect(await readSession(db, between.cookieValue, AT)).toBeUndefined();
  const acts = await db.read.select().from(auditEvents).where(eq(auditEvents.subject, 'B'));
  expect(acts.filter(({ act }) => act === 'role.taken')).toMatchObject([
    { actor: 'A', detail: { role: 'manager', confirmed: 'password' } },
  ]);
});

test('without the password nothing changes', async () => {
  expect(await reason(change('A', 'B', ['hr'], { password: 'not it at all' }))).toContain(
    'not the password',
  );
  expect(await rolesGranted(db.read, 'B')).toEqual([]);
});

test('nobody changes their own, not even to give one up', async () => {
  for (const roles of [['admin', 'hr'], []] as GrantableRole[][]) {
    expect(await reason(change('A', 'A', roles, { seen: 'admin' }))).toContain('their own roles');
  }
  expect(await rolesGranted(db.read, 'A')).toEqual(['admin']);
});

test('the last admin stays, also when the other one has left', async () => {
  const take = () =>
    db.write((tx) => takeRole(tx, { number: 'A', role: 'admin', by: 'B', at: AT }));
  expect(await reason(take())).toContain('Somebody must be admin.');
  await change('A', 'B', ['admin']);
  await db.write((tx) =>
    tx.update(employees).set({ separatedOn: '2026-03-01' }).where(eq(employees.number, 'B')),
  );
  expect(await reason(take())).toContain('Somebody must be admin.');
  await db.write((tx) => tx.update(employees).set({ separatedOn: null }));
  await take();
  expect(await rolesGranted(db.read, 'A')).toEqual([]);
});

test('two admins who take each other’s role at once: one is left', async () => {
  await change('A', 'B', ['admin']);
  const came = await Promise.all(
    [change('A', 'B', [], { seen: 'admin' }), change('B', 'A', [], { seen: 'admin' })].map(reason),
  );
  const left = [...(await rolesGranted(db.read, 'A')), ...(await rolesGranted(db.read, 'B'))];
  expect(left).toEqual(['admin']);
  expect(came.filter((one) => one.includes('no admin any more'))).toHaveLength(1);
});

test('whoever has left gets no role, and what has changed meanwhile is not overwritten', async () => {
  expect(await reason(change('A', 'B', ['hr'], { seen: 'hr' }))).toContain('meanwhile');
  await db.write((tx) =>
    tx.update(employees).set({ separatedOn: '2026-03-01' }).where(eq(employees.number, 'B')),
  );
  expect(await reason(change('A', 'B', ['hr']))).toContain('They have left');
});
