import { beforeEach, expect, test, vi } from 'vitest';
import { eq } from 'drizzle-orm';
import { forgotPassword } from '#auth/forgot-password.ts';
import { signIn } from '#auth/sign-in.ts';
import type { Db } from '#db/client.ts';
import { auditEvents, employees, mails } from '#db/schema/index.ts';
import { freshDatabase, reason } from '../support/database.ts';
import { addPerson, AT, minutesLater, PASSWORD } from './people.ts';

const hashing = vi.hoisted(() => ({ count: 0 }));
vi.mock('@node-rs/argon2', async (original) => {
  const argon2 = await original<typeof import('@node-rs/argon2')>();
  const counted =
    <Work extends (...given: never[]) => unknown>(work: Work) =>
    (...given: Parameters<Work>) => {
      hashing.count += 1;
      return work(...given);
    };
  return { ...argon2, hash: counted(argon2.hash), verify: counted(argon2.verify) };
});

let db: Db;
beforeEach(async () => {
  db = await freshDatabase();
  await addPerson(db, { number: 'P-1' });
  await addPerson(db, { number: 'P-2' });
  await addPerson(db, { number: 'P-3' });
  await db.write(async (tx) => {
    await tx.update(employees).set({ mail: null }).where(eq(employees.number, 'P-2'));
    await tx
      .update(employees)
      .set({ separatedOn: '2026-01-01' })
      .where(eq(employees.number, 'P-3'));
  });
});

const forgot = (login: string, at = AT, address = '192.0.2.1') =>
  forgotPassword(db, { login, address, at });
const queued = () => db.read.$count(mails, eq(mails.kind, 'password-reset'));

test('known, unknown, without mail, separated: the same nothing, the same hashing, the same writing', async () => {
  const logins = ['P-1', 'p-1', 'person.P-1@CITY.example', 'nobody', 'P-2', 'P-3', ''];
  for (const [minute, login] of logins.entries()) {
    hashing.count = 0;
    const events = await db.read.$count(auditEvents);
    expect(await forgot(login, minutesLater(minute)), login).toBeUndefined();
    expect(hashing.count, login).toBe(1);
    expect((await db.read.$count(auditEvents)) - events, login).toBe(1);
  }
  expect(await queued()).toBe(3);
  expect(await db.read.select({ to: mails.employeeNumber }).from(mails)).toEqual(
    Array.from({ length: 3 }, () => ({ to: 'P-1' })),
  );
});

test('what was typed stands nowhere', async () => {
  await forgot('my secret password by mistake');
  const kept = JSON.stringify(await db.read.select().from(auditEvents));
  expect(kept).not.toContain('secret');
});

test('one person gets a few mails an hour, whoever asks from wherever; signing in waits for nothing', async () => {
  for (let i = 0; i < 60; i += 1) await forgot('P-1', minutesLater(i), `192.0.2.${i}`);
  expect(await queued()).toBeLessThanOrEqual(8);
  expect(await queued()).toBeGreaterThanOrEqual(5);
  // Never locked: the next day there is a mail at once.
  const before = await queued();
  await forgot('P-1', minutesLater(24 * 60));
  expect(await queued()).toBe(before + 1);
  await signIn(db, {
    login: 'P-1',
    password: PASSWORD,
    address: '192.0.2.9',
    oldCookie: undefined,
    at: minutesLater(60),
  });
});

test('one address that asks for everybody has to wait, known or not; others do not', async () => {
  const came: string[] = [];
  for (let i = 0; i < 30; i += 1) came.push(await reason(forgot(`nobody-${i}`)));
  expect(came.at(-1)).toContain('That was asked many times. Please try again in a minute.');
  expect(await reason(forgot('P-1'))).toBe(came.at(-1));
  await forgot('P-1', AT, '198.51.100.1');
  expect(await queued()).toBe(1);
  await forgot('P-1', minutesLater(2));
  expect(await queued()).toBe(2);
});
