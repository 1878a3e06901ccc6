import { Engine, type NestedCondition, type TopLevelCondition } from 'json-rules-engine';
import jsonLogic from 'json-logic-js';
import type { Condition, FactDefinition, Ruleset, Situation, Value } from '#rules/model.ts';
import { breach } from '#rules/norm.ts';

/*
 * What others take for such rules, each as fast as it can be had: every norm is one rule, its
 * condition translated part by part, the facts made ready and the engine made once. They say only
 * which norms take hold: no exceptions, no duties met, nothing of what is not known.
 */

/** The norms that take hold in each situation, by json-logic-js. */
export function jsonLogicOver(
  { facts, norms }: Ruleset,
  situations: readonly Situation[],
): (() => string[])[] {
  const rules = norms.map((norm) => ({ id: norm.id, logic: logicOf(breach(norm)) }));
  return situations.map((situation) => {
    const data = Object.fromEntries(
      Object.entries({ ...unstated(facts), ...situation }).map(([id, value]) => [name(id), value]),
    );
    return () => rules.filter(({ logic }) => jsonLogic.apply(logic, data)).map(({ id }) => id);
  });
}

/** The norms that take hold in each situation, by json-rules-engine. */
export function rulesEngineOver(
  { facts, norms }: Ruleset,
  situations: readonly Situation[],
): (() => Promise<string[]>)[] {
  const engine = new Engine(
    norms.map((norm) => ({
      conditions: conditionOf(breach(norm)) as TopLevelCondition,
      event: { type: norm.id },
    })),
  );
  for (const [id, value] of Object.entries(unstated(facts))) engine.addFact(id, value);
  return situations.map((situation) => async () => {
    const { events } = await engine.run(situation);
    return events.map(({ type }) => type);
  });
}

function unstated(facts: readonly FactDefinition[]): Record<string, Value> {
  return Object.fromEntries(facts.map(({ id, values }) => [id, values[0]!]));
}

/** A dot would be a path: flat names are found faster. */
function name(fact: string): string {
  return fact.replace('.', '_');
}

function logicOf(condition: Condition): unknown {
  switch (condition.k) {
    case 'is': {
      const value = { var: name(condition.fact) };
      const [first, ...more] = condition.in;
      if (more.length > 0) return { in: [value, condition.in] };
      return first === true ? value : { '===': [value, first] };
    }
    case 'not':
      return { '!': [logicOf(condition.of)] };
    case 'all':
      return { and: condition.of.map(logicOf) };
    case 'any':
      return { or: condition.of.map(logicOf) };
  }
}

/** The priority, falling from part to part, lets it stop at the first part that decides. */
function conditionOf(condition: Condition, priority = 1): NestedCondition {
  switch (condition.k) {
    case 'is': {
      const { fact, in: values } = condition;
      const [first, ...more] = values;
      return more.length > 0
        ? { fact, operator: 'in', value: values, priority }
        : { fact, operator: 'equal', value: first, priority };
    }
    case 'not':
      return { not: conditionOf(condition.of), priority };
    case 'all':
      return { all: partsOf(condition.of), priority };
    case 'any':
      return { any: partsOf(condition.of), priority };
  }
}

function partsOf(parts: readonly Condition[]): NestedCondition[] {
  return parts.map((part, place) => conditionOf(part, parts.length - place));
}
