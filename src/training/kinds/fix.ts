import type { Fix } from '#policies/model.ts';
import { evaluate } from '#rules/evaluate.ts';
import { VERDICTS, type Evaluation, type Ruleset } from '#rules/model.ts';
import { closed } from '#rules/situation.ts';
import { evaluateTelling, isDecided, type Asked, type Kind } from './kind.ts';

/** A fix that works but asks more than needed earns half. */
export const fix: Kind = {
  prompt: 'What is the smallest change that makes it fine?',
  hint: 'Choose one.',
  several: false,
  fits: (asked) =>
    isDecided(evaluateTelling(asked.ruleset, asked.telling)) &&
    Object.keys(worthOf(asked)).length > 0,
  options: ({ scenario }) => scenario.fixes.map(({ id }) => id).sort(),
  key: (asked) => ({ how: 'one', worth: worthOf(asked) }),
  say: (_, { scenario }, option) => {
    const one = scenario.fixes.find(({ id }) => id === option);
    if (!one) throw new Error(`fix ${option} is not in scenario ${scenario.id}`);
    return { text: one.text };
  },
};

export function afterFix(ruleset: Ruleset, telling: Asked['telling'], one: Fix): Evaluation {
  return evaluate(ruleset, closed(ruleset, { ...telling.facts, ...one.change }));
}

/** Fixes that bring the verdict to the best that any of them reaches; the cheapest of these are best. */
function worthOf({ ruleset, scenario, telling }: Asked): Record<string, number> {
  const outcomes = scenario.fixes.map((one) => ({
    id: one.id,
    step: VERDICTS.indexOf(afterFix(ruleset, telling, one).verdict.hi),
    cost: costOf(ruleset, one),
  }));
  const before = VERDICTS.indexOf(evaluateTelling(ruleset, telling).verdict.hi);
  const target = Math.min(...outcomes.map(({ step }) => step));
  const reaching = outcomes.filter(({ step }) => step === target && target < before);
  const least = Math.min(...reaching.map(({ cost }) => cost));
  return Object.fromEntries(reaching.map(({ id, cost }) => [id, cost === least ? 1 : 0.5]));
}

function costOf(ruleset: Ruleset, { change }: Fix): number {
  return Object.keys(change).reduce(
    (sum, id) => sum + (ruleset.facts.find((fact) => fact.id === id)?.cost ?? 0),
    0,
  );
}
