import { expect, test } from 'vitest';
import { coverageOf } from '#training/coverage.ts';
import { realRevision } from '../support/solve.ts';

test('every clause is taught, every rule decides two scenarios, every other sentence is asked about', () => {
  const coverage = coverageOf(realRevision());
  expect(coverage.holes).toEqual([]);
  expect(coverage.clauses.flatMap(({ norms }) => norms)).toHaveLength(84);
  expect(coverage.scenarios).toBeGreaterThanOrEqual(120);
  expect(coverage.pairs).toBeGreaterThanOrEqual(40);
  expect(coverage.clean * 3).toBeGreaterThanOrEqual(coverage.scenarios);
});
