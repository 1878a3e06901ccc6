import type { FactDefinition, Ruleset } from '#rules/model.ts';

/** Every fact of a ruleset as an author states it, plain text by group: what it is, its question and values. */
export function factsInWords({ facts }: Pick<Ruleset, 'facts'>): string {
  const groups = Map.groupBy(facts, ({ id }) => id.split('.')[0]!);
  return [...groups]
    .map(([group, its]) => [group.toUpperCase(), ...its.map(factInWords)].join('\n\n'))
    .join('\n\n\n');
}

function factInWords({ id, doc, ask, values, say, judgement, control }: FactDefinition): string {
  const width = Math.max(...values.map((value) => String(value).length));
  return [
    id,
    `  ${doc}`,
    ...(control === 'fixed' ? ['  No fix may change it.'] : []),
    ...(judgement
      ? [`  A judgement, by ${judgement.standard}: write { is: true, because: … }`]
      : []),
    `  ${ask}`,
    ...values.map((value, at) => {
      const ordinary = at === 0 ? ' (also where nothing is stated)' : '';
      return `    ${String(value).padEnd(width)}  ${say[String(value)]}${ordinary}`;
    }),
  ].join('\n');
}
