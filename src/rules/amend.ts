import type {
  Alternative,
  Amends,
  Condition,
  FactDefinition,
  Norm,
  Ruleset,
  Unruled,
} from '#rules/model.ts';
import { followThrough } from '#rules/renumber.ts';

/** What an amendment does to the rules; all else stands as it was. Ids are those of the newer text. */
export type Amendment = {
  /** The day it takes effect. */
  revision: string;
  /** Clauses that only get another number, older to newer. */
  renumbered?: Amends['renumbered'];
  /** Clauses of the older text, by their older numbers, that are gone. */
  removed?: readonly string[];
  /** New facts, and those that stand in place of an older one with the same id. */
  facts?: readonly FactDefinition[];
  /** What a word of the text means from now on, wherever a condition uses it. */
  redefined?: (asked: Extract<Condition, { k: 'is' }>) => Condition;
  /** New norms, and those that stand in place of an older one with the same id. */
  norms?: readonly Norm[];
  unruled?: readonly Unruled[];
  gists?: Readonly<Record<string, string>>;
  /** The other side of each reading, over the amended norms. */
  alternatives?: (norms: readonly Norm[]) => Alternative[];
};

/**
 * The rules as amended, in the newer text's order. They say in themselves which text they amend, and
 * which of its clauses only moved.
 */
export function amended(before: Ruleset, amendment: Amendment): Ruleset {
  const { revision, renumbered = {}, removed = [], facts = [], redefined } = amendment;
  const follow = followThrough([{ renumbered }]);
  const stays = ({ sentence }: { sentence: string }) =>
    !removed.some((clause) => isIn(sentence, clause)) && follow(sentence) !== undefined;
  const named = (id: string) => follow(id)!;
  const asRedefined = (norm: Norm): Norm => ({
    ...norm,
    when: redefine(norm.when, redefined),
    ...(norm.wrong && { wrong: redefine(norm.wrong, redefined) }),
    unless: norm.unless.map((one) => ({ ...one, when: redefine(one.when, redefined) })),
  });
  const norms = merged(
    before.norms.filter(stays).map((norm) => ({
      ...norm,
      id: named(norm.id),
      sentence: named(norm.sentence),
      unless: norm.unless.map((one) => ({ ...one, cite: named(one.cite) })),
      ...(norm.yieldsTo && { yieldsTo: norm.yieldsTo.map(named) }),
    })),
    amendment.norms,
  ).map(asRedefined);
  const unruled = merged(
    (before.unruled ?? []).filter(stays).map((one) => ({
      ...one,
      id: named(one.id),
      sentence: named(one.sentence),
    })),
    amendment.unruled,
  );
  return {
    policy: before.policy,
    revision,
    amends: [...(before.amends ?? []), { revision: before.revision, renumbered }],
    facts: [
      ...before.facts.map((fact) => facts.find(({ id }) => id === fact.id) ?? fact),
      ...facts.filter(({ id }) => !before.facts.some((fact) => fact.id === id)),
    ],
    norms,
    unruled,
    gists: { ...before.gists, ...amendment.gists },
    // The other side of a reading speaks the newer text's words as well.
    alternatives: (amendment.alternatives?.(norms) ?? []).map((one) => ({
      ...one,
      norms: one.norms.map(asRedefined),
    })),
  };
}

function isIn(sentence: string, clause: string): boolean {
  return sentence === clause || [':', '.'].some((next) => sentence.startsWith(clause + next));
}

/** Those of the same id replaced, the new ones where the text has them. */
function merged<T extends { id: string; sentence: string }>(
  kept: readonly T[],
  amending: readonly T[] = [],
): T[] {
  const replaced = kept.map((one) => amending.find(({ id }) => id === one.id) ?? one);
  const added = amending.filter(({ id }) => !kept.some((one) => one.id === id));
  return [...replaced, ...added].sort((a, b) => inText.compare(a.sentence, b.sentence));
}

/** Numbers and letters count up as clauses do. */
const inText = new Intl.Collator('en-US', { numeric: true });

function redefine(condition: Condition, meaning: Amendment['redefined']): Condition {
  if (!meaning) return condition;
  switch (condition.k) {
    case 'is':
      return meaning(condition);
    case 'not':
      return { ...condition, of: redefine(condition.of, meaning) };
    case 'all':
    case 'any':
      return { ...condition, of: condition.of.map((part) => redefine(part, meaning)) };
  }
}
