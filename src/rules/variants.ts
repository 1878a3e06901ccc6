import { compile } from '#rules/compile.ts';
import { evaluate } from '#rules/evaluate.ts';
import { statusOf } from '#rules/interval.ts';
import type { Evaluation, FactId, Ruleset, Value } from '#rules/model.ts';
import type { Facts } from '#rules/truth.ts';

/** The same situation with one fact otherwise, and what the policy says of that. */
export type Variant = { fact: FactId; value: Value; evaluation: Evaluation; changes: boolean };

/**
 * Every variant that differs in one fact which a norm reads that applies or may apply. `changes`
 * says whether the verdict then differs, or a public comment's: both kinds teach.
 */
export function variants(ruleset: Ruleset, facts: Facts): Variant[] {
  const before = evaluate(ruleset, facts);
  return engagedFacts(ruleset, facts).flatMap((at) => {
    const { id, values } = ruleset.facts[at]!;
    return values.flatMap((value, place) => {
      if (facts[at] === 1 << place) return [];
      const otherwise = facts.slice();
      otherwise[at] = 1 << place;
      const evaluation = evaluate(ruleset, otherwise);
      return { fact: id, value, evaluation, changes: !sameVerdict(before, evaluation) };
    });
  });
}

/** Both verdicts the same, to both ends; no comment is another thing than one that may stay. */
export function sameVerdict(a: Evaluation, b: Evaluation): boolean {
  return verdictKey(a) === verdictKey(b);
}

function verdictKey({ verdict, comment }: Evaluation): string {
  return [verdict.lo, verdict.hi, comment?.lo, comment?.hi].join();
}

function engagedFacts(ruleset: Ruleset, facts: Facts): number[] {
  const engaged = compile(ruleset).norms.filter(
    (norm) => statusOf(norm, facts) !== 'not-applicable',
  );
  return [...new Set(engaged.flatMap((norm) => norm.reads))].sort((a, b) => a - b);
}
