import { expect, test } from 'vitest';
import { openDatabase, type Db } from '#db/client.ts';
import { signInThrottle } from '#db/schema/index.ts';
import {
  forgiveAttempt,
  moveDeviceCounts,
  network,
  takeAttempt,
  type Trying,
} from '#auth/throttle.ts';
import { freshDatabase, freshDatabaseUrl } from '../support/database.ts';
import { AT, minutesLater } from './people.ts';

const OWNER = { number: '1042' };
const HOME = '198.51.100.20';
const STRANGER = '203.0.113.7';

test('five failures cost nothing, then each doubles the wait up to a quarter of an hour', async () => {
  const db = await freshDatabase();
  const waits: number[] = [];
  let at = AT;
  for (let i = 0; i < 12; i += 1) {
    const next = await fail(db, { account: OWNER, address: STRANGER }, at);
    waits.push((next.getTime() - at.getTime()) / 1000);
    at = next;
  }
  // The eleventh comes after a quarter of an hour in all, which takes one failure back.
  expect(waits).toEqual([0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 480, 900]);
});

test('an attempt during the wait is refused and does not make it longer', async () => {
  const db = await freshDatabase();
  const trying = { account: OWNER, address: STRANGER };
  const until = await failTimes(db, trying, 6);
  for (let second = 0; second < 30; second += 1) {
    const isNews = second === 0;
    expect(await take(db, trying, minutesLater(second / 60))).toEqual({ waitUntil: until, isNews });
  }
  expect(await take(db, trying, until)).not.toHaveProperty('waitUntil');
});

test('failures are forgiven with time', async () => {
  const db = await freshDatabase();
  const trying = { account: OWNER, address: STRANGER };
  await failTimes(db, trying, 6);
  await fail(db, trying, minutesLater(60));
  // Four of six were forgiven: three are left before the next wait.
  for (let i = 0; i < 2; i += 1) {
    expect(await fail(db, trying, minutesLater(60))).toEqual(minutesLater(60));
  }
  expect((await fail(db, trying, minutesLater(60))) > minutesLater(60)).toBe(true);
});

test('after a day nothing is left', async () => {
  const db = await freshDatabase();
  await failTimes(db, { account: OWNER, address: STRANGER }, 6);
  await fail(db, { account: { number: '7' }, address: HOME }, minutesLater(25 * 60));
  const keys = (await db.read.select().from(signInThrottle)).map((row) => row.key);
  expect(keys.toSorted()).toEqual([`account:7`, `account:7@${HOME}`, `address:${HOME}`]);
});

test('a right password starts the count afresh', async () => {
  const db = await freshDatabase();
  const trying = { account: OWNER, address: HOME };
  await failTimes(db, trying, 5);
  await succeed(db, trying, AT);
  expect(await fail(db, trying, AT)).toEqual(AT);
});

test('right passwords of a whole office never make it wait', async () => {
  const db = await freshDatabase();
  for (let i = 0; i < 100; i += 1) {
    await succeed(db, { account: { number: `${i}` }, address: HOME }, minutesLater(i / 60));
  }
  const rows = await db.read.select().from(signInThrottle);
  expect(rows.every((row) => row.failures === 0 && row.blockedUntil.getTime() === 0)).toBe(true);
});

test('a hundred attempts at once are a hundred', async () => {
  const db = await freshDatabase();
  const all = await Promise.all(
    Array.from({ length: 100 }, () => take(db, { account: OWNER, address: STRANGER }, AT)),
  );
  expect(all.filter((one) => 'counted' in one)).toHaveLength(6);
});

test('one address that tries many accounts waits for a minute at most', async () => {
  const db = await freshDatabase();
  const waits: number[] = [];
  for (let i = 0; i < 40; i += 1) {
    const rows = await db.read.select().from(signInThrottle);
    const blocked = rows.find((row) => row.key === `address:${STRANGER}`)?.blockedUntil ?? AT;
    const at = blocked > AT ? blocked : AT;
    const next = await fail(db, { account: { number: `${i}` }, address: STRANGER }, at);
    waits.push((next.getTime() - at.getTime()) / 1000);
  }
  expect(waits.slice(0, 30)).toEqual(Array(30).fill(0));
  expect(waits.slice(30, 34)).toEqual([5, 10, 20, 40]);
  expect(Math.max(...waits)).toBe(60);
});

test('the wait survives a restart', async () => {
  const url = await freshDatabaseUrl();
  const before = await openDatabase({ url });
  const until = await failTimes(before, { account: OWNER, address: STRANGER }, 6);
  await before.close();
  const after = await openDatabase({ url });
  expect(await take(after, { account: OWNER, address: STRANGER }, AT)).toEqual({
    waitUntil: until,
    isNews: true,
  });
  await after.close();
});

test('a stranger who never stops cannot keep the owner out', async () => {
  const db = await freshDatabase();
  for (let minute = 0; minute < 12 * 60; minute += 1) {
    await take(db, { account: OWNER, address: STRANGER }, minutesLater(minute));
    if (minute % 30 === 29) {
      const attempt = await take(db, { account: OWNER, address: HOME }, minutesLater(minute));
      if ('waitUntil' in attempt) throw new Error(`kept out at minute ${minute}`);
      await db.write((tx) => forgiveAttempt(tx, attempt));
    }
  }
});

test('no stranger keeps the owner out of a device they have signed in from', async () => {
  const db = await freshDatabase();
  const fromKnown = { account: OWNER, address: HOME, device: 'd1' };
  for (let i = 0; i < 100; i += 1) {
    await take(db, { account: OWNER, address: `203.0.113.${i}` }, AT);
    // Somebody in the same building.
    await take(db, { account: OWNER, address: HOME }, AT);
  }
  expect(await take(db, { account: OWNER, address: HOME }, AT)).toHaveProperty('waitUntil');
  expect(await take(db, fromKnown, AT)).not.toHaveProperty('waitUntil');
  // There, too, the owner's own failures count, and nowhere else.
  const before = await wideCounts(db);
  await failTimes(db, fromKnown, 5);
  expect(await take(db, fromKnown, AT)).toHaveProperty('waitUntil');
  expect(await wideCounts(db)).toEqual(before);
});

