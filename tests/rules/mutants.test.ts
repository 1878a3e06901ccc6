import { expect, test } from 'vitest';
import { compile } from '#rules/compile.ts';
import { statusOf } from '#rules/interval.ts';
import { table } from '#rules/table.ts';
import { mutants } from './mutants.ts';
import { ruleset } from './support.ts';

test('a small mistake in any of the 36 norms shows somewhere in its truth table', () => {
  const rules = compile(ruleset);
  let made = 0;
  for (const norm of rules.norms) {
    const rows = table(rules, norm);
    for (const mutant of mutants(ruleset, norm.norm)) {
      made++;
      const wrong = compile({ ...ruleset, norms: [mutant] }).norms[0]!;
      expect(rows.some(({ facts, status }) => statusOf(wrong, facts) !== status)).toBe(true);
    }
  }
  expect(made).toBeGreaterThan(600);
});
