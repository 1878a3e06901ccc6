import { compile } from '#rules/compile.ts';
import { statusOf } from '#rules/interval.ts';
import type { Condition, FactId, Ruleset, Situation } from '#rules/model.ts';
import { breach } from '#rules/norm.ts';
import { open, possible } from '#rules/situation.ts';
import type { Facts } from '#rules/situation.ts';

/**
 * The open facts on which it hangs whether some norm that can still take hold does. A fact that such a
 * norm reads only in a part that is decided already is not among them, nor one that only a permission
 * reads, for a permission changes no verdict.
 */
export function relevantFacts(ruleset: Ruleset, situation: Situation): ReadonlySet<FactId> {
  const facts = open(ruleset, situation);
  const relevant = new Set<FactId>();
  for (const norm of compile(ruleset).candidates(facts)) {
    if (norm.norm.effect === 'permitted' || statusOf(norm, facts) !== 'undetermined') continue;
    const rest = residue(ruleset, facts, breach(norm.norm));
    if (typeof rest !== 'boolean') for (const id of rest) relevant.add(id);
  }
  return relevant;
}

/** What a condition comes to, or the facts on which it still hangs. */
function residue(ruleset: Ruleset, facts: Facts, condition: Condition): boolean | FactId[] {
  switch (condition.k) {
    case 'is': {
      const values = possible(ruleset, facts, condition.fact);
      const matching = values.filter((value) => condition.in.includes(value)).length;
      if (matching === 0 || matching === values.length) return matching > 0;
      return [condition.fact];
    }
    case 'not': {
      const rest = residue(ruleset, facts, condition.of);
      return typeof rest === 'boolean' ? !rest : rest;
    }
    case 'all':
    case 'any': {
      const settles = condition.k === 'any';
      const rests = condition.of.map((part) => residue(ruleset, facts, part));
      if (rests.includes(settles)) return settles;
      const hanging = rests.filter((rest) => typeof rest !== 'boolean').flat();
      return hanging.length > 0 ? hanging : !settles;
    }
  }
}
