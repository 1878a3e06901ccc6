import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { confirmKioskCode } from '#auth/confirm-kiosk-code.ts';
import { confirmWitness } from '#auth/confirm-witness.ts';
import { requireRole } from '#auth/guards.ts';
import { inGroups, makeSlips, type Slip } from '#auth/kiosk-codes.ts';
import { isOfKiosk, readSession } from '#auth/sessions.ts';
import { signIn } from '#auth/sign-in.ts';
import { signInAtKiosk } from '#auth/sign-in-at-kiosk.ts';
import type { Db } from '#db/client.ts';
import { auditEvents, employees, knownDevices, sessions } from '#db/schema/index.ts';
import { freshDatabase, reason } from '../support/database.ts';
import { addPerson, AT, minutesLater, PASSWORD } from './people.ts';

const TABLET = '192.0.2.10';
const STRANGER = '198.51.100.9';
let db: Db;
let slip: Slip;
beforeEach(async () => {
  db = await freshDatabase();
  const ana = await addPerson(db, { number: 'A-1', name: 'Ana', roles: ['hr', 'manager'] });
  await addPerson(db, { number: 'B-2', name: 'Ben' });
  [slip] = (await makeSlips(db, { people: [ana], by: 'B-2', at: AT })) as [Slip];
});

const enter = (code: string, over: Partial<Parameters<typeof signInAtKiosk>[1]> = {}) =>
  signInAtKiosk(db, {
    number: 'A-1',
    code,
    address: TABLET,
    oldCookie: undefined,
    at: AT,
    ...over,
  });

describe('signing in on a shared tablet', () => {
  test('takes number and code in any case and grouping, and an 8 typed as B', async () => {
    const typed = inGroups(slip.visits[0]!).toLowerCase().replaceAll('8', 'b').replaceAll('5', 's');
    const { cookieValue } = await enter(` ${typed} `, { number: ' a-1 ' });
    expect(isOfKiosk(cookieValue)).toBe(true);
    expect(await readSession(db, cookieValue, AT)).toMatchObject({
      number: 'A-1',
      method: 'kiosk-code',
    });
  });

  test('is for four minutes unless something happens, and for four hours at most', async () => {
    const { cookieValue } = await enter(slip.visits[0]!);
    expect((await readSession(db, cookieValue, AT))!.idleUntil).toEqual(minutesLater(4));
    for (let minute = 3; minute < 240; minute += 3) {
      expect(await readSession(db, cookieValue, minutesLater(minute)), `${minute}`).toBeDefined();
    }
    expect(await readSession(db, cookieValue, minutesLater(240))).toBeUndefined();
    const second = await enter(slip.visits[1]!);
    expect(await readSession(db, second.cookieValue, minutesLater(4))).toBeUndefined();
  });

  test('gives no role, whatever the person has', async () => {
    const { cookieValue } = await enter(slip.visits[0]!);
    const signedIn = (await readSession(db, cookieValue, AT))!;
    expect(signedIn.roles).toEqual(['employee']);
    expect(() => requireRole({ signedIn }, 'hr', 'manager')).toThrow('not for a shared tablet');
  });

  test('makes no device known and ends the session that was there', async () => {
    const first = await enter(slip.visits[0]!);
    const second = await enter(slip.visits[1]!, { oldCookie: first.cookieValue });
    expect(await readSession(db, first.cookieValue, AT)).toBeUndefined();
    expect(await readSession(db, second.cookieValue, AT)).toBeDefined();
    expect(await db.read.select().from(knownDevices)).toEqual([]);
  });

  test('a code is good once, for twenty who send it at once as well', async () => {
    const code = slip.visits[0]!;
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => enter(code, { address: `203.0.113.${n}` })),
    );
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await db.read.select().from(sessions)).toHaveLength(1);
    expect(await reason(enter(code))).toContain('used before');
  });

  test('is refused in the same words for all that is wrong', async () => {
    const [first, second] = slip.visits as [string, string];
    const said = new Set([
      await reason(enter('AAAAA-AAAAA')),
      await reason(enter(first, { number: 'nobody' })),
      await reason(enter(first, { number: 'B-2' })),
      // To sign with, and too old.
      await reason(enter(slip.signing)),
      await reason(enter(first, { at: minutesLater(14 * 24 * 60) })),
    ]);
    await db.write((tx) =>
      tx.update(employees).set({ separatedOn: '2026-03-01' }).where(eq(employees.number, 'A-1')),
    );
    said.add(await reason(enter(second)));
    expect([...said]).toEqual([expect.stringContaining('do not belong together')]);
  });

  test('is in the audit log without what was typed', async () => {
    await reason(enter('AAAAA-AAAAA', { number: 'my secret' }));
    await enter(slip.visits[0]!);
    const events = (await db.read.select().from(auditEvents)).filter(({ act }) =>
      act.startsWith('session.'),
    );
    expect(events.map(({ act, detail }) => [act, detail?.['method']])).toEqual([
      ['session.refused', 'kiosk-code'],
      ['session.started', 'kiosk-code'],
    ]);
    expect(JSON.stringify(events)).not.toMatch(/AAAAA|secret/);
  });
});

