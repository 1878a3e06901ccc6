import { Refusal } from '#errors.ts';
import { bit, compile } from '#rules/compile.ts';
import type { Compiled } from '#rules/compile.ts';
import type { Facts } from '#rules/truth.ts';
import { didYouMean } from '#nearest.ts';
import type { FactDefinition, FactId, Ruleset, Situation, Statement, Value } from '#rules/model.ts';

export type { Facts } from '#rules/truth.ts';

/**
 * A scenario's facts: what is not stated has its fact's first value.
 * Refuses a misspelt fact or value with a sentence that names the nearest right one.
 */
export function closed(ruleset: Ruleset, situation: Situation): Facts {
  const rules = compile(ruleset);
  return stated(rules, situation, new Uint16Array(rules.full.length).fill(1));
}

/** A person's answers: what is not stated is not known. Refuses as `closed` does. */
export function open(ruleset: Ruleset, situation: Situation): Facts {
  const rules = compile(ruleset);
  return stated(rules, situation, rules.full.slice());
}

/** The values that a fact can still have. */
export function possible(ruleset: Ruleset, facts: Facts, id: FactId): Value[] {
  const { index } = compile(ruleset);
  const at = index.get(id);
  if (at === undefined) throw noSuchFact(id, index);
  return ruleset.facts[at]!.values.filter((_, value) => facts[at]! & (1 << value));
}

function stated({ ruleset, index, full }: Compiled, situation: Situation, facts: Facts): Facts {
  for (const [id, statement] of Object.entries(situation)) {
    const at = index.get(id);
    if (at === undefined) throw noSuchFact(id, index);
    facts[at] = statement === 'unknown' ? full[at]! : mask(ruleset.facts[at]!, statement);
  }
  return facts;
}

function mask(fact: FactDefinition, statement: Statement): number {
  const values: readonly Value[] = Array.isArray(statement) ? statement : [statement as Value];
  if (values.length === 0)
    throw new Refusal('bad-input', `\`${fact.id}\` is given no value at all.`, fact.id);
  return values.reduce<number>((bits, value) => {
    const one = bit(fact, value);
    if (one === 0) throw neverHas(fact, value);
    return bits | one;
  }, 0);
}

function noSuchFact(id: FactId, index: ReadonlyMap<FactId, number>): Refusal {
  return new Refusal(
    'bad-input',
    `There is no fact \`${id}\`${didYouMean(id, index.keys()) || '.'}`,
    id,
  );
}

function neverHas({ id, values }: FactDefinition, value: Value): Refusal {
  const names = values.map(String);
  const listed = names.map((one) => `\`${one}\``).join(', ');
  const guess = didYouMean(String(value), names) || '.';
  const sentence = names.includes(String(value))
    ? `\`${id}\` cannot be the word "${value}": write \`${value}\` without quotes.`
    : `\`${id}\` cannot be \`${value}\`${guess} It is one of ${listed}, or \`unknown\`.`;
  return new Refusal('bad-input', sentence, id);
}
