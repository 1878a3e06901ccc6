import type { Condition } from '#rules/model.ts';

/** What is known: for each fact, in the ruleset's order, one bit for each value that it can still have. */
export type Facts = Uint16Array;

/** Strong Kleene: false 0, unknown 1, true 2; so all is min, any is max, not is 2 − x. */
export type Truth = 0 | 1 | 2;
export type Test = (facts: Facts) => Truth;

export type Is = Condition & { k: 'is' };
export type Literal = { at: number; mask: number };

/** A condition ready to run, given where each of its literals looks. */
export function testOf(condition: Condition, literal: (part: Is) => Literal): Test {
  if (condition.k === 'is') return holds(literal(condition));
  if (condition.k === 'not') {
    const inner = testOf(condition.of, literal);
    return (facts) => (2 - inner(facts)) as Truth;
  }
  if (condition.k === 'all' && condition.of.every((part) => part.k === 'is'))
    return holdAll(condition.of.map(literal));
  const parts = condition.of.map((part) => testOf(part, literal));
  return condition.k === 'all' ? every(parts) : some(parts);
}

/** True when one is, false when all are. */
export function some(parts: readonly Test[]): Test {
  return (facts) => {
    let truth: Truth = 0;
    for (const part of parts) {
      const one = part(facts);
      if (one === 2) return 2;
      if (one > truth) truth = one;
    }
    return truth;
  };
}

function every(parts: readonly Test[]): Test {
  return (facts) => {
    let truth: Truth = 2;
    for (const part of parts) {
      const one = part(facts);
      if (one === 0) return 0;
      if (one < truth) truth = one;
    }
    return truth;
  };
}

function holds({ at, mask }: Literal): Test {
  return (facts) => {
    const possible = facts[at]!;
    return (possible & mask) === 0 ? 0 : (possible & ~mask) === 0 ? 2 : 1;
  };
}

/** `every` of literals alone, which most conditions are, without a call for each. */
function holdAll(literals: readonly Literal[]): Test {
  return (facts) => {
    let truth: Truth = 2;
    for (const { at, mask } of literals) {
      const possible = facts[at]!;
      if ((possible & mask) === 0) return 0;
      if ((possible & ~mask) !== 0) truth = 1;
    }
    return truth;
  };
}
