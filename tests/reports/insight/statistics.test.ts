import { describe, expect, test } from 'vitest';
import { itemRest, wilson } from '#reports/insight/statistics.ts';

describe("Wilson's interval", () => {
  // Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is %f to %f', (right, of, low, high) => {
    const interval = wilson(right, of);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('of nothing says nothing', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
  });
});

describe('the correlation of a question with the rest', () => {
  /** By the other formula: difference of the two groups' means over the spread of all. */
  function pointBiserial(pairs: { right: boolean; rest: number }[]): number {
    const mean = (list: number[]) => list.reduce((a, b) => a + b, 0) / list.length;
    const of = (right: boolean) => pairs.filter((one) => one.right === right).map((p) => p.rest);
    const all = pairs.map(({ rest }) => rest);
    const spread = Math.sqrt(mean(all.map((rest) => (rest - mean(all)) ** 2)));
    const p = of(true).length / pairs.length;
    return ((mean(of(true)) - mean(of(false))) / spread) * Math.sqrt(p * (1 - p));
  }
  const thirty = Array.from({ length: 30 }, (_, at) => ({
    right: (at * 7) % 10 < 6,
    rest: ((at * 13) % 11) / 10,
  }));

  test('is the point-biserial, with SE (1 − r²)/√(n − 1)', () => {
    const found = itemRest(thirty)!;
    const r = pointBiserial(thirty);
    expect(found.r).toBeCloseTo(r, 12);
    const half = (1.959963984540054 * (1 - r * r)) / Math.sqrt(29);
    expect(found).toMatchObject({ people: 30 });
    expect(found.high).toBeCloseTo(r + half, 12);
    expect(found.low).toBeCloseTo(r - half, 12);
  });

  test('by hand: 15 right with a rest of 1, 15 missed with 0, is 1; the other way round −1', () => {
    const pairs = thirty.map((_, at) => ({ right: at < 15, rest: at < 15 ? 1 : 0 }));
    expect(itemRest(pairs)!.r).toBeCloseTo(1, 12);
    expect(itemRest(pairs.map((one) => ({ ...one, right: !one.right })))!.r).toBeCloseTo(-1, 12);
  });

  test('of 29 people, and where all did the same, there is none', () => {
    expect(itemRest(thirty.slice(1))).toBeUndefined();
    expect(itemRest(thirty.map((one) => ({ ...one, right: true })))).toBeUndefined();
    expect(itemRest(thirty.map((one) => ({ ...one, rest: 0.5 })))).toBeUndefined();
  });
});
