import fc from 'fast-check';
import { expect, test } from 'vitest';
import { score } from '#training/score.ts';
import { VERDICTS } from '#rules/model.ts';

test('a verdict earns 1 when exact, a half one step too strict, nothing when too lenient', () => {
  const key = { kind: 'verdict', right: 'action-required' } as const;
  expect(score(key, ['action-required'])).toBe(1);
  expect(score(key, ['needs-approval'])).toBe(0.5);
  expect(score(key, ['prohibited'])).toBe(0);
  expect(score(key, ['advised-against'])).toBe(0);
  expect(score(key, ['permitted'])).toBe(0);
  expect(score(key, ['ask'])).toBe(0);
});

test('"ask" is right only when the story leaves a deciding fact open', () => {
  const key = { kind: 'verdict', right: 'ask' } as const;
  expect(score(key, ['ask'])).toBe(1);
  for (const verdict of VERDICTS) expect(score(key, [verdict])).toBe(0);
});

test('a selection earns hits minus false picks over the number right', () => {
  const key = { kind: 'clauses', right: ['C.3:1', 'C.3:2'] } as const;
  const given = (...ids: string[]) => score({ ...key, right: [...key.right] }, ids);
  expect(given('C.3:1', 'C.3:2')).toBe(1);
  expect(given('C.3:1')).toBe(0.5);
  expect(given('C.3:1', 'C.2:4')).toBe(0);
  expect(given('none')).toBe(0);
  expect(given('C.3:1', 'C.3:2', 'C.2:4', 'C.4:1')).toBe(0);
});

test('with nothing breached only "none of these" is right', () => {
  expect(score({ kind: 'clauses', right: [] }, ['none'])).toBe(1);
  expect(score({ kind: 'clauses', right: [] }, ['C.3:1'])).toBe(0);
});

test('a fix that works but asks more than needed earns half', () => {
  const key = { kind: 'fix', best: ['f1'], helps: ['f1', 'f3'] } as const;
  const given = (id: string) =>
    score({ kind: 'fix', best: [...key.best], helps: [...key.helps] }, [id]);
  expect([given('f1'), given('f3'), given('f2')]).toEqual([1, 0.5, 0]);
});

test('every score lies in 0 … 1, is full exactly for the key, and "select all" earns nothing', () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  fc.assert(
    fc.property(fc.subarray(ids), fc.subarray(ids, { minLength: 1 }), (right, given) => {
      const earned = score({ kind: 'clauses', right }, given);
      expect(earned).toBeGreaterThanOrEqual(0);
      expect(earned).toBeLessThanOrEqual(1);
      const exact = right.length > 0 && right.join() === given.join();
      expect(earned === 1).toBe(exact);
      if (right.length * 2 <= ids.length) expect(score({ kind: 'clauses', right }, ids)).toBe(0);
    }),
  );
});
