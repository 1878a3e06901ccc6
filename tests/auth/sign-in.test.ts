import * as argon2 from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import type { Db } from '#db/client.ts';
import { auditEvents, employees, passwords, sessions, signInThrottle } from '#db/schema/index.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import { readSession } from '#auth/sessions.ts';
import { signIn } from '#auth/sign-in.ts';
import { signOut } from '#auth/sign-out.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import { freshDatabase } from '../support/database.ts';
import { addPerson, AT, minutesLater, PASSWORD } from './people.ts';

vi.mock('@node-rs/argon2', { spy: true });

const ADDRESS = '203.0.113.7';
const trying = { password: PASSWORD, address: ADDRESS, oldCookie: undefined, at: AT };

test('the employee number and the work mail in any case lead to the same person', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  for (const login of ['1042', ' 1042 ', 'person.1042@city.example', 'Person.1042@City.example']) {
    const { cookieValue } = await signIn(db, { ...trying, login });
    expect((await readSession(db, cookieValue, AT))?.number).toBe('1042');
  }
});

test('each sign-in makes a new session and ends the one the browser came with', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const first = await signIn(db, { ...trying, login: '1042' });
  const second = await signIn(db, { ...trying, login: '1042', oldCookie: first.cookieValue });

  expect(second.cookieValue).not.toBe(first.cookieValue);
  expect(await readSession(db, first.cookieValue, AT)).toBeUndefined();
  expect(await readSession(db, second.cookieValue, AT)).toBeDefined();
});

test('a cookie value brought along never becomes the session', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const planted = 'a'.repeat(40);
  await signIn(db, { ...trying, login: '1042', oldCookie: planted });
  expect(await readSession(db, planted, AT)).toBeUndefined();
});

test('unknown, separated, without a password and wrong are refused alike, at one hash each', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  await addPerson(db, { number: '1043' });
  await addPerson(db, { number: '1044' });
  await db.write(async (tx) => {
    await tx.delete(passwords).where(eq(passwords.employeeNumber, '1043'));
    await tx
      .update(employees)
      .set({ separatedOn: '2026-03-01' })
      .where(eq(employees.number, '1044'));
  });
  vi.clearAllMocks();

  const refusals = [];
  for (const login of ['nobody@city.example', '1042', '1043', '1044', '', 'x'.repeat(500)]) {
    refusals.push(
      await signIn(db, { ...trying, login, password: 'wrong password here' }).catch((e) => e),
    );
  }

  for (const refusal of refusals) {
    expect(refusal).toMatchObject({ name: 'Refusal', code: 'bad-input', field: 'login' });
    expect(refusal.message).toBe(refusals[0].message);
  }
  expect(argon2.verify).toHaveBeenCalledTimes(6);
});

test('a separated person cannot sign in with the right password', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  await db.write(async (tx) => {
    await tx.update(employees).set({ separatedOn: '2026-03-09' });
  });
  await expect(signIn(db, { ...trying, login: '1042' })).rejects.toMatchObject({
    code: 'bad-input',
  });
});

test('the log tells of sign-ins, failures and waits, and never what was typed', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const typed = 'my-secret-in-the-wrong-field';
  await signIn(db, { ...trying, login: typed, password: 'also-secret' }).catch(() => undefined);
  for (let i = 0; i < 8; i += 1) {
    await signIn(db, { ...trying, login: '1042', password: 'also-secret' }).catch(() => undefined);
  }
  const { cookieValue } = await signIn(db, { ...trying, login: '1042', at: minutesLater(5) });
  const signedIn = await readSession(db, cookieValue, minutesLater(5));
  await signOut(db, { cookieValue, signedIn, at: minutesLater(6) });

  const events = await acts(db);
  expect(events.map((e) => e.act)).toEqual([
    ...Array.from({ length: 7 }, () => 'session.refused'),
    'session.throttled',
    'session.started',
    'session.ended',
  ]);
  expect(events.find((e) => e.detail?.['reason'] === 'unknown login')?.subject).toBeNull();
  expect(events.filter((e) => e.detail?.['throttledUntil'])).toHaveLength(1);

  const everything = JSON.stringify([
    await db.read.select().from(auditEvents),
    await db.read.select().from(signInThrottle),
    await db.read.select().from(sessions),
  ]);
  for (const secret of [typed, 'also-secret', PASSWORD, cookieValue]) {
    expect(everything).not.toContain(secret);
  }
});

