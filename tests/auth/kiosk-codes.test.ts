import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { inGroups, makeSlips, MOST_SLIPS, SLIP_DAYS, type Slip } from '#auth/kiosk-codes.ts';
import type { Db } from '#db/client.ts';
import { auditEvents, employees, kioskCodes } from '#db/schema/index.ts';
import { freshDatabase, reason } from '../support/database.ts';
import { addPerson, AT } from './people.ts';

let db: Db;
let ana: string;
let ben: string;
beforeEach(async () => {
  db = await freshDatabase();
  ana = await addPerson(db, { number: 'A-1', name: 'Ana' });
  ben = await addPerson(db, { number: 'B-2', name: 'Ben' });
});

const slipFor = async (...people: string[]): Promise<Slip[]> =>
  makeSlips(db, { people, by: 'HR-1', at: AT });

describe('slips', () => {
  test('pain 25: three codes to sign in and one to sign, each ten signs without look-alikes', async () => {
    const [slip] = await slipFor(ana);
    expect(slip).toMatchObject({ number: 'A-1', name: 'Ana' });
    expect(slip!.endsAt.getTime() - AT.getTime()).toBe(SLIP_DAYS * 86_400_000);
    const codes = [...slip!.visits, slip!.signing];
    expect(slip!.visits).toHaveLength(3);
    expect(new Set(codes).size).toBe(4);
    for (const code of codes) expect(code).toMatch(/^[2-9ACDEFGHJKMNPQRTUVWXY]{10}$/);
    expect(inGroups('ABCDE23456')).toBe('ABCDE-23456');
  });

  test('draw from at least 48 bits, every sign of them', async () => {
    const slips = await makeSlips(db, { people: [ana], by: 'HR-1', at: AT });
    for (let round = 0; round < 60; round += 1) slips.push(...(await slipFor(ana)));
    const signs = new Set(
      slips.flatMap(({ visits, signing }) => [...visits, signing].join('')).join(''),
    );
    // 2,440 signs drawn: that one of 28 never comes has a chance of 28 × (27/28)^2440 < 10^-36.
    expect(signs.size).toBe(28);
    expect(10 * Math.log2(signs.size)).toBeGreaterThanOrEqual(48);
  });

  test('stand nowhere: the rows hold SHA-256 of number and code, the audit log nothing', async () => {
    const [slip] = await slipFor(ana);
    const rows = await db.read.select().from(kioskCodes);
    const hash = (code: string) => createHash('sha256').update(`A-1 ${code}`).digest('hex');
    expect(rows.map(({ codeHash }) => codeHash).toSorted()).toEqual(
      [...slip!.visits, slip!.signing].map(hash).toSorted(),
    );
    const everything = JSON.stringify([rows, await db.read.select().from(auditEvents)]);
    for (const code of [...slip!.visits, slip!.signing]) {
      expect(everything).not.toContain(code);
      expect(everything).not.toContain(inGroups(code));
    }
  });

  test('a new one ends the codes of the old one that are not used, and of nobody else', async () => {
    await slipFor(ana, ben);
    const used = (await db.read.select().from(kioskCodes))[0]!;
    await db.write((tx) =>
      tx.update(kioskCodes).set({ usedAt: AT }).where(eq(kioskCodes.codeHash, used.codeHash)),
    );
    const before = (await db.read.select().from(kioskCodes)).filter((row) => row !== used);
    await slipFor(ana);
    const after = await db.read.select().from(kioskCodes);
    const of = (rows: typeof after, number: string) =>
      rows.flatMap((row) => (row.employeeNumber === number ? [row.codeHash] : []));
    expect(of(after, 'B-2')).toEqual(of(before, 'B-2'));
    expect(of(after, 'A-1').filter((one) => of(before, 'A-1').includes(one))).toEqual(
      used.employeeNumber === 'A-1' ? [used.codeHash] : [],
    );
    expect(of(after, 'A-1').length).toBe(used.employeeNumber === 'A-1' ? 5 : 4);
  });

  test('are told of in the audit log, each with who made it', async () => {
    await slipFor(ana, ben);
    const events = await db.read.select().from(auditEvents);
    const made = events.filter(({ act }) => act === 'kiosk-slip.made');
    expect(made.map(({ actor, subject }) => [actor, subject])).toEqual([
      ['HR-1', 'A-1'],
      ['HR-1', 'B-2'],
    ]);
  });

  test('are refused for nobody, for too many, and for who has left: then nobody gets one', async () => {
    expect(await reason(slipFor())).toContain('Choose who');
    const many = Array.from({ length: MOST_SLIPS + 1 }, (_, n) => `p${n}`);
    expect(await reason(slipFor(...many))).toContain('At most 100');
    expect(await reason(slipFor(ana, 'nobody'))).toContain('not in the list');
    await db.write((tx) =>
      tx.update(employees).set({ separatedOn: '2026-03-01' }).where(eq(employees.number, 'B-2')),
    );
    expect(await reason(slipFor(ana, ben))).toContain('Ben (B-2) has left');
    expect(await db.read.select().from(kioskCodes)).toEqual([]);
  });
});
