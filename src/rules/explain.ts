import { compile } from '#rules/compile.ts';
import type { Compiled, CompiledNorm } from '#rules/compile.ts';
import type { Facts } from '#rules/truth.ts';
import { boundsOf, statusOf } from '#rules/interval.ts';
import type { Bounds } from '#rules/interval.ts';
import type { FactId, FindingStatus, Ruleset } from '#rules/model.ts';
import { inWords } from '#rules/words.ts';

/** Why a norm stands where it stands. */
export type Reason = {
  norm: string;
  /** The sentence to cite. */
  cite: string;
  status: Exclude<FindingStatus, 'undetermined' | 'not-applicable'>;
  /** The facts that decide it: enough by themselves, and none to spare. */
  facts: readonly FactId[];
  /** Those facts in words, a sentence. */
  because: string;
};

/**
 * A minimal sufficient reason why a norm is breached, met or excepted: the facts that it reads are
 * forgotten one by one, and those are kept without which the status would be in doubt.
 * Throws for a norm that does not apply or is undetermined (then `ask`).
 */
export function why(ruleset: Ruleset, facts: Facts, normId: string): Reason {
  const rules = compile(ruleset);
  const compiled = rules.byId.get(normId);
  if (!compiled) throw new Error(`there is no norm \`${normId}\``);
  const status = statusOf(compiled, facts);
  if (status === 'undetermined' || status === 'not-applicable')
    throw new Error(`${normId} is ${status}: there is no reason to give`);
  const deciding = decidingFacts(rules, compiled, facts, status);
  return {
    norm: normId,
    cite: compiled.norm.sentence,
    status,
    facts: deciding,
    because: inWords(rules, template(compiled, facts, status), facts, new Set(deciding)),
  };
}

/**
 * The open facts on which the verdict depends, those first in whose answer alone the verdict can
 * narrow; then those on which a public comment's depends. Empty when all is decided.
 */
export function ask(ruleset: Ruleset, facts: Facts): FactId[] {
  const { conduct, comment } = compile(ruleset);
  const open = new Set([...askOf(ruleset, conduct, facts), ...askOf(ruleset, comment, facts)]);
  return [...open].map((at) => ruleset.facts[at]!.id);
}

function askOf(ruleset: Ruleset, norms: readonly CompiledNorm[], facts: Facts): number[] {
  const now = boundsOf(norms, facts);
  if (now.lo === now.hi) return [];
  const open = new Set(
    norms
      .filter((norm) => norm.rank > now.lo && statusOf(norm, facts) === 'undetermined')
      .flatMap((norm) => norm.reads)
      .filter((at) => facts[at]! & (facts[at]! - 1)),
  );
  const narrowing = [...open].filter((at) => someAnswerNarrows(ruleset, norms, facts, at, now));
  return narrowing.length > 0 ? narrowing : [...open];
}

/**
 * What a compliant answer does right, for feedback when nothing is breached: exceptions that hold,
 * permissions, then duties met that something stated (not a default) brought into play.
 */
export function worthSaying(ruleset: Ruleset, facts: Facts, most = 3): Reason[] {
  const rules = compile(ruleset);
  return rules.conduct
    .map((norm) => ({ norm, weight: weight(norm, facts) }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .slice(0, most)
    .map(({ norm }) => why(ruleset, facts, norm.norm.id));
}

function decidingFacts(
  { ruleset, full }: Compiled,
  norm: CompiledNorm,
  facts: Facts,
  status: FindingStatus,
): FactId[] {
  const held = facts.slice();
  return norm.reads
    .filter((at) => {
      held[at] = full[at]!;
      if (statusOf(norm, held) === status) return false;
      held[at] = facts[at]!;
      return true;
    })
    .map((at) => ruleset.facts[at]!.id);
}

/** An exception speaks by its own note; anything else by the norm's reason. */
function template({ norm, exceptions }: CompiledNorm, facts: Facts, status: FindingStatus): string {
  if (status !== 'excepted') return norm.because;
  const holds = exceptions.findIndex((holds) => holds(facts) === 2);
  return norm.unless[holds]?.note ?? norm.because;
}

function someAnswerNarrows(
  ruleset: Ruleset,
  norms: readonly CompiledNorm[],
  facts: Facts,
  at: number,
  now: Bounds,
): boolean {
  const answered = facts.slice();
  return ruleset.facts[at]!.values.some((_, value) => {
    if (!(facts[at]! & (1 << value))) return false;
    answered[at] = 1 << value;
    const then = boundsOf(norms, answered);
    return then.lo > now.lo || then.hi < now.hi;
  });
}

/** 0 for nothing to say; more for an exception than for a permission than for a duty met. */
function weight(norm: CompiledNorm, facts: Facts): number {
  const status = statusOf(norm, facts);
  if (status === 'excepted') return 200;
  if (status !== 'met') return 0;
  if (norm.norm.strength === 'may') return 100;
  return norm.reads.filter((at) => !(facts[at]! & 1)).length;
}
