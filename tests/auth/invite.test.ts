import { eq } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { accountOf, countNewcomers, inviteMany, newcomerNumbers, newcomers } from '#auth/invite.ts';
import { endLinks, makeLink, openLink } from '#auth/password-links.ts';
import type { Db } from '#db/client.ts';
import { auditEvents, employees, mails, passwords } from '#db/schema/index.ts';
import { freshDatabase, reason } from '../support/database.ts';
import { addPerson, AT, minutesLater } from './people.ts';

let db: Db;
beforeEach(async () => {
  db = await freshDatabase();
  for (const number of ['HR', 'N-1', 'N-2', 'N-3', 'N-4']) await addPerson(db, { number });
  await db.write(async (tx) => {
    for (const number of ['N-1', 'N-2', 'N-3', 'N-4']) {
      await tx.delete(passwords).where(eq(passwords.employeeNumber, number));
    }
    await tx.update(employees).set({ mail: null }).where(eq(employees.number, 'N-3'));
    await tx
      .update(employees)
      .set({ separatedOn: '2026-01-01' })
      .where(eq(employees.number, 'N-4'));
  });
});
const ALL = ['HR', 'N-1', 'N-2', 'N-3', 'N-4', 'N-9', 'N-1'];
const invite = (numbers: string[], at = AT) => inviteMany(db, { numbers, by: 'HR', at });

test('who can be invited is, once each; the others are told of with why', async () => {
  const { invited, left } = await invite(ALL);
  expect(invited).toEqual(['N-1', 'N-2']);
  expect(Object.fromEntries(left.map(({ number, why }) => [number, why]))).toEqual({
    HR: 'They have a password; who forgot theirs asks for a new one on the sign-in page.',
    'N-3': 'They have no work e-mail.',
    'N-4': 'They have left.',
    'N-9': 'No employee has this number.',
  });
  const queued = await db.read.select().from(mails);
  expect(queued.map((mail) => [mail.kind, mail.employeeNumber, mail.queuedBy])).toEqual([
    ['invitation', 'N-1', 'HR'],
    ['invitation', 'N-2', 'HR'],
  ]);
  expect(JSON.stringify(queued)).not.toMatch(/[\w-]{43}/);
  const acts = await db.read.select().from(auditEvents).where(eq(auditEvents.actor, 'HR'));
  expect(acts.map(({ act, subject }) => [act, subject])).toEqual([
    ['person.invited', 'N-1'],
    ['person.invited', 'N-2'],
  ]);
});

test('invited again while the mail waits changes nothing; once it went out, the old link ends', async () => {
  await invite(['N-1']);
  expect((await invite(['N-1'], minutesLater(1))).left[0]?.why).toContain('waits to go out');
  const token = await db.write((tx) =>
    makeLink(tx, { kind: 'invite', employeeNumber: 'N-1', by: 'HR', at: AT }),
  );
  await db.write((tx) => tx.update(mails).set({ state: 'sent' }));
  expect((await openLink(db.read, token, minutesLater(2))).person?.number).toBe('N-1');
  expect((await invite(['N-1'], minutesLater(3))).invited).toEqual(['N-1']);
  expect(await reason(openLink(db.read, token, minutesLater(3)))).toContain('cannot be used');
  expect(await db.read.$count(mails)).toBe(2);
});

test('the list says who has set no password, and when each was invited', async () => {
  expect(await countNewcomers(db, AT)).toEqual({
    all: 3,
    'not-invited': 2,
    invited: 0,
    'no-mail': 1,
  });
  await invite(['N-1']);
  expect(await countNewcomers(db, AT)).toMatchObject({ 'not-invited': 1, invited: 1 });
  expect(await newcomerNumbers(db, 'not-invited', AT)).toEqual(['N-2']);
  const page = await newcomers(db, { filter: 'all', page: 1, size: 2, at: AT });
  expect(page.map(({ number, invitation }) => [number, invitation])).toEqual([
    ['N-1', { at: AT, state: 'waiting', isOver: false }],
    ['N-2', undefined],
  ]);
});

test('an invitation whose link opens nothing any more is told as over', async () => {
  await invite(['N-1']);
  await db.write((tx) => makeLink(tx, { kind: 'invite', employeeNumber: 'N-1', by: 'HR', at: AT }));
  await db.write((tx) => tx.update(mails).set({ state: 'sent' }));
  const isOver = async (at: Date) => (await accountOf(db, 'N-1', at)).invitation?.isOver;
  const week = 7 * 24 * 60;
  expect(await isOver(minutesLater(week - 1))).toBe(false);
  expect(await isOver(minutesLater(week))).toBe(true);
  // As when a roster had them leave by mistake, and come back.
  await db.write((tx) => endLinks(tx, 'N-1'));
  expect(await isOver(minutesLater(1))).toBe(true);
});
