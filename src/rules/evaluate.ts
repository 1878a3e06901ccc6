import { compile } from '#rules/compile.ts';
import type { CompiledNorm } from '#rules/compile.ts';
import { boundsOf, findingOf, narrow, statusOf } from '#rules/interval.ts';
import type { Bounds } from '#rules/interval.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type { Bearer, Evaluation, Finding, Interval, Ruleset } from '#rules/model.ts';
import { rulesetSha256 } from '#rules/ruleset.ts';
import type { Facts, Test, Truth } from '#rules/truth.ts';

/**
 * What the policy says of these facts: the verdict, from the best to the worst that can still be
 * true, that of a public comment where one is at hand, and every norm that applies or may apply, in
 * the policy's order.
 */
export function evaluate(ruleset: Ruleset, facts: Facts): Evaluation {
  const rules = compile(ruleset);
  const findings: Finding[] = [];
  let [lo, hi, commentLo, commentHi] = [0, 0, 0, 0];
  let commented = false;
  let when: Test | undefined;
  let applies: Truth = 0;
  for (const norm of rules.candidates(facts)) {
    // Neighbors mostly share their `when`: it is asked once.
    if (norm.when !== when) applies = (when = norm.when)(facts);
    if (norm.ofComment && applies !== 0) commented = true;
    const finding = findingOf(norm, facts, applies);
    const { status } = finding;
    if (status === 'not-applicable') continue;
    findings.push(finding);
    if (status === norm.takesHold) {
      if (norm.ofComment) commentLo = Math.max(commentLo, norm.rank);
      else lo = Math.max(lo, norm.rank);
    } else if (status === 'undetermined') {
      if (norm.ofComment) commentHi = Math.max(commentHi, norm.rank);
      else hi = Math.max(hi, norm.rank);
    }
  }
  const { policy, revision } = ruleset;
  const sha256 = (rules.sha256 ??= rulesetSha256(ruleset));
  const verdict = inWords(VERDICTS, exact(rules.conduct, facts, lo, hi));
  if (!commented) return { policy, revision, rulesetSha256: sha256, verdict, findings };
  const comment = inWords(COMMENT_VERDICTS, exact(rules.comment, facts, commentLo, commentHi));
  return { policy, revision, rulesetSha256: sha256, verdict, comment, findings };
}

/** The verdict of each bearer whom some norm binds here: a site's lack is the City's, not the poster's. */
export function verdictsByBearer(ruleset: Ruleset, facts: Facts): Map<Bearer, Interval> {
  const bound = compile(ruleset).conduct.filter(
    (norm) => statusOf(norm, facts) !== 'not-applicable',
  );
  const bearers = new Set(bound.map(({ norm }) => norm.bearer));
  return new Map(
    [...bearers].map((bearer) => {
      const its = bound.filter(({ norm }) => norm.bearer === bearer);
      return [bearer, inWords(VERDICTS, boundsOf(its, facts))];
    }),
  );
}

/** The findings whose effect takes hold: breaches of conduct, and the grounds on which a comment may go. */
export function holding(evaluation: Evaluation): { breaches: Finding[]; grounds: Finding[] } {
  const [breaches, grounds]: [Finding[], Finding[]] = [[], []];
  for (const finding of evaluation.findings) {
    const ofComment = (COMMENT_VERDICTS as readonly string[]).includes(finding.effect);
    if (!ofComment && finding.status === 'breached') breaches.push(finding);
    if (ofComment && finding.status === (finding.strength === 'may' ? 'met' : 'breached'))
      grounds.push(finding);
  }
  return { breaches, grounds };
}

function exact(norms: readonly CompiledNorm[], facts: Facts, lo: number, hi: number): Bounds {
  return narrow(norms, facts, { lo, hi: Math.max(lo, hi) });
}

function inWords<V>(scale: readonly V[], { lo, hi }: Bounds): Interval<V> {
  return { lo: scale[lo]!, hi: scale[hi]! };
}
