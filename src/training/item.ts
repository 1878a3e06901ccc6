import type { ItemKind, Scenario, Telling } from '#policies/model.ts';
import type { Ruleset } from '#rules/model.ts';
import type { Key } from './key.ts';
import { KINDS } from './kinds/index.ts';
import { breachedSentences, evaluateTelling } from './kinds/kind.ts';

/** A question asked of one telling of a scenario. It holds no key: `keyOf` computes that from the rules. */
export type Item = { scenario: Scenario; telling: Telling; kind: ItemKind; options: string[] };

type Told = Pick<Item, 'scenario' | 'telling'>;

/**
 * The kinds that can be asked of a telling: those that its author asks for and the rules make a
 * question of, and what follows from them.
 */
export function kindsOf(ruleset: Ruleset, scenario: Scenario, telling: Telling): ItemKind[] {
  const before = found.get(telling);
  if (before?.ruleset === ruleset && before.scenario === scenario) return before.kinds;
  const kinds = wanted(scenario).filter((kind) => KINDS[kind].fits({ ruleset, scenario, telling }));
  found.set(telling, { ruleset, scenario, kinds });
  return kinds;
}

/** A telling never changes, and to find its kinds takes many evaluations. */
const found = new WeakMap<Telling, { ruleset: Ruleset; scenario: Scenario; kinds: ItemKind[] }>();

/** The options of an item before shuffling, at most six. */
export function optionsOf(
  ruleset: Ruleset,
  scenario: Scenario,
  telling: Telling,
  kind: ItemKind,
): string[] {
  return KINDS[kind].options({ ruleset, scenario, telling });
}

/** What the rules say the right answer is. */
export function keyOf(ruleset: Ruleset, { scenario, telling, kind, options }: Item): Key {
  return KINDS[kind].key({ ruleset, scenario, telling }, options);
}

/** The sentences a telling is about: the one it asks of, or those it breaches. */
export function sentencesAbout(ruleset: Ruleset, { scenario, telling }: Told): string[] {
  return scenario.sentence === undefined
    ? breachedSentences(evaluateTelling(ruleset, telling))
    : [scenario.sentence];
}

function wanted({ asks, sentence, before }: Scenario): ItemKind[] {
  if (before !== undefined) return ['delta', 'verdict'];
  if (sentence !== undefined) return ['meaning'];
  const also: ItemKind[] = [];
  if (asks.includes('verdict')) also.push('ask', 'outcome', 'spot');
  if (asks.includes('clauses')) also.push('because');
  return [...asks, ...also];
}
