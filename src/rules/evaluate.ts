import { compile } from '#rules/compile.ts';
import type { Facts, Test, Truth } from '#rules/truth.ts';
import { narrow, statusOf } from '#rules/interval.ts';
import { VERDICTS } from '#rules/model.ts';
import type { Evaluation, Finding, Ruleset } from '#rules/model.ts';
import { rulesetSha256 } from '#rules/ruleset.ts';

/**
 * What the policy says of these facts: the verdict, from the best to the worst that can still be
 * true, and every norm that applies or may apply, in the policy's order.
 */
export function evaluate(ruleset: Ruleset, facts: Facts): Evaluation {
  const rules = compile(ruleset);
  const findings: Finding[] = [];
  let [lo, hi] = [0, 0];
  let when: Test | undefined;
  let applies: Truth = 0;
  for (const norm of rules.norms) {
    // Neighbors mostly share their `when`: it is asked once.
    if (norm.when !== when) applies = (when = norm.when)(facts);
    const status = statusOf(norm, facts, applies);
    if (status === 'not-applicable') continue;
    findings.push(norm.findings[status]);
    if (status === 'breached' && norm.rank > lo) lo = norm.rank;
    if (status === 'undetermined' && norm.rank > hi) hi = norm.rank;
  }
  const bounds = narrow(rules, facts, { lo, hi: Math.max(lo, hi) });
  return {
    policy: ruleset.policy,
    revision: ruleset.revision,
    rulesetSha256: rulesetSha256(ruleset),
    verdict: { lo: VERDICTS[bounds.lo]!, hi: VERDICTS[bounds.hi]! },
    findings,
  };
}
