import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parsePolicyText } from '#policies/parse-policy.ts';
import type { Ruleset } from '#rules/model.ts';
import type { Facts } from '#rules/situation.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';

export { ruleset };

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
