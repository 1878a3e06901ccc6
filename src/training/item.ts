import { closed } from '#rules/situation.ts';
import { evaluate } from '#rules/evaluate.ts';
import { VERDICTS, type Evaluation, type Ruleset, type Verdict } from '#rules/model.ts';
import type { Fix, ItemKind, Scenario, Telling } from '#policies/model.ts';

/** The answer "the facts do not decide it yet: ask first". */
export const ASK = 'ask';
/** The answer "none of these sentences". */
export const NONE = 'none';
/** More options than this cannot be weighed. */
const MOST_OPTIONS = 6;

/** A question asked of one telling of a scenario. It holds no key: `keyOf` computes that from the rules. */
export type Item = { scenario: Scenario; telling: Telling; kind: ItemKind; options: string[] };

/** What the rules say the right answer is. */
export type Key =
  | { kind: 'verdict'; right: Verdict | typeof ASK }
  | { kind: 'clauses'; right: string[] }
  | { kind: 'fix'; best: string[]; helps: string[] };

/**
 * The kinds a telling can be asked: an undecided one only its verdict, sentences only where at most
 * half of those offered are right, a fix only where one helps.
 */
export function kindsOf(ruleset: Ruleset, scenario: Scenario, telling: Telling): ItemKind[] {
  const { verdict } = evaluateTelling(ruleset, telling);
  return scenario.asks.filter((kind) => {
    if (kind === 'verdict') return true;
    if (verdict.lo !== verdict.hi) return false;
    if (kind === 'fix') return fixKey(ruleset, scenario, telling).best.length > 0;
    // With more right sentences than others, choosing them all would earn points.
    const offered = optionsOf(ruleset, scenario, telling, kind).length - 1;
    return breachedSentences(evaluateTelling(ruleset, telling)).length * 2 <= offered;
  });
}

/**
 * The options of an item before shuffling, at most six. The sentences offered are the same for every
 * telling of a scenario, so that they give nothing away.
 */
export function optionsOf(
  ruleset: Ruleset,
  scenario: Scenario,
  telling: Telling,
  kind: ItemKind,
): string[] {
  if (kind === 'verdict') return [...VERDICTS, ASK];
  if (kind === 'fix') return scenario.fixes.map((fix) => fix.id).sort();
  const right = breachedSentences(evaluateTelling(ruleset, telling));
  const elsewhere = scenario.tellings.flatMap((other) =>
    breachedSentences(evaluateTelling(ruleset, other)),
  );
  const sentences = [...new Set([...right, ...elsewhere, ...scenario.offers])];
  // In the order of their ids, so that not even the shuffle's seed tells the right ones apart.
  return [...sentences.slice(0, MOST_OPTIONS - 1).sort(), NONE];
}

export function keyOf(ruleset: Ruleset, item: Omit<Item, 'options'>): Key {
  const evaluation = evaluateTelling(ruleset, item.telling);
  const { lo, hi } = evaluation.verdict;
  if (item.kind === 'verdict') return { kind: 'verdict', right: lo === hi ? lo : ASK };
  if (item.kind === 'clauses') return { kind: 'clauses', right: breachedSentences(evaluation) };
  return fixKey(ruleset, item.scenario, item.telling);
}

export function evaluateTelling(ruleset: Ruleset, telling: Telling): Evaluation {
  return evaluate(ruleset, closed(ruleset, telling.facts));
}

/** The sentences breached for certain, in the policy's order. */
export function breachedSentences(evaluation: Evaluation): string[] {
  const breached = evaluation.findings.filter((finding) => finding.status === 'breached');
  return [...new Set(breached.map((finding) => finding.cite))];
}

/** Fixes that bring the verdict to the best that any of them reaches; the cheapest of these are best. */
function fixKey(
  ruleset: Ruleset,
  scenario: Scenario,
  telling: Telling,
): Extract<Key, { kind: 'fix' }> {
  const outcomes = scenario.fixes.map((fix) => ({
    id: fix.id,
    step: VERDICTS.indexOf(afterFix(ruleset, telling, fix).verdict.hi),
    cost: costOf(ruleset, fix),
  }));
  const before = VERDICTS.indexOf(evaluateTelling(ruleset, telling).verdict.hi);
  const target = Math.min(...outcomes.map((outcome) => outcome.step));
  const reaching = outcomes.filter((outcome) => outcome.step === target && target < before);
  const least = Math.min(...reaching.map((outcome) => outcome.cost));
  return {
    kind: 'fix',
    best: reaching.filter((outcome) => outcome.cost === least).map((outcome) => outcome.id),
    helps: reaching.map((outcome) => outcome.id),
  };
}

export function afterFix(ruleset: Ruleset, telling: Telling, fix: Fix): Evaluation {
  return evaluate(ruleset, closed(ruleset, { ...telling.facts, ...fix.change }));
}

function costOf(ruleset: Ruleset, fix: Fix): number {
  return Object.keys(fix.change).reduce(
    (sum, id) => sum + (ruleset.facts.find((fact) => fact.id === id)?.cost ?? 0),
    0,
  );
}
