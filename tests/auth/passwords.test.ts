import * as argon2 from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { beforeEach, expect, test, vi } from 'vitest';
import { passwords } from '#db/schema/index.ts';
import {
  checkPassword,
  DUMMY,
  hashPassword,
  PARAMETERS,
  replaceHash,
  setPassword,
} from '#auth/passwords.ts';
import { readSession, startSession } from '#auth/sessions.ts';
import { freshDatabase } from '../support/database.ts';
import { addPerson, AT, PASSWORD } from './people.ts';

vi.mock('@node-rs/argon2', { spy: true });
beforeEach(() => vi.clearAllMocks());

test('a hash says argon2id with at least 19456 KiB and two passes', async () => {
  const hashed = await hashPassword(PASSWORD);
  expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(hashed).not.toBe(await hashPassword(PASSWORD));
});

test('the stand-in hash costs what a real one costs', () => {
  const { algorithm, memoryCost, timeCost, parallelism } = argon2.parseOptions(DUMMY);
  expect({ algorithm, memoryCost, timeCost, parallelism }).toEqual(PARAMETERS);
});

test('a password of 14 characters is too short and one of 129 too long', async () => {
  await expect(hashPassword('fourteen chars')).rejects.toMatchObject({
    code: 'bad-input',
    field: 'password',
    message: expect.stringContaining('at least 15'),
  });
  await expect(hashPassword('x'.repeat(129))).rejects.toMatchObject({ code: 'bad-input' });
  await expect(hashPassword('fifteen charact')).resolves.toBeDefined();
  await expect(hashPassword('x'.repeat(128))).resolves.toBeDefined();
});

test('characters are counted as people count them', async () => {
  await expect(hashPassword('🔥'.repeat(14))).rejects.toMatchObject({ code: 'bad-input' });
  await expect(hashPassword('🔥'.repeat(15))).resolves.toBeDefined();
});

test('a password typed on another keyboard is the same password', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042', password: 'café à la crème ﬁne' });
  expect(await checkPassword(db, '1042', 'café à la crème fine'.normalize('NFD'))).toEqual({
    right: true,
  });
});

test('nobody, somebody without a password and a wrong password cost one hash each', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  vi.clearAllMocks();
  for (const number of [undefined, '9999', '1042']) {
    expect(await checkPassword(db, number, 'not the password at all')).toEqual({ right: false });
  }
  expect(await checkPassword(db, '1042', 'x'.repeat(5000))).toEqual({ right: false });
  expect(argon2.verify).toHaveBeenCalledTimes(4);
  expect(argon2.hash).not.toHaveBeenCalled();
});

test('at most two hashes are worked on at once', async () => {
  const db = await freshDatabase();
  let running = 0;
  let most = 0;
  vi.mocked(argon2.verify).mockImplementation(async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((done) => setTimeout(done, 5));
    running -= 1;
    return false;
  });
  await Promise.all(Array.from({ length: 20 }, () => checkPassword(db, undefined, 'whatever')));
  vi.mocked(argon2.verify).mockReset();
  expect(most).toBe(2);
});

test('when the line is long the portal says so', async () => {
  const db = await freshDatabase();
  vi.mocked(argon2.verify).mockImplementation(async () => {
    await new Promise((done) => setTimeout(done, 1));
    return false;
  });
  const all = await Promise.allSettled(
    Array.from({ length: 110 }, () => checkPassword(db, undefined, 'whatever')),
  );
  vi.mocked(argon2.verify).mockReset();
  const refused = all.filter((one) => one.status === 'rejected');
  expect(refused).toHaveLength(8);
  expect(refused[0]?.reason).toMatchObject({ code: 'busy' });
});

test('a weaker hash is replaced at the next right password', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const weak = await argon2.hash(PASSWORD, { memoryCost: 8192, timeCost: 2, parallelism: 1 });
  await db.write(async (tx) => {
    await tx.update(passwords).set({ hash: weak }).where(eq(passwords.employeeNumber, '1042'));
  });

  const { right, rehash } = await checkPassword(db, '1042', PASSWORD);
  expect(right).toBe(true);
  if (!rehash) throw new Error('no stronger hash');
  await db.write((tx) => replaceHash(tx, '1042', rehash));

  expect(await checkPassword(db, '1042', PASSWORD)).toEqual({ right: true });
});

test('a stronger hash never undoes a password changed meanwhile', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042', password: 'the new one is this' });
  const to = await hashPassword(PASSWORD);
  await db.write((tx) => replaceHash(tx, '1042', { from: 'the old hash', to }));
  expect((await checkPassword(db, '1042', 'the new one is this')).right).toBe(true);
});

test('a changed password ends every session', async () => {
  const db = await freshDatabase();
  await addPerson(db, { number: '1042' });
  const { cookieValue } = await db.write((tx) => startSession(tx, '1042', AT));
  const hashed = await hashPassword('another long password');
  await db.write((tx) => setPassword(tx, '1042', hashed, AT));
  expect(await readSession(db, cookieValue, AT)).toBeUndefined();
});
