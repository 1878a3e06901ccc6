import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fullAnswer, rightOf, score } from '#training/key.ts';

test('of one option each earns what it is worth, and nothing what is not there', () => {
  const key = { how: 'one', worth: { 'action-required': 1, 'needs-approval': 0.5 } } as const;
  expect(score(key, ['action-required'])).toBe(1);
  expect(score(key, ['needs-approval'])).toBe(0.5);
  expect(score(key, ['permitted'])).toBe(0);
  expect(score(key, [])).toBe(0);
  expect(rightOf(key)).toEqual(['action-required']);
});

test('where several options are right, any one of them is a full answer', () => {
  const key = { how: 'one', worth: { f1: 1, f2: 1, f3: 0.5 } } as const;
  expect(rightOf(key)).toEqual(['f1', 'f2']);
  expect(fullAnswer(key)).toEqual(['f1']);
  expect([score(key, ['f1']), score(key, ['f2']), score(key, ['f3'])]).toEqual([1, 1, 0.5]);
});

test('a selection earns hits minus false picks over the number right', () => {
  const key = { how: 'all', right: ['C.3:1', 'C.3:2'] } as const;
  const given = (...ids: string[]) => score(key, ids);
  expect(given('C.3:1', 'C.3:2')).toBe(1);
  expect(given('C.3:1')).toBe(0.5);
  expect(given('C.3:1', 'C.2:4')).toBe(0);
  expect(given('none')).toBe(0);
  expect(given('C.3:1', 'C.3:2', 'C.2:4', 'C.4:1')).toBe(0);
  expect(fullAnswer(key)).toEqual(['C.3:1', 'C.3:2']);
});

test('with nothing right only "none of these" is', () => {
  const key = { how: 'all', right: [] } as const;
  expect(score(key, ['none'])).toBe(1);
  expect(score(key, ['C.3:1'])).toBe(0);
  expect(fullAnswer(key)).toEqual(['none']);
});

test('every score lies in 0 … 1, is full exactly for the key, and "select all" earns nothing', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  fc.assert(
    fc.property(fc.subarray(ids), fc.subarray(ids, { minLength: 1 }), (right, given) => {
      const key = { how: 'all', right } as const;
      const earned = score(key, given);
      expect(earned).toBeGreaterThanOrEqual(0);
      expect(earned).toBeLessThanOrEqual(1);
      const exact = right.length > 0 && right.join() === given.join();
      expect(earned === 1).toBe(exact);
      if (right.length * 2 <= ids.length) expect(score(key, ids)).toBe(0);
    }),
  );
});
