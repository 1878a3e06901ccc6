import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import canonicalize from 'canonicalize';
import type { Db } from '#db/client.ts';
import { auditEvents, readingSignoffs } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Reading } from '#policies/model.ts';
import {
  lastSignings,
  signingsOf,
  signOffReading,
  signOffsOf,
  withdrawSignOff,
} from '#policies/sign-off.ts';
import { freshDatabase } from '../support/database.ts';

const NOON = new Date('2026-11-22T18:00:00Z');
const LATER = new Date('2026-11-23T18:00:00Z');
const HATS: Reading = {
  id: 'R1',
  at: ['A.1:1'],
  issue: 'Is a hat a uniform?',
  adopted: 'No.',
  alternative: 'Yes.',
};
const BADGES: Reading = { ...HATS, id: 'R12', issue: 'Is a badge a uniform?' };
const of = (...readings: Reading[]) => ({ policyId: 'tiny', id: '2020-01-31', readings });
const REVISION = of(HATS, BADGES);
const HANA = { revision: REVISION, reading: 'R1', by: 'T-1', at: NOON };

let db: Db;
beforeEach(async () => {
  db = await freshDatabase();
  await db.write(async (tx) => {
    await addDepartment(tx, { id: 'hr', name: 'HR', at: NOON, by: 'system' });
    for (const [number, name] of [
      ['T-1', 'Hana Example'],
      ['T-2', 'Ivo Example'],
    ] as const) {
      const person = { number, name, title: 'Tester', departmentId: 'hr', hiredOn: '2024-02-29' };
      await addEmployee(tx, { ...person, at: NOON, by: 'system' });
    }
  });
});

const rows = () => db.read.select().from(readingSignoffs);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => (isRefusal(error) ? `${error.code}: ${error.message}` : String(error)),
  );

describe('a reading', () => {
  test('is signed off by a person, at a time, with or without a note', async () => {
    expect(await signOffsOf(db, REVISION)).toEqual(new Map());
    await signOffReading(db, { ...HANA, note: '  as counsel wrote on 11/20 ' });
    await signOffReading(db, { ...HANA, reading: 'R12', by: 'T-2', at: LATER });
    expect(await signOffsOf(db, REVISION)).toEqual(
      new Map([
        ['R1', { by: 'T-1', name: 'Hana Example', at: NOON, note: 'as counsel wrote on 11/20' }],
        ['R12', { by: 'T-2', name: 'Ivo Example', at: LATER, note: null }],
      ]),
    );
  });

  test('is unsigned again when the sign-off is withdrawn, and can be signed anew', async () => {
    await signOffReading(db, HANA);
    await withdrawSignOff(db, {
      ...HANA,
      by: 'T-2',
      at: LATER,
      note: 'counsel reads it otherwise',
    });
    expect(await signOffsOf(db, REVISION)).toEqual(new Map());
    await signOffReading(db, { ...HANA, at: LATER });
    expect((await signOffsOf(db, REVISION)).get('R1')?.at).toEqual(LATER);
    expect(
      (await signingsOf(db, REVISION)).map(({ state, name, note }) => [state, name, note]),
    ).toEqual([
      ['signed', 'Hana Example', null],
      ['withdrawn', 'Ivo Example', 'counsel reads it otherwise'],
      ['signed', 'Hana Example', null],
    ]);
  });

  test.each(
    Object.entries({ at: ['A.1:2'], issue: 'Are hats?', adopted: 'Yes.', alternative: null }),
  )(
    'is unsigned again when its `%s` changes, and signed when the words come back',
    async (key, other) => {
      await signOffReading(db, HANA);
      const changed = of({ ...HATS, [key]: other }, BADGES);
      expect(await signOffsOf(db, changed)).toEqual(new Map());
      expect((await signOffsOf(db, REVISION)).has('R1')).toBe(true);
      expect(
        await refusal(withdrawSignOff(db, { ...HANA, revision: changed, note: 'x' })),
      ).toContain('is not signed off');
      await signOffReading(db, { ...HANA, revision: changed });
      expect((await signOffsOf(db, changed)).has('R1')).toBe(true);
      expect(await signOffsOf(db, REVISION)).toEqual(new Map());
    },
  );

  test('of another revision or policy is another reading', async () => {
    await signOffReading(db, HANA);
    expect(await signOffsOf(db, { ...REVISION, id: '2021-01-31' })).toEqual(new Map());
    expect(await signOffsOf(db, { ...REVISION, policyId: 'other' })).toEqual(new Map());
  });
});

test('a note keeps its lines, and one that nobody sees is none', async () => {
  await signOffReading(db, { ...HANA, note: ' as counsel\r\nwrote \r\n' });
  await signOffReading(db, { ...HANA, reading: 'R12', note: '\u200B' });
  const notes = (await signingsOf(db, REVISION)).map(({ note }) => note);
  expect(notes).toEqual(['as counsel\nwrote', null]);
});

