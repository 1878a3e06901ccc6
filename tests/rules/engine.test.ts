import { describe, expect, test } from 'vitest';
import { compile } from '#rules/compile.ts';
import { evaluate } from '#rules/evaluate.ts';
import { statusOf } from '#rules/interval.ts';
import { parseRuleset, rulesetJson } from '#rules/ruleset.ts';
import { table } from '#rules/table.ts';
import { known, standing } from './interpreter.ts';
import { ruleset } from './support.ts';

const rules = compile(ruleset);
const again = compile(parseRuleset(rulesetJson(ruleset)));

/** Facts drawn by a seed: each value set one of all there are; what leads into rules is mostly known. */
function* drawn(count: number, seed: number) {
  let state = seed;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let at = 0; at < count; at++)
    yield Uint16Array.from(ruleset.facts, ({ values }) =>
      next(4) === 0 ? 1 + next((1 << values.length) - 1) : 1 << next(values.length),
    );
}

describe('the compiled rules are the written ones', () => {
  test('on every row of every norm’s truth table, and from the JSON alone', () => {
    let rows = 0;
    rules.norms.forEach((norm, index) => {
      for (const { facts, status } of table(rules, norm)) {
        rows++;
        if (standing(norm.norm, known(ruleset, facts)) !== status) expect.fail(norm.norm.id);
        if (statusOf(again.norms[index]!, facts) !== status) expect.fail(`${norm.norm.id} in JSON`);
      }
    });
    expect(rows).toBeGreaterThan(14_838);
  });

  test('on 200,000 situations of which much is unknown', () => {
    let differing = 0;
    let index = 0;
    for (const facts of drawn(200_000, 7)) {
      // Each norm is asked on one situation in 84, so that all are asked over 2,000 times.
      const norm = rules.norms[index++ % rules.norms.length]!;
      const read = new Map(
        norm.reads.map((at) => {
          const { id, values } = ruleset.facts[at]!;
          return [id, values.filter((_, place) => facts[at]! & (1 << place))] as const;
        }),
      );
      if (standing(norm.norm, read) !== statusOf(norm, facts)) differing++;
    }
    expect(differing).toBe(0);
  });

  test('a norm that is compiled wrongly would be seen', () => {
    const norm = rules.byId.get('C.3:1')!;
    const wrong = { ...norm, when: () => 0 as const };
    const differs = table(rules, norm).some(
      ({ facts }) => statusOf(wrong, facts) !== standing(norm.norm, known(ruleset, facts)),
    );
    expect(differs).toBe(true);
  });

  test('what the evaluation finds is what the norms say, in the policy’s order', () => {
    const some = [...drawn(300, 11)];
    // What is known in full is looked up by the facts that most norms ask for.
    for (const facts of [...some, ...some.map((one) => one.map((mask) => mask & -mask))]) {
      const expected = ruleset.norms
        .map((norm) => [norm.id, standing(norm, known(ruleset, facts))])
        .filter(([, status]) => status !== 'not-applicable');
      const found = evaluate(ruleset, facts).findings.map(({ norm, status }) => [norm, status]);
      expect(found).toEqual(expected);
    }
  });
});

// Not enough to prove anything: most rules need three facts or more. It shows that no two values
// trip each other up.
test('every pair of values of two facts is met, and evaluates the same from the JSON alone', () => {
  const places = [...ruleset.facts.keys()];
  const uncovered = new Set<string>();
  const pair = (a: number, x: number, b: number, y: number) => `${a}:${x},${b}:${y}`;
  for (const a of places)
    for (const b of places.slice(a + 1))
      for (const x of ruleset.facts[a]!.values.keys())
        for (const y of ruleset.facts[b]!.values.keys()) uncovered.add(pair(a, 1 << x, b, 1 << y));
  const pairs = uncovered.size;
  let rows = 0;
  for (const raw of drawn(20_000, 13)) {
    const facts = raw.map((mask) => mask & -mask);
    rows++;
    for (const a of places)
      for (const b of places.slice(a + 1)) uncovered.delete(pair(a, facts[a]!, b, facts[b]!));
    expect(evaluate(again.ruleset, facts)).toEqual(evaluate(ruleset, facts));
    if (uncovered.size === 0) break;
  }
  expect([...uncovered]).toEqual([]);
  expect(pairs).toBe(21_147);
  expect(rows).toBeLessThan(20_000);
});
