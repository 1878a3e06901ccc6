import { expect, test } from 'vitest';
import type { Db } from '#db/client.ts';
import { auditEvents, knownDevices } from '#db/schema/index.ts';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { readSession } from '#auth/sessions.ts';
import { signIn } from '#auth/sign-in.ts';
import { takeAttempt } from '#auth/throttle.ts';
import { freshDatabase } from '../support/database.ts';
import { addPerson, AT, minutesLater, PASSWORD } from './people.ts';

const ADDRESS = '203.0.113.7';
const trying = { password: PASSWORD, address: ADDRESS, oldCookie: undefined, at: AT };

test('a device is known from the first sign-in on, to those who signed in there alone', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  await addPerson(db, { number: '1043' });
  const { deviceValue } = await signIn(db, { ...trying, login: '1042' });
  await attack(db, '1042');
  await attack(db, '1043');

  const known = { ...trying, oldDevice: deviceValue };
  await expect(signIn(db, { ...trying, login: '1042' })).rejects.toMatchObject({
    code: 'too-many',
  });
  await expect(signIn(db, { ...known, login: '1043' })).rejects.toMatchObject({
    code: 'too-many',
  });
  const again = await signIn(db, { ...known, login: '1042' });
  expect(again.deviceValue).not.toBe(deviceValue);
});

test('a device that several people use stays known to each, under a new value each time', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  await addPerson(db, { number: '1043' });
  const first = await signIn(db, { ...trying, login: '1042' });
  const second = await signIn(db, {
    ...trying,
    login: '1043',
    oldDevice: first.deviceValue,
  });
  await attack(db, '1042');
  // Somebody copied the first value before the other signed in: it is worth nothing now.
  await expect(
    signIn(db, { ...trying, login: '1042', oldDevice: first.deviceValue }),
  ).rejects.toMatchObject({ code: 'too-many' });
  await signIn(db, { ...trying, login: '1042', oldDevice: second.deviceValue });
});

test('signing in as oneself brings no fresh tries at somebody else on the same device', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  await addPerson(db, { number: '1043' });
  let { deviceValue } = await signIn(db, { ...trying, login: '1042' });
  for (let round = 0; round < 3; round += 1) {
    for (let i = 0; i < 5; i += 1) {
      const guess = { ...trying, login: '1042', password: 'a guess', oldDevice: deviceValue };
      await signIn(db, guess).catch(() => undefined);
    }
    const own = await signIn(db, { ...trying, login: '1043', oldDevice: deviceValue });
    deviceValue = own.deviceValue;
  }
  const events = await db.read.select().from(auditEvents);
  const guesses = events.filter((event) => event.act === 'session.refused');
  expect(guesses).toHaveLength(6);
});

test('a device signs nobody in, is stored as a hash alone, and a new password forgets it', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const { deviceValue } = await signIn(db, { ...trying, login: '1042' });
  expect(await readSession(db, deviceValue, AT)).toBeUndefined();
  const stored = await db.read.select().from(knownDevices);
  expect(stored).toMatchObject([{ employeeNumber: '1042', lastUsedAt: AT }]);
  expect(JSON.stringify(stored)).not.toContain(deviceValue);

  const hashed = await hashPassword('another seven lanterns');
  await db.write((tx) => setPassword(tx, '1042', hashed, AT));
  expect(await db.read.select().from(knownDevices)).toEqual([]);
});

test('a device nobody has used for 400 days is forgotten', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  await signIn(db, { ...trying, login: '1042' });
  const { deviceValue } = await signIn(db, {
    ...trying,
    login: '1042',
    at: minutesLater(401 * 24 * 60),
  });
  expect(deviceValue).toBeDefined();
  expect(await db.read.select().from(knownDevices)).toHaveLength(1);
});

/** Strangers everywhere, and one in the same building, fail until the account waits. */
async function attack(db: Db, number: string) {
  const from = (address: string) => ({ account: { number }, address });
  for (let i = 0; i < 20; i += 1) {
    await db.write((tx) => takeAttempt(tx, from(`192.0.2.${i}`), AT));
    await db.write((tx) => takeAttempt(tx, from(ADDRESS), AT));
  }
}
