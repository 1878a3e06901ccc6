import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayAsked, endOf, stoodThen } from '#reports/as-of.ts';
import { completionBy, GROUPS, type Asked } from '#reports/completion-by.ts';
import { completionByDepartment } from '#reports/completion.ts';
import { everyLife } from '#reports/lives.ts';
import { overTime } from '#reports/over-time.ts';
import { peopleThen } from '#reports/people-then.ts';
import { ZONE } from '../support/school.ts';
import { dayOf, noonOf, openCity, standNow, type City } from './city.ts';

const POLICY = 'social-media';
const asked = (by: Asked['by'], on: number, today: number): Asked => ({
  policyId: POLICY,
  by,
  on: dayOf(on),
  today: dayOf(today),
  timeZone: ZONE,
});

/** As of a day, computed from what happened. */
async function standThen(city: City, day: number): Promise<string[]> {
  const then = endOf(dayOf(day), ZONE);
  const rows: string[] = [];
  for await (const person of everyLife(city.db.read, POLICY)) {
    const stood = stoodThen(person, then);
    if (!stood) continue;
    const { place, life, dueOn, state, withdrawn } = stood;
    const { name, departmentId, managerNumber } = place;
    const it = [person.number, name, departmentId, managerNumber, life.campaignId];
    rows.push([...it, dueOn, state, Number(withdrawn)].join(' | '));
  }
  return rows.toSorted();
}

const ACTS = [
  'assign',
  'begin',
  'extend',
  'leave-of-absence',
  'exempt',
  'waive',
  'require',
  'decline',
  'answer',
  'sign',
  'correct',
  'withdraw',
  'move',
  'other manager',
  'rename',
  'leave',
  'come back',
] as const;
const PEOPLE = ['P-1', 'P-2', 'P-3', 'P-4'];

/** What has been made so far, to act on. */
type Made = {
  assignments: Map<string, string[]>;
  declines: string[];
  signed: { id: string; number: string }[];
  done: Set<string>;
  gone: Set<string>;
};

async function act(
  city: City,
  made: Made,
  what: (typeof ACTS)[number],
  who: number,
  which: number,
  day: number,
) {
  const number = PEOPLE[who % PEOPLE.length]!;
  const mine = made.assignments.get(number) ?? [];
  const one = mine.length > 0 ? mine[which % mine.length]! : undefined;
  const gone = made.gone.has(number);
  if (what === 'assign') {
    const id = await city.assign(
      number,
      which % 2 === 0 ? 'spring' : 'fall',
      day,
      day + (which % 5) * 4,
    );
    return void made.assignments.set(number, [...mine, id]);
  }
  if (what === 'move' && !gone)
    return city.move(number, day, { department: ['fire', 'police', 'parks'][which % 3]! });
  if (what === 'other manager' && !gone)
    return city.move(number, day, { manager: [null, 'P-1', 'P-2'][which % 3]! });
  if (what === 'rename' && !gone) return city.move(number, day, { name: `Name ${which}` });
  if (what === 'leave' && !gone) return void (made.gone.add(number), await city.leave(number, day));
  if (what === 'come back' && gone)
    return void (made.gone.delete(number), await city.comeBack(number, day));
  if (what === 'answer') {
    const decline = made.declines[which % Math.max(1, made.declines.length)];
    return decline === undefined ? undefined : city.answer(decline, day);
  }
  if (what === 'withdraw' || what === 'correct') {
    const signed = made.signed[which % Math.max(1, made.signed.length)];
    return signed && city.correct(signed.id, signed.number, day, what === 'withdraw');
  }
  if (one === undefined) return undefined;
  if (what === 'begin') return city.begin(one, day);
  if (what === 'extend') return city.change(one, 'extended', day, day + (which % 4));
  if (what === 'leave-of-absence')
    return city.change(one, 'leave', day, which % 2 === 0 ? null : day + 3);
  if (what === 'exempt') return city.change(one, 'exempted', day);
  if (what === 'waive') return city.change(one, 'waived', day);
  if (what === 'require') return city.change(one, 'required', day);
  if (what === 'decline') return void made.declines.push(await city.decline(number, one, day));
  if (what === 'sign' && !made.done.has(one)) {
    made.done.add(one);
    made.signed.push({ id: await city.sign(number, one, day), number });
  }
  return undefined;
}

