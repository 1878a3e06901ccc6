import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { endLinks, LINK_LASTS, makeLink, openLink } from '#auth/password-links.ts';
import { choosePassword } from '#auth/set-password.ts';
import { readSession } from '#auth/sessions.ts';
import { signIn } from '#auth/sign-in.ts';
import type { Db } from '#db/client.ts';
import { auditEvents, employees, knownDevices, mails, passwordLinks } from '#db/schema/index.ts';
import { freshDatabase, reason } from '../support/database.ts';
import { addPerson, AT, minutesLater, PASSWORD } from './people.ts';

const NEW = 'copper kettle walks on tuesday';
const CITY = 'City of Kirkwood, MO';
const OVER = 'This link cannot be used any more. Ask for a new one; it takes a minute.';
const browser = { address: '192.0.2.1', oldCookie: undefined };

let db: Db;
beforeEach(async () => {
  db = await freshDatabase();
  await addPerson(db, { number: 'P-1', name: 'Nora Newhire' });
});

const link = (kind: 'invite' | 'reset', at = AT, employeeNumber = 'P-1') =>
  db.write((tx) => makeLink(tx, { kind, employeeNumber, by: 'system', at }));
const choose = (token: string, at = AT, password = NEW) =>
  choosePassword(db, { token, typed: { password, again: password }, city: CITY, browser, at });
const enter = (password: string, at = AT) =>
  signIn(db, { login: 'P-1', password, address: '192.0.2.1', oldCookie: undefined, at });

describe('a link', () => {
  test('has 256 bits, of which the database has the hash alone', async () => {
    const token = await link('reset');
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const rows = JSON.stringify(await db.read.select().from(passwordLinks));
    expect(rows).not.toContain(token);
    expect(JSON.stringify(await db.read.select().from(auditEvents))).not.toContain(token);
  });

  test('looked at is not used', async () => {
    const token = await link('reset');
    for (let i = 0; i < 3; i += 1) {
      const { kind, person } = await openLink(db.read, token, AT);
      expect([kind, person?.name]).toEqual(['reset', 'Nora Newhire']);
    }
    expect(await choose(token)).toEqual({ kind: 'reset' });
  });

  test('is used by one of twenty at once', async () => {
    const token = await link('reset');
    const came = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        choose(token, AT, `${NEW} ${i}`).then(
          () => 'set',
          (error: Error) => error.message,
        ),
      ),
    );
    expect(came.filter((one) => one === 'set')).toHaveLength(1);
    expect(new Set(came)).toEqual(new Set(['set', OVER]));
  });

  test('lasts an hour to reset, seven days when invited, by the clock', async () => {
    await db.write((tx) => tx.delete(knownDevices));
    const token = await link('reset');
    const last = new Date(AT.getTime() + LINK_LASTS.reset - 1);
    expect((await openLink(db.read, token, last)).kind).toBe('reset');
    expect(await reason(openLink(db.read, token, minutesLater(60)))).toBe(OVER);
    expect(await reason(choose(token, minutesLater(60)))).toBe(OVER);
    expect(LINK_LASTS.reset).toBeLessThanOrEqual(60 * 60_000);
    expect(LINK_LASTS.invite).toBeLessThanOrEqual(7 * 24 * 60 * 60_000);
  });

  test('wrong, used, over, or of somebody who has left: one and the same refusal', async () => {
    const used = await link('reset');
    await choose(used);
    const separated = await link('reset');
    await db.write((tx) =>
      tx.update(employees).set({ separatedOn: '2026-03-09' }).where(eq(employees.number, 'P-1')),
    );
    for (const token of [used, separated, 'A'.repeat(43), '', 'no token', '%00']) {
      expect(await reason(openLink(db.read, token, AT)), token).toBe(OVER);
      expect(await reason(choose(token)), token).toBe(OVER);
    }
    expect(await reason(link('reset'))).toContain('no such employee now');
  });

  test('a new invitation ends those before it; a reset that a stranger asks for ends none', async () => {
    await addPerson(db, { number: 'P-2' });
    await db.write((tx) => tx.run(`DELETE FROM passwords WHERE employee_number = 'P-2'`));
    const first = await link('invite', AT, 'P-2');
    const second = await link('invite', AT, 'P-2');
    expect(await reason(openLink(db.read, first, AT))).toBe(OVER);
    expect((await openLink(db.read, second, AT)).kind).toBe('invite');

    const mine = await link('reset');
    await link('reset', minutesLater(1));
    expect((await openLink(db.read, mine, minutesLater(2))).kind).toBe('reset');
  });

  test('invites nobody who has a password: it would be a reset that lasts a week', async () => {
    expect(await reason(link('invite'))).toContain('have set a password meanwhile');
  });
});

describe('a password set by link', () => {
  test('a reset ends every session and link, forgets devices, and queues the notice', async () => {
    const before = await enter(PASSWORD);
    const other = await link('reset');
    const token = await link('reset');
    await choose(token, minutesLater(1));

    expect(await readSession(db, before.cookieValue, minutesLater(1))).toBeUndefined();
    expect(await reason(openLink(db.read, other, minutesLater(1)))).toBe(OVER);
    expect(await db.read.$count(knownDevices)).toBe(0);
    const [mail] = await db.read.select().from(mails);
    expect(mail).toMatchObject({ kind: 'password-changed', employeeNumber: 'P-1' });
    expect(await reason(enter(PASSWORD, minutesLater(1)))).toContain('do not belong together');
    await enter(NEW, minutesLater(1));
  });

  test('whoever was invited is signed in by it', async () => {
    await db.write((tx) => tx.run(`DELETE FROM passwords`));
    const chosen = await choose(await link('invite'));
    if (chosen.kind !== 'invite') throw new Error('not signed in');
    const signedIn = await readSession(db, chosen.begun.cookieValue, AT);
    expect(signedIn?.number).toBe('P-1');
  });

  test('a refused password leaves the link good', async () => {
    const token = await link('reset');
    expect(await reason(choose(token, AT, 'short'))).toContain('too short');
    expect(await reason(choose(token, AT, 'Kirkwood Fire 2026!'))).toContain('easy to guess');
    expect(await choose(token)).toEqual({ kind: 'reset' });
  });

  test('links that are gone are asked for by nobody: a password that is set ends them', async () => {
    const token = await link('reset');
    await db.write((tx) => endLinks(tx, 'P-1'));
    expect(await reason(openLink(db.read, token, AT))).toBe(OVER);
  });
});