describe('wrong codes', () => {
  test('make wait, and right ones take theirs back', async () => {
    for (let n = 0; n < 11; n += 1) await reason(enter('AAAAA-AAAAA'));
    expect(await reason(enter(slip.visits[0]!))).toContain('many failed tries');
    // Thirty seconds at most, however many there were.
    for (let n = 1; n < 40; n += 1) await reason(enter('AAAAA-AAAAA', { at: minutesLater(n / 2) }));
    expect(await enter(slip.visits[0]!, { at: minutesLater(20.5) })).toBeDefined();
  });

  test('of a stranger elsewhere never count at the tablet, nor for a password', async () => {
    for (let n = 0; n < 300; n += 1) {
      const address = `198.51.100.${n % 250}`;
      await reason(enter('AAAAA-AAAAA', { address }));
    }
    expect(await enter(slip.visits[0]!)).toBeDefined();
    const login = { login: 'A-1', password: PASSWORD, address: STRANGER, oldCookie: undefined };
    expect(await signIn(db, { ...login, at: AT })).toBeDefined();
  });

  test('of a whole department at one tablet keep nobody out of it', async () => {
    // Sixty people mistype within the hour; the next one types it right.
    for (let n = 0; n < 60; n += 1) {
      await reason(enter('AAAAA-AAAAA', { number: `X-${n}`, at: minutesLater(n) }));
    }
    expect(await enter(slip.visits[0]!, { at: minutesLater(60) })).toBeDefined();
    // And sixty within one minute: then ten seconds go by.
    for (let n = 0; n < 65; n += 1) {
      await reason(enter('AAAAA-AAAAA', { number: `Y-${n}`, at: minutesLater(61) }));
    }
    expect(await reason(enter(slip.visits[1]!, { at: minutesLater(61) }))).toContain('many failed');
    expect(await enter(slip.visits[1]!, { at: minutesLater(61.2) })).toBeDefined();
  });
});

describe('the signing code', () => {
  const ana = { number: 'A-1' };
  test('is the person’s own, and not used up by being looked at', async () => {
    expect(await reason(confirmKioskCode(db, ana, ' ', TABLET, AT))).toContain('Type your signing');
    const wrong = slip.visits[0]!;
    expect(await reason(confirmKioskCode(db, ana, wrong, TABLET, AT))).toContain('newest slip');
    const other = { number: 'B-2' };
    expect(await reason(confirmKioskCode(db, other, slip.signing, TABLET, AT))).toContain('newest');
    const shown = await confirmKioskCode(db, ana, slip.signing, TABLET, AT);
    expect(shown).toMatchObject({ madeBy: 'B-2', madeAt: AT });
    const again = await confirmKioskCode(db, ana, slip.signing, TABLET, AT);
    await db.write((tx) => shown.useUp(tx));
    expect(await reason(db.write((tx) => again.useUp(tx)))).toContain('just now');
    expect(await reason(confirmKioskCode(db, ana, slip.signing, TABLET, AT))).toContain('newest');
  });
});

describe('a witness', () => {
  const asked = {
    signer: { number: 'A-1' },
    issuer: 'H-1',
    number: 'B-2',
    password: PASSWORD,
    saw: true,
    address: TABLET,
    at: AT,
  };
  const witness = (over: Partial<typeof asked> = {}) => confirmWitness(db, { ...asked, ...over });

  test('is another employee, with a password, and says so', async () => {
    expect(await witness({ number: 'b-2' })).toEqual({
      number: 'B-2',
      name: 'Ben',
      title: 'Firefighter',
      method: 'password',
      at: AT,
    });
    expect(await reason(witness({ number: 'A-1' }))).toContain('their own witness');
    expect(await reason(witness({ number: 'person.a-1@city.example' }))).toContain('own witness');
    expect(await reason(witness({ saw: false }))).toContain('checks the box');
    expect(await reason(witness({ number: '' }))).toContain('employee number');
  });

  test('is refused in the same words when unknown, separated or wrong, and waits after many', async () => {
    const said = new Set([
      await reason(witness({ number: 'nobody' })),
      await reason(witness({ password: 'wrong' })),
    ]);
    await db.write((tx) =>
      tx.update(employees).set({ separatedOn: '2026-03-01' }).where(eq(employees.number, 'B-2')),
    );
    said.add(await reason(witness()));
    expect([...said]).toEqual([expect.stringContaining('do not belong together')]);
    await db.write((tx) =>
      tx.update(employees).set({ separatedOn: null }).where(eq(employees.number, 'B-2')),
    );
    for (let n = 0; n < 6; n += 1) await reason(witness({ password: 'wrong' }));
    expect(await reason(witness())).toContain('many failed tries');
    expect(await witness({ at: minutesLater(15) })).toBeDefined();
    const events = await db.read.select().from(auditEvents);
    expect(events.filter(({ act }) => act === 'witness.refused')[0]).toMatchObject({
      actor: 'A-1',
    });
  });
});
