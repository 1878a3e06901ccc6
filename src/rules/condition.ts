import type { Condition, FactId, Value } from '#rules/model.ts';

/** The fact has one of these values; named alone, a flag that is so. */
export function is(fact: FactId, ...values: readonly Value[]): Condition {
  return { k: 'is', fact, in: values.length === 0 ? [true] : values };
}

export function all(...of: readonly Condition[]): Condition {
  return { k: 'all', of: of.flatMap((part) => (part.k === 'all' ? part.of : [part])) };
}

export function any(...of: readonly Condition[]): Condition {
  return { k: 'any', of: of.flatMap((part) => (part.k === 'any' ? part.of : [part])) };
}

export function not(of: Condition): Condition {
  return { k: 'not', of };
}

/** What it asks, but for what it asks of this fact, where all parts must hold. */
export function withoutFact(condition: Condition, fact: FactId): Condition {
  if (condition.k !== 'all') return condition;
  return all(...condition.of.filter((part) => part.k !== 'is' || part.fact !== fact));
}

/** Each fact that it mentions, as often as it mentions it, in its order. */
export function mentions(condition: Condition): FactId[] {
  switch (condition.k) {
    case 'is':
      return [condition.fact];
    case 'not':
      return mentions(condition.of);
    case 'all':
    case 'any':
      return condition.of.flatMap(mentions);
  }
}

/** The facts that it reads, each once, in the order of mention. */
export function reads(condition: Condition): FactId[] {
  return [...new Set(mentions(condition))];
}
