import type { Condition, FindingStatus, Norm, Ruleset } from '#rules/model.ts';
import type { Facts } from '#rules/situation.ts';

/**
 * The rules read the slow way, straight from the conditions: nothing compiled, nothing shared. What
 * the evaluator must agree with.
 */
export type Known = ReadonlyMap<string, readonly unknown[]>;

export function known(ruleset: Ruleset, facts: Facts): Known {
  return new Map(
    ruleset.facts.map(({ id, values }, at) => [
      id,
      values.filter((_, place) => facts[at]! & (1 << place)),
    ]),
  );
}

/** True, false, or undefined where the facts leave it open. */
export function truth(condition: Condition, facts: Known): boolean | undefined {
  if (condition.k === 'is') {
    const inside = facts.get(condition.fact)!.map((value) => condition.in.includes(value as never));
    return inside.every(Boolean) ? true : inside.some(Boolean) ? undefined : false;
  }
  if (condition.k === 'not') {
    const inner = truth(condition.of, facts);
    return inner === undefined ? undefined : !inner;
  }
  const parts = condition.of.map((part) => truth(part, facts));
  const decisive = condition.k === 'any';
  if (parts.includes(decisive)) return decisive;
  return parts.includes(undefined) ? undefined : !decisive;
}

export function standing({ when, wrong, unless }: Norm, facts: Known): FindingStatus {
  const applies = truth(when, facts);
  if (applies === false) return 'not-applicable';
  const isWrong = wrong ? truth(wrong, facts) : true;
  const excepted = unless.map((one) => truth(one.when, facts));
  if (excepted.includes(true) && isWrong !== false)
    return wrong && applies ? 'excepted' : 'not-applicable';
  if (isWrong === false) return applies ? 'met' : 'not-applicable';
  if (!applies || isWrong === undefined || excepted.includes(undefined)) return 'undetermined';
  return wrong ? 'breached' : 'met';
}
