import { compile } from '#rules/compile.ts';
import { statusOf } from '#rules/interval.ts';
import type { Condition, FactId, FindingStatus, Ruleset, Value } from '#rules/model.ts';
import { testOf } from '#rules/truth.ts';
import type { Facts, Truth } from '#rules/truth.ts';

/** A condition, whether it holds, and the same of its parts; of a fact, the values that it can still have. */
export type Step = {
  holds: 'yes' | 'no' | 'unknown';
  of: 'all' | 'any' | 'not' | { fact: FactId; in: readonly Value[]; has: readonly Value[] };
  parts: readonly Step[];
};

/** How a norm came to stand where it stands: each of its conditions, down to the facts. */
export type Trace = {
  norm: string;
  status: FindingStatus;
  when: Step;
  /** Absent for a permission. */
  wrong?: Step;
  unless: readonly { cite: string; step: Step }[];
};

/** The trace of one norm, made on demand. Throws for a norm that is not there. */
export function trace(ruleset: Ruleset, facts: Facts, normId: string): Trace {
  const compiled = compile(ruleset).byId.get(normId);
  if (!compiled) throw new Error(`there is no norm \`${normId}\``);
  const { when, wrong, unless } = compiled.norm;
  const stepOf = (condition: Condition) => step(ruleset, facts, condition);
  return {
    norm: normId,
    status: statusOf(compiled, facts),
    when: stepOf(when),
    ...(wrong && { wrong: stepOf(wrong) }),
    unless: unless.map(({ cite, when: excepts }) => ({ cite, step: stepOf(excepts) })),
  };
}

function step(ruleset: Ruleset, facts: Facts, condition: Condition): Step {
  const holds = HOLDS[truthOf(ruleset, facts, condition)];
  if (condition.k === 'is') {
    const at = ruleset.facts.findIndex(({ id }) => id === condition.fact);
    const has = ruleset.facts[at]!.values.filter((_, value) => facts[at]! & (1 << value));
    return { holds, of: { fact: condition.fact, in: condition.in, has }, parts: [] };
  }
  const parts = condition.k === 'not' ? [condition.of] : condition.of;
  return { holds, of: condition.k, parts: parts.map((part) => step(ruleset, facts, part)) };
}

const HOLDS = ['no', 'unknown', 'yes'] as const;

function truthOf(ruleset: Ruleset, facts: Facts, condition: Condition): Truth {
  const test = testOf(condition, ({ fact: id, in: values }) => {
    const at = ruleset.facts.findIndex((fact) => fact.id === id);
    const mask = values.reduce(
      (bits, value) => bits | (1 << ruleset.facts[at]!.values.indexOf(value)),
      0,
    );
    return { at, mask };
  });
  return test(facts);
}
