import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { employees, sessions } from '#db/schema/index.ts';
import { grantRole } from '#auth/grant-role.ts';
import {
  endAllSessions,
  endSession,
  readSession,
  sessionCookie,
  sessionHash,
  startSession,
} from '#auth/sessions.ts';
import { freshDatabase } from '../support/database.ts';
import { addPerson, AT, minutesLater } from './people.ts';

test('a session knows its person, their department and every role', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042', roles: ['manager', 'hr'] });
  const { cookieValue } = await db.write((tx) => startSession(tx, '1042', AT));

  const signedIn = await readSession(db, cookieValue, minutesLater(1));

  expect(signedIn).toMatchObject({
    number: '1042',
    name: 'Person 1042',
    title: 'Firefighter',
    department: 'Fire',
    since: AT,
    method: 'password',
    sessionHash: sessionHash(cookieValue),
  });
  expect(signedIn?.roles).toEqual(['employee', 'hr', 'manager']);
  expect(Object.keys(signedIn ?? {})).not.toContain('limits');
});

test('a dump of the sessions table cannot sign in', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const { cookieValue } = await db.write((tx) => startSession(tx, '1042', AT));

  const dump = await db.read.select().from(sessions);

  expect(JSON.stringify(dump)).not.toContain(cookieValue);
  for (const stored of dump.flatMap((row) => Object.values(row)).map(String)) {
    expect(await readSession(db, stored, AT)).toBeUndefined();
  }
});

const limits = [
  { roles: [], idle: 60, absolute: 12 * 60 },
  { roles: ['manager'], idle: 60, absolute: 12 * 60 },
  { roles: ['hr'], idle: 30, absolute: 8 * 60 },
  { roles: ['auditor'], idle: 30, absolute: 8 * 60 },
  { roles: ['admin', 'manager'], idle: 30, absolute: 8 * 60 },
] as const;

for (const { roles, idle, absolute } of limits) {
  const who = roles.length === 0 ? 'employee' : roles.join(' and ');

  test(`${who}: a session that rests ends at minute ${idle}`, async () => {
    const db = await freshDatabase();
    await addPerson(db, { number: '1042', roles: [...roles] });
    const early = await db.write((tx) => startSession(tx, '1042', AT));
    const late = await db.write((tx) => startSession(tx, '1042', AT));

    expect(await readSession(db, early.cookieValue, minutesLater(idle - 1))).toBeDefined();
    expect(await readSession(db, late.cookieValue, minutesLater(idle))).toBeUndefined();
  });

  test(`${who}: a session in steady use ends at minute ${absolute}`, async () => {
    const db = await freshDatabase();
    await addPerson(db, { number: '1042', roles: [...roles] });
    const { cookieValue } = await db.write((tx) => startSession(tx, '1042', AT));

    for (let minute = 20; minute < absolute; minute += 20) {
      expect(await readSession(db, cookieValue, minutesLater(minute))).toBeDefined();
    }

    const last = await readSession(db, cookieValue, minutesLater(absolute - 1));
    expect(last?.idleUntil).toEqual(minutesLater(absolute));
    expect(await readSession(db, cookieValue, minutesLater(absolute))).toBeUndefined();
  });
}

test('use moves the idle limit, and writes it at most once a minute', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const { cookieValue } = await db.write((tx) => startSession(tx, '1042', AT));
  let writes = 0;
  const counting: typeof db = { ...db, write: (work) => ((writes += 1), db.write(work)) };

  for (let second = 0; second <= 180; second += 5) {
    await readSession(counting, cookieValue, minutesLater(second / 60));
  }

  expect(writes).toBe(3);
  const [row] = await db.read.select().from(sessions);
  expect(row?.idleUntil).toEqual(minutesLater(63));
});

test('a session that is over leaves the table', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const { cookieValue } = await db.write((tx) => startSession(tx, '1042', AT));
  await readSession(db, cookieValue, minutesLater(61));
  expect(await db.read.select().from(sessions)).toEqual([]);
});

test('ending one session leaves the others, ending all leaves none', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const [a, b] = await db.write(async (tx) => [
    await startSession(tx, '1042', AT),
    await startSession(tx, '1042', AT),
  ]);

  await db.write((tx) => endSession(tx, a.cookieValue));
  expect(await readSession(db, a.cookieValue, AT)).toBeUndefined();
  expect(await readSession(db, b.cookieValue, AT)).toBeDefined();

  await db.write((tx) => endAllSessions(tx, '1042'));
  expect(await readSession(db, b.cookieValue, AT)).toBeUndefined();
});

test('a separated person has no session', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const { cookieValue } = await db.write((tx) => startSession(tx, '1042', AT));
  await db.write(async (tx) => {
    await tx
      .update(employees)
      .set({ separatedOn: '2026-03-09' })
      .where(eq(employees.number, '1042'));
  });
  expect(await readSession(db, cookieValue, AT)).toBeUndefined();
});

test('a new role ends the sessions that began without it', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const { cookieValue } = await db.write((tx) => startSession(tx, '1042', AT));
  await db.write((tx) => grantRole(tx, { number: '1042', role: 'hr', by: 'system', at: AT }));
  expect(await readSession(db, cookieValue, AT)).toBeUndefined();
});

test('what is no session cookie is nobody', async () => {
  const db = await freshDatabase();
  for (const value of ['', 'x', 'a'.repeat(40), 'A'.repeat(40), `${'a'.repeat(39)}'`]) {
    expect(await readSession(db, value, AT)).toBeUndefined();
  }
});

test('the cookie is bound to the host where the origin is secure', () => {
  expect(sessionCookie('https://portal.city.example')).toEqual({
    name: '__Host-session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: true },
  });
  expect(sessionCookie('http://127.0.0.1:4321')).toEqual({
    name: 'session',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: false },
  });
});