test('signing in replaces a weak hash', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const weak = await argon2.hash(PASSWORD, { memoryCost: 8192, timeCost: 1, parallelism: 1 });
  await db.write(async (tx) => {
    await tx.update(passwords).set({ hash: weak });
  });
  await signIn(db, { ...trying, login: '1042' });
  const [row] = await db.read.select().from(passwords);
  expect(row?.hash).toMatch(/m=19456,t=2,p=1/);
});

test('signing out ends the session, and again is no mistake', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const { cookieValue } = await signIn(db, { ...trying, login: '1042' });
  const signedIn = await readSession(db, cookieValue, AT);
  await signOut(db, { cookieValue, signedIn, at: AT });
  expect(await readSession(db, cookieValue, AT)).toBeUndefined();
  await signOut(db, { cookieValue, signedIn: undefined, at: AT });
  expect((await acts(db)).filter((e) => e.act === 'session.ended')).toHaveLength(1);
});

test('the password is asked again before signing, on a count of its own', async () => {
  const db = await freshDatabase();
  const signedIn = await person(db);
  expect(await confirmPassword(db, signedIn, PASSWORD, ADDRESS, AT)).toEqual({
    method: 'password',
    at: AT,
  });
  // Strangers who know the name fail from the same address.
  for (let i = 0; i < 8; i += 1) {
    await signIn(db, { ...trying, login: '1042', password: 'wrong' }).catch(() => undefined);
  }
  await expect(signIn(db, { ...trying, login: '1042' })).rejects.toMatchObject({
    code: 'too-many',
  });
  for (let i = 0; i < 6; i += 1) {
    await expect(confirmPassword(db, signedIn, 'wrong one', ADDRESS, AT)).rejects.toMatchObject({
      code: 'bad-input',
      field: 'password',
    });
  }
  for (const at of [AT, minutesLater(0.4)]) {
    await expect(confirmPassword(db, signedIn, PASSWORD, ADDRESS, at)).rejects.toMatchObject({
      code: 'too-many',
    });
  }
  const later = minutesLater(2);
  expect((await confirmPassword(db, signedIn, PASSWORD, ADDRESS, later)).at).toEqual(later);
  const told = (await acts(db)).filter((event) => event.act === 'password.throttled');
  expect(told).toMatchObject([{ actor: '1042', subject: '1042' }]);
});

test('right passwords sent together all count as right, wrong ones as many', async () => {
  const db = await freshDatabase();
  const signedIn = await person(db);
  const send = (password: string) =>
    Promise.allSettled(
      Array.from({ length: 50 }, () => confirmPassword(db, signedIn, password, ADDRESS, AT)),
    );
  const right = await send(PASSWORD);
  expect(right.filter((one) => one.status === 'rejected')).toEqual([]);
  expect((await acts(db)).filter((e) => e.act === 'password.confirmed')).toHaveLength(1);
  await send('wrong one');
  expect((await acts(db)).filter((e) => e.act === 'password.refused')).toHaveLength(6);
});

test('a number is guessed at as one account in whatever case, known or not', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: 'FD-7' });
  for (const [upper, lower, address] of [
    ['FD-7', 'fd-7', '198.51.100.1'],
    ['FD-8', 'fd-8', '198.51.100.2'],
  ] as const) {
    const guess = { ...trying, address, password: 'wrong' };
    for (let i = 0; i < 6; i += 1) {
      await signIn(db, { ...guess, login: upper }).catch(() => undefined);
    }
    await expect(signIn(db, { ...guess, login: lower })).rejects.toMatchObject({
      code: 'too-many',
    });
  }
});

async function person(db: Db): Promise<SignedIn> {
  await addPerson(db, { number: '1042' });
  const { cookieValue } = await signIn(db, { ...trying, login: '1042' });
  const signedIn = await readSession(db, cookieValue, AT);
  if (!signedIn) throw new Error('not signed in');
  return signedIn;
}

async function acts(db: Db) {
  const events = await db.read.select().from(auditEvents);
  return events.filter((e) => /^(session|password)\./.test(e.act));
}