test('the last act on a reading says why it is signed, or unsigned again', async () => {
  await signOffReading(db, HANA);
  await signOffReading(db, { ...HANA, reading: 'R12' });
  await withdrawSignOff(db, { ...HANA, note: 'why' });
  const last = lastSignings(await signingsOf(db, REVISION));
  expect([...last].map(([id, { state }]) => [id, state])).toEqual([
    ['R1', 'withdrawn'],
    ['R12', 'signed'],
  ]);
});

describe('an act is refused, and keeps nothing:', () => {
  const nothingKept = async (work: Promise<unknown>) => {
    const before = (await rows()).length;
    const why = await refusal(work);
    expect(await rows()).toHaveLength(before);
    expect(await db.read.$count(auditEvents, sql`act LIKE 'reading.%'`)).toBe(before);
    return why;
  };

  test('on a reading that is not there, with the nearest name', async () => {
    expect(await nothingKept(signOffReading(db, { ...HANA, reading: 'R11' }))).toBe(
      'not-found: There is no reading `R11`; did you mean `R1`?',
    );
    const unknown = { ...HANA, reading: 'something else', note: 'x' };
    expect(await nothingKept(withdrawSignOff(db, unknown))).toBe(
      'not-found: There is no reading `something else`.',
    );
  });

  test('signing what is signed', async () => {
    await signOffReading(db, HANA);
    expect(await nothingKept(signOffReading(db, { ...HANA, by: 'T-2' }))).toBe(
      'conflict: Reading R1 is already signed off by Hana Example.',
    );
  });

  test('withdrawing what is not signed, or without a reason', async () => {
    expect(await nothingKept(withdrawSignOff(db, { ...HANA, note: 'why' }))).toContain(
      'conflict: Reading R1 is not signed off',
    );
    await signOffReading(db, HANA);
    for (const note of [' ', '\u200B\u2060', '\u3164']) {
      expect(await nothingKept(withdrawSignOff(db, { ...HANA, note }))).toBe(
        'bad-input: Say in a few words why you withdraw it.',
      );
    }
  });

  test.each(['issue', 'adopted'])('signing a reading without words (`%s`)', async (key) => {
    const empty = of({ ...HATS, [key]: ' ' });
    expect(await nothingKept(signOffReading(db, { ...HANA, revision: empty }))).toBe(
      'conflict: Reading R1 has no words yet, so there is nothing to sign.',
    );
  });

  test('signing other words than those on the page', async () => {
    const wording = sha256Hex('what stood there yesterday');
    expect(await nothingKept(signOffReading(db, { ...HANA, wording }))).toContain(
      'have changed since you opened the page',
    );
  });

  test('a note that is too long', async () => {
    const note = 'x'.repeat(1001);
    expect(await nothingKept(signOffReading(db, { ...HANA, note }))).toContain('1000 characters');
  });

  test.each(['as\u0000 wrote', 'as\tcounsel', 'as \u202Elesnuoc wrote'])(
    'the note %j',
    async (note) => {
      expect(await nothingKept(signOffReading(db, { ...HANA, note }))).toMatch(
        /^bad-input: The note holds a .*\. Type it without\.$/,
      );
    },
  );
});

test('many submits at once make one row, and one audit event', async () => {
  const many = (act: () => Promise<unknown>) =>
    Promise.allSettled(Array.from({ length: 20 }, act)).then(
      (all) => all.filter(({ status }) => status === 'fulfilled').length,
    );
  expect(await many(() => signOffReading(db, HANA))).toBe(1);
  expect(await rows()).toHaveLength(1);
  expect(await many(() => withdrawSignOff(db, { ...HANA, note: 'why' }))).toBe(1);
  expect(await rows()).toHaveLength(2);
});

test('the audit log says who did it, to which reading, in which words', async () => {
  await signOffReading(db, HANA);
  await withdrawSignOff(db, { ...HANA, by: 'T-2', at: LATER, note: 'not for the log' });
  const events = await db.read
    .select()
    .from(auditEvents)
    .where(sql`act LIKE 'reading.%'`);
  const { id, at, issue, adopted, alternative } = HATS;
  const wording = sha256Hex(canonicalize({ alternative, adopted, issue, at, id })!);
  const subject = 'tiny/2020-01-31/R1';
  const detail = { policy: 'tiny', revision: '2020-01-31', reading: 'R1', wording };
  expect(events).toMatchObject([
    { act: 'reading.signed', actor: 'T-1', at: NOON, subject, detail },
    { act: 'reading.withdrawn', actor: 'T-2', at: LATER, subject, detail },
  ]);
});
