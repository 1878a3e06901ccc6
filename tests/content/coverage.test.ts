import { expect, test } from 'vitest';
import { coverageOf } from '#training/coverage.ts';
import { realRevision } from '../support/solve.ts';
import { expectNone } from './gates.ts';

test('every clause is taught, every rule decides two scenarios, every other sentence is asked about', () => {
  const coverage = coverageOf(realRevision());
  expectNone(coverage.holes);
  expect(coverage.clauses.flatMap(({ norms }) => norms)).toHaveLength(84);
  expect(coverage.scenarios).toBeGreaterThanOrEqual(120);
  expect(coverage.pairs).toBeGreaterThanOrEqual(40);
  expect(coverage.clean * 3).toBeGreaterThanOrEqual(coverage.scenarios);
});
