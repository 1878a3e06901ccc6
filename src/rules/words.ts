import type { Compiled } from '#rules/compile.ts';
import type { Facts } from '#rules/truth.ts';
import type { FactId } from '#rules/model.ts';

/**
 * A template in words: `{fact}` becomes what the facts say of it, and a part in `[ ]` is left out
 * unless all its facts are among those that decide. Starts with a capital.
 */
export function inWords(
  rules: Compiled,
  template: string,
  facts: Facts,
  deciding: ReadonlySet<FactId>,
): string {
  const kept = template.replace(OPTIONAL, (_, part: string) =>
    placeholders(part).every((id) => deciding.has(id)) ? part : '',
  );
  const words = kept.replace(PLACEHOLDER, (_, id: FactId) => said(rules, facts, id));
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The facts that a template may speak of. */
export function placeholders(template: string): FactId[] {
  return [...template.matchAll(PLACEHOLDER)].map(([, id]) => id!);
}

/** The facts that it speaks of in any case: those outside brackets. */
export function fixedPlaceholders(template: string): FactId[] {
  return placeholders(template.replace(OPTIONAL, ''));
}

const PLACEHOLDER = /\{([^{}]+)\}/g;
const OPTIONAL = /\[([^[\]]*)\]/g;

function said({ ruleset, index }: Compiled, facts: Facts, id: FactId): string {
  const at = index.get(id);
  if (at === undefined) throw new Error(`a reason speaks of \`${id}\`, which is no fact`);
  const { values, say } = ruleset.facts[at]!;
  return values
    .filter((_, value) => facts[at]! & (1 << value))
    .map((value) => say[String(value)]!)
    .join(' or ');
}
