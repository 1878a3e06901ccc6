import { expect, test } from 'vitest';
import { sentenceOf } from '#rules/english.ts';
import { compile } from '#rules/compile.ts';
import { statusOf } from '#rules/interval.ts';
import { table } from '#rules/table.ts';
import { mutants } from './mutants.ts';
import { ruleset } from './support.ts';

test('the English of a rule tells it from every small mistake that changes anything', () => {
  const rules = compile(ruleset);
  let [made, alike] = [0, 0];
  for (const norm of rules.norms) {
    const said = sentenceOf(ruleset, norm.norm);
    for (const mutant of mutants(ruleset, norm.norm)) {
      made++;
      if (sentenceOf(ruleset, mutant) !== said) continue;
      alike++;
      const [wrong] = compile({ ...ruleset, norms: [mutant] }).norms;
      const both = { ...norm, reads: [...new Set([...norm.reads, ...wrong!.reads])] };
      for (const { facts } of table(rules, both))
        expect(statusOf(wrong!, facts), said).toBe(statusOf(norm, facts));
    }
  }
  expect(made).toBeGreaterThan(2000);
  expect(alike).toBeLessThan(20);
});

test('a sentence that left something out would be the same for two rules', () => {
  const norm = ruleset.norms.find(({ id }) => id === 'C.3:1')!;
  const others = mutants(ruleset, norm).map((mutant) => sentenceOf(ruleset, mutant));
  expect(new Set(others).size).toBeGreaterThan(20);
  expect(others).not.toContain(sentenceOf(ruleset, norm));
});