test('a device that goes on under another hash brings its count along', async () => {
  const db = await freshDatabase();
  const until = await failTimes(db, { account: OWNER, address: HOME, device: 'old' }, 6);
  await failTimes(db, { account: OWNER, address: HOME, device: 'older' }, 1);
  await db.write((tx) => moveDeviceCounts(tx, 'old', 'new'));
  const waiting = await take(db, { account: OWNER, address: HOME, device: 'new' }, AT);
  expect(waiting).toMatchObject({ waitUntil: until });
  const keys = (await db.read.select().from(signInThrottle)).map((row) => row.key);
  expect(keys.toSorted()).toEqual(['device:new@1042', 'device:older@1042']);
});

test('strangers everywhere keep the owner waiting for half a minute, mistyping included', async () => {
  const db = await freshDatabase();
  const owner = { account: OWNER, address: HOME };
  const attack = async (minute: number) => {
    for (let i = 0; i < 50; i += 1) {
      await take(db, { account: OWNER, address: `203.0.113.${i}` }, minutesLater(minute));
    }
  };
  for (let minute = 0; minute < 180; minute += 1) await attack(minute);

  const asked = minutesLater(180);
  expect(await take(db, owner, asked)).toMatchObject({ waitUntil: minutesLater(180.5) });
  expect(await take(db, owner, minutesLater(180.4))).toMatchObject({
    waitUntil: minutesLater(180.5),
  });
  await attack(180.5);
  for (let i = 0; i < 3; i += 1) {
    expect(await take(db, owner, minutesLater(180.5))).not.toHaveProperty('waitUntil');
  }
  // Whoever goes on waits like everybody.
  expect(await take(db, owner, minutesLater(181))).toHaveProperty('waitUntil');
  expect(await take(db, owner, minutesLater(181.6))).toHaveProperty('waitUntil');
});

test('a turn past the wait is for so many addresses a day, so guessing stays slow in sum', async () => {
  const db = await freshDatabase();
  let guesses = 0;
  for (const minute of [0, 1, 2, 20, 40, 60]) {
    for (let i = 0; i < 700; i += 1) {
      const trying = { account: OWNER, address: `10.0.${i >> 8}.${i & 255}` };
      if ('counted' in (await take(db, trying, minutesLater(minute)))) guesses += 1;
    }
  }
  expect(guesses).toBeGreaterThan(1500);
  expect(guesses).toBeLessThan(1600);
});

test('somebody signed in confirms on a count that no stranger touches', async () => {
  const db = await freshDatabase();
  await failTimes(db, { account: OWNER, address: HOME }, 6);
  expect(await take(db, { account: OWNER, address: HOME }, AT)).toHaveProperty('waitUntil');
  expect(await fail(db, { confirming: '1042' }, AT)).toEqual(AT);
  await failTimes(db, { confirming: '1042' }, 5);
  expect(await take(db, { confirming: '1042' }, AT)).toHaveProperty('waitUntil');
  expect(await take(db, { confirming: '1043' }, AT)).not.toHaveProperty('waitUntil');
});

test('a login nobody has waits like one somebody has, and is not kept', async () => {
  const db = await freshDatabase();
  const unknown = { account: { unknownLogin: 'Hunter2Hunter2Hunter2' }, address: STRANGER };
  const known = { account: OWNER, address: HOME };
  for (let i = 0; i < 8; i += 1) {
    const a = await take(db, unknown, AT);
    const b = await take(db, known, AT);
    expect('waitUntil' in a && a.waitUntil).toEqual('waitUntil' in b && b.waitUntil);
  }
  const rows = JSON.stringify(await db.read.select().from(signInThrottle));
  expect(rows.toLowerCase()).not.toContain('hunter2');
});

test('an IPv6 network of 64 bits counts as one address', () => {
  expect(network('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
  expect(network('2001:0db8:0001:0002::9')).toBe('2001:db8:1:2::/64');
  expect(network('2001:db8::1')).toBe('2001:db8:0:0::/64');
  expect(network('::1')).toBe('0:0:0:0::/64');
  expect(network('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
  expect(network('::ffff:203.0.113.7')).toBe('::ffff:203.0.113.7');
  expect(network('203.0.113.7')).toBe('203.0.113.7');
});

function take(db: Db, trying: Trying, at: Date) {
  return db.write((tx) => takeAttempt(tx, trying, at));
}

/** What is counted by account and by address. */
async function wideCounts(db: Db) {
  const rows = await db.read.select().from(signInThrottle);
  return rows.filter((row) => !row.key.startsWith('device:'));
}

/** When the next attempt may be made. */
async function fail(db: Db, trying: Trying, at: Date): Promise<Date> {
  const attempt = await take(db, trying, at);
  if ('waitUntil' in attempt)
    throw new Error(`has to wait until ${attempt.waitUntil.toISOString()}`);
  return attempt.nextAt ?? at;
}

async function failTimes(db: Db, trying: Trying, times: number): Promise<Date> {
  let next = AT;
  for (let i = 0; i < times; i += 1) next = await fail(db, trying, AT);
  return next;
}

async function succeed(db: Db, trying: Trying, at: Date): Promise<void> {
  const attempt = await take(db, trying, at);
  if ('waitUntil' in attempt) throw new Error('has to wait');
  await db.write((tx) => forgiveAttempt(tx, attempt));
}
