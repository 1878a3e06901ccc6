import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FEWEST, isEnough, Shown, type Cell } from '#reports/insight/may-show.ts';
import { optionShares } from '#reports/insight/options.ts';
import { follows } from './derive.ts';

let next = 0;
/** So many different people who were right, and who were not. */
const cell = (right: number, missed: number): Cell => ({
  right: Array.from({ length: right }, () => next++),
  missed: Array.from({ length: missed }, () => next++),
});

describe('what may be shown', () => {
  test('a group needs ten different people on either side', () => {
    expect(isEnough([cell(10, 10)])).toBe(true);
    expect(isEnough([cell(9, 30)])).toBe(false);
    expect(isEnough([cell(30, 9)])).toBe(false);
    const again = cell(9, 10);
    expect(isEnough([again, { right: again.right, missed: [] }])).toBe(false);
  });

  test('the last but one of the parts is hidden with the small one, so that no difference tells it', () => {
    const cells = [cell(20, 20), cell(15, 15), cell(3, 2)];
    const shown = new Shown(cells, [[0], [1], [2]]);
    expect(shown.show([0, 1, 2])).toBe(true);
    expect(shown.show([0])).toBe(true);
    expect(shown.show([1])).toBe(false);
    expect(shown.follows([2])).toBe(false);
  });

  test('not even a chain of differences across two ways of counting tells it', () => {
    const cells = [cell(20, 20), cell(20, 20), cell(20, 20), cell(1, 1)];
    const shown = new Shown(cells, [[3]]);
    // Rows and columns of a square: three of them known leave the fourth to its sum alone.
    for (const group of [
      [0, 1],
      [2, 3],
      [0, 2],
      [1, 3],
    ])
      expect(shown.show(group)).toBe(true);
    expect([0, 1, 2].map((one) => shown.show([one]))).toEqual([false, false, false]);
  });

  const count = fc.integer({ min: 0, max: 30 });
  const anything = fc
    .array(fc.tuple(count, count), { minLength: 2, maxLength: 9 })
    .chain((counts) =>
      fc.tuple(
        fc.constant(counts),
        fc.array(fc.uniqueArray(fc.nat(counts.length - 1), { minLength: 1 }), {
          minLength: 1,
          maxLength: 14,
        }),
      ),
    );

  test('no cell and no group of fewer than ten can be computed from what is shown', () => {
    let hidden = 0;
    let told = 0;
    fc.assert(
      fc.property(anything, ([counts, groups]) => {
        const cells = counts.map(([right, missed]) => cell(right, missed));
        const singles = cells.map((_, at) => [at]);
        const all = [...groups, ...singles];
        const shown = new Shown(cells, all);
        const known = all.filter((group) => shown.show(group)).map((group) => new Set(group));
        told += known.length;
        for (const group of all) {
          const its = group.map((at) => cells[at]!);
          const right = its.reduce((sum, one) => sum + one.right.length, 0);
          const missed = its.reduce((sum, one) => sum + one.missed.length, 0);
          if (right >= FEWEST && missed >= FEWEST) continue;
          hidden += 1;
          if (follows(new Set(group), known, cells.length)) return false;
        }
        return true;
      }),
      { seed: 20_261_122, numRuns: 400 },
    );
    expect(hidden).toBeGreaterThan(500);
    expect(told).toBeGreaterThan(500);
  });

  test('without the guard a small cell would be told: the property can fail', () => {
    const cells = [cell(20, 20), cell(3, 2)];
    const known = [new Set([0, 1]), new Set([0])];
    expect(cells.map((one) => isEnough([one]))).toEqual([true, false]);
    expect(follows(new Set([1]), known, 2)).toBe(true);
  });
});

describe('shares of options', () => {
  const exact = (counts: number[], right: number[]) => {
    const people = counts.reduce((a, b) => a + b, 0);
    return optionShares({
      counts,
      isRight: counts.map((_, at) => right.includes(at)),
      people,
      several: false,
      figure: { hidden: false, answers: people, right: 0, share: 0, low: 0, high: 1 },
    });
  };

  test('a single small one hides the next larger wrong one with it', () => {
    expect(exact([40, 12, 20, 3], [0]).map((one) => one?.count)).toEqual([
      40,
      undefined,
      20,
      undefined,
    ]);
  });

  test('two that together are under ten are hidden with a third', () => {
    expect(exact([40, 12, 20, 3, 0], [0]).map((one) => one?.count)).toEqual([
      40,
      undefined,
      20,
      undefined,
      undefined,
    ]);
  });

  test('where few were right, frequent wrong ones are told about, in round shares', () => {
    const shares = optionShares({
      counts: [4, 33, 9],
      isRight: [true, false, false],
      people: 46,
      several: false,
      figure: { hidden: 'few-right' },
    });
    expect(shares).toEqual([undefined, { share: 0.7 }, undefined]);
  });

  test('whatever was chosen, what is hidden is never one count alone, nor under ten together', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 6 });
    let looked = 0;
    fc.assert(
      fc.property(counts, (list) => {
        const [right = 0] = list;
        const people = list.reduce((a, b) => a + b, 0);
        // Only then are the question's own numbers told.
        fc.pre(right >= FEWEST && people - right >= FEWEST);
        const shares = exact(list, [0]);
        expect(list.every((one, at) => shares[at] === undefined || one >= FEWEST)).toBe(true);
        const wrong = list.slice(1).filter((_, at) => shares[at + 1] === undefined);
        if (wrong.length === 0) return;
        looked += 1;
        expect(wrong.length).toBeGreaterThan(1);
        expect(wrong.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(FEWEST);
      }),
      { seed: 7, numRuns: 1000 },
    );
    expect(looked).toBeGreaterThan(100);
  });
});
