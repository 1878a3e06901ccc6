import type { Condition, FactDefinition, FactId, Norm, Ruleset, Value } from '#rules/model.ts';

/** A condition in words: a clause, or several of which all or any hold. */
export type Phrase = string | { all: readonly Phrase[] } | { any: readonly Phrase[] };

/** A norm in words, made from its conditions alone: whatever they say stands here, and nothing else. */
export type English = {
  when: Phrase;
  /** Absent for a permission. */
  wrong?: Phrase;
  unless: readonly { phrase: Phrase; cite: string }[];
};

/** The English of a norm, printed from its conditions by the facts' own words. */
export function englishOf(ruleset: Ruleset, { when, wrong, unless }: Norm): English {
  const facts = new Map(ruleset.facts.map((fact) => [fact.id, fact]));
  const said = (condition: Condition) => phraseOf(facts, condition, true);
  return {
    when: said(when),
    ...(wrong && { wrong: said(wrong) }),
    unless: unless.map((one) => ({ phrase: said(one.when), cite: one.cite })),
  };
}

/** The same as one sentence, with brackets where parts stand within parts. */
export function sentenceOf(ruleset: Ruleset, norm: Norm): string {
  const { when, wrong, unless } = englishOf(ruleset, norm);
  const outcome = norm.effect.replaceAll('-', ' ');
  const exceptions = unless.map(({ phrase, cite }) => `, unless ${inLine(phrase)} (${cite})`);
  const decided = wrong ? `${outcome} if ${inLine(wrong)}` : outcome;
  return `Where ${inLine(when)}: ${decided}${exceptions.join('')}.`;
}

/** A phrase in one line. */
export function inLine(phrase: Phrase): string {
  if (typeof phrase === 'string') return phrase;
  const [parts, word] = 'all' in phrase ? [phrase.all, ', and '] : [phrase.any, ', or '];
  return parts.map((part) => (typeof part === 'string' ? part : `(${inLine(part)})`)).join(word);
}

/** Negations are carried down to the facts, so that no "not" stands over a group. */
function phraseOf(
  facts: ReadonlyMap<FactId, FactDefinition>,
  condition: Condition,
  holds: boolean,
): Phrase {
  if (condition.k === 'not') return phraseOf(facts, condition.of, !holds);
  if (condition.k === 'is') return valuesOf(facts.get(condition.fact)!, condition.in, holds);
  const parts = condition.of.map((part) => phraseOf(facts, part, holds));
  if (parts.length === 1) return parts[0]!;
  return (condition.k === 'all') === holds ? { all: parts } : { any: parts };
}

function valuesOf(fact: FactDefinition, named: readonly Value[], holds: boolean): Phrase {
  const clauses = fact.values
    .filter((value) => named.includes(value) === holds)
    .map((value) => fact.say[String(value)]!);
  return clauses.length === 1 ? clauses[0]! : { any: clauses };
}
