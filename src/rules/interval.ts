import type { CompiledNorm } from '#rules/compile.ts';
import type { Facts, Truth } from '#rules/truth.ts';
import type { Finding, FindingStatus } from '#rules/model.ts';

/** Best and worst verdict that can still be true, as places among the verdicts. */
export type Bounds = { lo: number; hi: number };

/** As many as twelve open yes-or-no questions have. */
const MOST_COMPLETIONS = 4096;

/** Where a norm stands, by what is known; `applies` is what its `when` says of these facts. */
export function statusOf(
  norm: CompiledNorm,
  facts: Facts,
  applies: Truth = norm.when(facts),
): FindingStatus {
  return findingOf(norm, facts, applies).status;
}

/** The same as its finding, shared by all who ask. */
export function findingOf(
  { wrong, unless, findings }: CompiledNorm,
  facts: Facts,
  applies: Truth,
): Finding {
  if (applies === 0) return findings['not-applicable'];
  const excepted = unless ? unless(facts) : 0;
  const isWrong = wrong ? wrong(facts) : 2;
  if (excepted === 2 && isWrong !== 0)
    return wrong && applies === 2 ? findings.excepted : findings['not-applicable'];
  if (isWrong === 0) return applies === 2 ? findings.met : findings['not-applicable'];
  if (applies === 1 || isWrong === 1 || excepted === 1) return findings.undetermined;
  return wrong ? findings.breached : findings.met;
}

/** Bounds of norms on one scale by strong Kleene logic: sound, and at times wider than the exact ones. */
export function kleeneBounds(norms: readonly CompiledNorm[], facts: Facts): Bounds {
  let [lo, hi] = [0, 0];
  for (const norm of norms) {
    const status = statusOf(norm, facts);
    if (status === norm.takesHold) lo = Math.max(lo, norm.rank);
    if (status === norm.takesHold || status === 'undetermined') hi = Math.max(hi, norm.rank);
  }
  return { lo, hi };
}

/** The exact bounds of norms on one scale, as far as `narrow` can. */
export function boundsOf(norms: readonly CompiledNorm[], facts: Facts): Bounds {
  return narrow(norms, facts, kleeneBounds(norms, facts));
}

/**
 * The exact bounds inside the Kleene ones. `hi` always: it is the strongest norm that alone can take
 * hold. `lo` as long as the open facts have at most 4,096 completions; otherwise it stays as it is.
 */
export function narrow(norms: readonly CompiledNorm[], facts: Facts, { lo, hi }: Bounds): Bounds {
  if (lo === hi) return { lo, hi };
  const open = norms
    .filter((norm) => norm.rank > lo && statusOf(norm, facts) === 'undetermined')
    .toSorted((a, b) => b.rank - a.rank);
  const strongest = open.find((norm) => norm.readOnce || canTakeHold(norm, facts));
  return { lo: mildest(open, facts, lo), hi: strongest ? strongest.rank : lo };
}

function canTakeHold(norm: CompiledNorm, facts: Facts): boolean {
  return someCompletion(
    facts,
    unknown(facts, norm.reads),
    (one) => statusOf(norm, one) === norm.takesHold,
  );
}

function mildest(open: readonly CompiledNorm[], facts: Facts, floor: number): number {
  const choices = unknown(facts, new Set(open.flatMap((norm) => norm.reads)));
  if (completions(facts, choices) > MOST_COMPLETIONS) return floor;
  let least = Infinity;
  someCompletion(facts, choices, (one) => {
    const holding = open.find((norm) => statusOf(norm, one) === norm.takesHold);
    least = Math.min(least, holding ? holding.rank : floor);
    return least === floor;
  });
  return least;
}

function unknown(facts: Facts, among: Iterable<number>): number[] {
  return [...among].filter((at) => facts[at]! & (facts[at]! - 1));
}

function completions(facts: Facts, choices: readonly number[]): number {
  return choices.reduce((count, at) => count * bitsOf(facts[at]!).length, 1);
}

/** Tries the completions of these facts, first values first, until one passes. */
function someCompletion(
  facts: Facts,
  choices: readonly number[],
  passes: (completed: Facts) => boolean,
): boolean {
  const completed = facts.slice();
  const from = (place: number): boolean => {
    const at = choices[place];
    if (at === undefined) return passes(completed);
    return bitsOf(facts[at]!).some((bit) => {
      completed[at] = bit;
      return from(place + 1);
    });
  };
  return from(0);
}

function bitsOf(mask: number): number[] {
  const bits = [];
  for (let bit = 1; bit <= mask; bit <<= 1) if (mask & bit) bits.push(bit);
  return bits;
}
