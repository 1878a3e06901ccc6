import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicyText } from '#policies/parse-policy.ts';
import { compile } from '#rules/compile.ts';
import { statusOf } from '#rules/interval.ts';
import { evaluate } from '#rules/evaluate.ts';
import { why } from '#rules/explain.ts';
import type { FactId, FindingStatus, Ruleset, Situation, Value, Verdict } from '#rules/model.ts';
import { closed, type Facts } from '#rules/situation.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';
import { mutants } from './mutants.ts';

export { ruleset };

/** What happens, the facts beyond the defaults, where the norm then stands, the verdict, and why in words. */
export type Case = readonly [
  what: string,
  facts: Situation,
  stands: FindingStatus,
  verdict: Verdict,
  because?: string,
];

/** Where alone a norm reaches: for each fact, the values with which it can be breached (a permission: hold). */
export type Reach = Readonly<Record<FactId, readonly Value[]>>;

/** What section C binds: a personal posting by an employee. */
export const personalPosting: Reach = {
  'poster.kind': ['employee'],
  'use.act': ['post', 'reply'],
  'use.purpose': ['personal'],
};

/**
 * One test a case, its expectation read from the policy's text, not from the rules; then the norm's
 * reach, value by value from its first case; then every small mistake in the rule, each of which
 * some case or value must notice.
 */
export function decides(norm: string, reach: Reach, cases: readonly Case[]): void {
  const rules = compile(ruleset);
  const compiled = rules.byId.get(norm)!;
  const [, first, hit] = cases[0]!;
  const values = Object.keys(reach).flatMap((id) =>
    ruleset.facts[rules.index.get(id)!]!.values.map((value) => ({
      facts: closed(ruleset, { ...first, [id]: value }),
      inside: reach[id]!.includes(value),
      is: `${id}: ${value}`,
    })),
  );
  const known = cases.map(([, facts, stands]) => ({ stands, facts: closed(ruleset, facts) }));

  describe(norm, () => {
    for (const [what, situation, stands, verdict, because] of cases)
      test(`${norm} is ${stands.replace('-', ' ')}: ${what}`, () => {
        const facts = closed(ruleset, situation);
        expect(statusOf(compiled, facts)).toBe(stands);
        expect(evaluate(ruleset, facts).verdict).toEqual({ lo: verdict, hi: verdict });
        if (because !== undefined) expect(why(ruleset, facts, norm).because).toBe(because);
      });

    test(`${norm} reaches just as far as the text`, () => {
      for (const { facts, inside, is } of values)
        expect(statusOf(compiled, facts) === hit, is).toBe(inside);
    });

    test(`${norm} has cases that notice every small mistake in it`, () => {
      for (const mutant of mutants(ruleset, compiled.norm)) {
        const wrong = compile({ ...ruleset, norms: [mutant] }).norms[0]!;
        const noticed =
          known.some(({ facts, stands }) => statusOf(wrong, facts) !== stands) ||
          values.some(({ facts, inside }) => (statusOf(wrong, facts) === hit) !== inside);
        const { when, wrong: isWrong, unless } = mutant;
        expect(noticed, JSON.stringify({ when, isWrong, unless })).toBe(true);
      }
    });
  });
}

/** The policy's sentences by id, from its published text. */
export function sentences(): Map<string, string> {
  const file = new URL('../../content/social-media/2023-04-20/policy.md', import.meta.url);
  const { clauses } = parsePolicyText(readFileSync(file, 'utf8'), 'policy.md');
  return new Map(clauses.flatMap((clause) => clause.sentences).map(({ id, text }) => [id, text]));
}

/** Facts of which some, few or all are known; what somebody does leans towards a posting. */
export function partialFacts({ facts }: Ruleset): fc.Arbitrary<Facts> {
  const masks = facts.map(({ id, values }) => {
    const full = (1 << values.length) - 1;
    const known = fc.nat({ max: values.length - 1 }).map((value) => 1 << value);
    const some = fc.integer({ min: 1, max: full });
    const first = fc.constant(1);
    if (id.startsWith('poster.') || id.startsWith('use.'))
      return fc.oneof({ arbitrary: first, weight: 6 }, known, some);
    return fc.oneof({ arbitrary: known, weight: 3 }, first, some);
  });
  return fc.tuple(...masks).map((tuple) => Uint16Array.from(tuple));
}

/** Facts that are all known. */
export function knownFacts(ruleset: Ruleset): fc.Arbitrary<Facts> {
  return partialFacts(ruleset).map((facts) => facts.map((mask) => mask & -mask));
}

/** The same facts with one open fact settled, as many times as there are numbers given. */
export function settled(facts: Facts, choices: readonly number[]): Facts {
  const next = facts.slice();
  for (const choice of choices) {
    const open = [...next.keys()].filter((at) => next[at]! & (next[at]! - 1));
    if (open.length === 0) break;
    const at = open[choice % open.length]!;
    const values = bits(next[at]!);
    next[at] = values[choice % values.length]!;
  }
  return next;
}

export function bits(mask: number): number[] {
  return [...Array(16).keys()].map((at) => 1 << at).filter((bit) => mask & bit);
}

/** The ruleset with one norm changed. */
export function withNorm(id: string, change: (norm: Ruleset['norms'][number]) => unknown): Ruleset {
  const norms = ruleset.norms.map((norm) =>
    norm.id === id ? { ...norm, ...(change(norm) as object) } : norm,
  );
  return { ...ruleset, norms };
}