const someActs = fc.array(
  fc.record({
    what: fc.constantFrom(...ACTS, 'assign' as const, 'sign' as const),
    who: fc.nat(3),
    which: fc.nat(20),
    later: fc.nat(2),
  }),
  { minLength: 10, maxLength: 45 },
);

describe('as of a day', () => {
  test('today is what the database keeps, and each past day is what it kept then', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(someActs, async (acts) => {
        const city = await openCity();
        for (const number of PEOPLE) await city.hire(number, 0);
        await city.campaign('spring', 0);
        await city.campaign('fall', 0);
        const made: Made = {
          assignments: new Map(),
          declines: [],
          signed: [],
          done: new Set(),
          gone: new Set(),
        };
        const kept = new Map<number, string[]>();
        let day = 1;
        for (const { what, who, which, later } of acts) {
          // Some acts share a day, and some days pass without any.
          for (let days = 0; days < later; days += 1, day += 1) {
            kept.set(day, await standNow(city.db, dayOf(day)));
          }
          await act(city, made, what, who, which, day);
        }
        kept.set(day, await standNow(city.db, dayOf(day)));
        for (const [then, rows] of kept) {
          expect(await standThen(city, then)).toEqual(rows);
          for (const row of rows) seen.add(row.split(' | ')[6]!);
        }
        // Figures of groups are the same people counted, whichever way.
        for (const by of GROUPS) {
          const past = await completionBy(city.db, asked(by, day, day + 1));
          const now = await completionBy(city.db, asked(by, day, day));
          expect(past).toEqual(now);
        }
        await city.db.close();
      }),
      { numRuns: 25, seed: 6 },
    );
    // In every state there is.
    expect([...seen].toSorted()).toEqual(
      ['attested', 'declined', 'exempt', 'in-progress', 'not-started', 'overdue'].toSorted(),
    );
  });

  test('pain 18: who has left, is exempt or was never assigned is in no denominator, and a moved person counts once', async () => {
    const city = await openCity();
    await city.campaign('spring', 0);
    for (const number of ['A', 'B', 'C', 'D', 'E']) await city.hire(number, 0);
    const [a, b, c] = await Promise.all(
      ['A', 'B', 'C'].map((number) => city.assign(number, 'spring', 1)),
    );
    await city.assign('D', 'spring', 1);
    await city.sign('A', a!, 3);
    await city.change(b!, 'exempted', 4);
    await city.move('C', 5, { department: 'police' });
    await city.leave('D', 6);
    const figures = async (on: number) => {
      const { whole, rows } = await completionBy(city.db, asked('department', on, 10));
      return [
        [whole.assigned, whole.attested, whole.exempt],
        ...rows.map(({ id, counts }) => [id, counts.assigned, counts.attested]),
      ];
    };
    expect(await figures(2)).toEqual([
      [4, 0, 0],
      ['fire', 4, 0],
    ]);
    expect(await figures(4)).toEqual([
      [3, 1, 1],
      ['fire', 3, 1],
    ]);
    expect(await figures(5)).toEqual([
      [3, 1, 1],
      ['fire', 2, 1],
      ['police', 1, 0],
    ]);
    expect(await figures(6)).toEqual([
      [2, 1, 1],
      ['fire', 1, 1],
      ['police', 1, 0],
    ]);
    const today = await completionByDepartment(city.db, { policyId: POLICY, today: dayOf(10) });
    expect(today.whole).toMatchObject({ assigned: 2, attested: 1, exempt: 1 });
    expect(c).toBeDefined();
  });

  test('pain 20: a leaver counts on the days they were employed and not from their last day on, also after a return', async () => {
    const city = await openCity();
    await city.campaign('spring', 0);
    await city.hire('A', 0);
    await city.assign('A', 'spring', 1, 30);
    await city.leave('A', 5);
    await city.comeBack('A', 9);
    const who = async (on: number) =>
      (
        await peopleThen(
          city.db,
          { filter: { policyId: POLICY, today: dayOf(on) }, on: dayOf(on), timeZone: ZONE },
          { size: 5 },
        )
      ).rows.map(({ number, state }) => `${number} ${state}`);
    expect(await who(4)).toEqual(['A not-started']);
    expect(await who(5)).toEqual([]);
    expect(await who(8)).toEqual([]);
    expect(await who(9)).toEqual(['A not-started']);
    expect(await who(0)).toEqual([]);
  });

  test('a list of a past day shows people where they were then, by number, page by page', async () => {
    const city = await openCity();
    await city.campaign('spring', 0);
    for (const number of ['M', 'A', 'B', 'C']) await city.hire(number, 0, { manager: 'M' });
    for (const number of ['A', 'B', 'C']) await city.assign(number, 'spring', 1, 3);
    await city.move('B', 4, { department: 'parks', manager: null, name: 'Married Now' });
    const list = async (on: number, more = {}, page = {}) => {
      const filter = { policyId: POLICY, today: dayOf(9), ...more };
      return peopleThen(city.db, { filter, on: dayOf(on), timeZone: ZONE }, { size: 2, ...page });
    };
    const first = await list(4);
    expect(
      first.rows.map(({ number, department, name, state }) => [number, department, name, state]),
    ).toEqual([
      ['A', 'The fire', 'Person A', 'overdue'],
      ['B', 'The parks', 'Married Now', 'overdue'],
    ]);
    expect([first.earlier, first.later]).toEqual([false, true]);
    const second = await list(4, {}, { after: 'public-B' });
    expect(second.rows.map(({ number }) => number)).toEqual(['C']);
    expect([second.earlier, second.later]).toEqual([true, false]);
    expect((await list(3, { managerNumber: 'M' })).rows.map(({ state }) => state)).toEqual([
      'not-started',
      'not-started',
    ]);
    expect((await list(4, { departmentId: 'parks', state: 'unsigned' })).rows).toHaveLength(1);
    expect((await list(3, { departmentId: 'parks' })).rows).toEqual([]);
    expect((await list(4, { search: 'married' })).rows).toHaveLength(1);
    await expect(list(4, { under: 'M' })).rejects.toThrow('Of a past day');
  });

  test('over time says of each week what the report of that day says', async () => {
    const city = await openCity();
    await city.campaign('spring', 0);
    await city.campaign('fall', 12);
    for (const number of ['A', 'B', 'C']) await city.hire(number, 0);
    const a = await city.assign('A', 'spring', 0);
    const b = await city.assign('B', 'spring', 2);
    await city.assign('C', 'spring', 2);
    await city.sign('A', a, 6);
    await city.sign('B', b, 9);
    await city.leave('C', 13);
    await city.assign('A', 'fall', 15);
    const campaign = { id: 'spring', policyId: POLICY, createdAt: new Date(noonOf(0)) };
    const points = await overTime(city.db, campaign, { today: dayOf(17), timeZone: ZONE });
    expect(points.map(({ on }) => on)).toEqual([dayOf(0), dayOf(7), dayOf(14), dayOf(17)]);
    for (const [at, day] of [0, 7, 14, 17].entries()) {
      const { rows } = await completionBy(city.db, asked('campaign', day, 17));
      const counts = rows.find(({ id }) => id === 'spring')?.counts;
      expect(points[at]).toMatchObject({ assigned: counts?.assigned, signed: counts?.attested });
    }
    expect(points.map(({ assigned, signed }) => [assigned, signed])).toEqual([
      [1, 0],
      [3, 1],
      [2, 2],
      [1, 1],
    ]);
  });

  test('a day to come and a day that is none are refused', () => {
    expect(dayAsked(null, '2026-11-22')).toBe('2026-11-22');
    expect(dayAsked('', '2026-11-22')).toBe('2026-11-22');
    expect(dayAsked('2026-11-21', '2026-11-22')).toBe('2026-11-21');
    expect(() => dayAsked('2026-11-23', '2026-11-22')).toThrow('Choose today or an earlier day');
    expect(() => dayAsked('2026-02-30', '2026-11-22')).toThrow('as one that exists');
  });
});
