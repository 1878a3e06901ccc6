import type { Condition, FactId, Ruleset } from '#rules/model.ts';
import { breach } from '#rules/norm.ts';

/** What raising a flag does to the verdict: `false` to `true` can only worsen it, only better it, or both. */
export type Polarity = 'aggravating' | 'mitigating' | 'mixed';

/** The polarity of each two-valued fact that some norm with a breach reads. */
export function polarities(ruleset: Ruleset): Map<FactId, Polarity> {
  const found = new Map<FactId, Polarity>();
  const second = new Map(
    ruleset.facts
      .filter(({ values }) => values.length === 2)
      .map((fact) => [fact.id, fact.values[1]!]),
  );
  const walk = (condition: Condition, sign: boolean): void => {
    if (condition.k === 'not') return walk(condition.of, !sign);
    if (condition.k !== 'is') return condition.of.forEach((part) => walk(part, sign));
    const raised = second.get(condition.fact);
    if (raised === undefined || condition.in.length !== 1) return;
    const one = condition.in.includes(raised) === sign ? 'aggravating' : 'mitigating';
    const before = found.get(condition.fact) ?? one;
    found.set(condition.fact, before === one ? one : 'mixed');
  };
  for (const norm of ruleset.norms) if (norm.wrong) walk(breach(norm), true);
  return found;
}

/** A two-valued fact works one way only, or stands in the list with its reason; then so does the verdict. */
export function mixedFacts(ruleset: Ruleset, allowed: Readonly<Record<FactId, string>>): string[] {
  const mixed = [...polarities(ruleset)].filter(([, one]) => one === 'mixed').map(([id]) => id);
  return [
    ...mixed
      .filter((id) => !(id in allowed))
      .map((id) => `\`${id}\` both worsens and betters a verdict`),
    ...Object.keys(allowed)
      .filter((id) => !mixed.includes(id))
      .map((id) => `\`${id}\` is listed as mixed and is not`),
  ];
}
