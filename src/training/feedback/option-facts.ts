import type { FactDefinition, FactId, Ruleset, Value } from '#rules/model.ts';

/** The fact and value that an option "If …" speaks of; undefined where two would read the same. */
export function factOtherwise(
  { facts }: Ruleset,
  words: string,
): { fact: FactId; value: Value } | undefined {
  const found = facts.flatMap(({ id, values, say }) =>
    values
      .filter((value) => `If ${say[String(value)]}` === words)
      .map((value) => ({ fact: id, value })),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The fact whose question an option is; undefined where two ask the same. */
export function factAsked({ facts }: Ruleset, words: string): FactDefinition | undefined {
  const found = facts.filter(({ ask }) => ask === words);
  return found.length === 1 ? found[0] : undefined;
}
