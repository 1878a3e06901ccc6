import { compile } from '#rules/compile.ts';
import type { Compiled, CompiledNorm } from '#rules/compile.ts';
import { reads } from '#rules/condition.ts';
import { statusOf } from '#rules/interval.ts';
import type { FactId, Ruleset, Situation, Value } from '#rules/model.ts';
import { cheapestWays } from '#rules/reach.ts';
import { table } from '#rules/table.ts';
import type { Facts } from '#rules/truth.ts';

/** A small situation in which a norm takes hold, and one fact by which it just does not. */
export type Example = { situation: Situation; nearMiss: { fact: FactId; value: Value } };

/**
 * The situation with the fewest stated facts in which this norm takes hold and, if such a one
 * exists, alone decides; and its near miss: a change that a person can bring about before one that
 * nobody can, a cheap one before a dear one. Throws for a norm that is not there.
 */
export function exampleOf(ruleset: Ruleset, normId: string): Example {
  const rules = compile(ruleset);
  const norm = rules.byId.get(normId);
  if (!norm) throw new Error(`there is no norm \`${normId}\``);
  const facts = decisive(rules, norm) ?? smallest(rules, norm);
  if (!facts) throw new Error(`${normId} never takes hold`);
  return { situation: stated(ruleset, facts), nearMiss: nearMissOf(rules, norm, facts) };
}

/** The smallest situation that this norm alone decides: without it, the verdict is milder. */
export function decisive(rules: Compiled, norm: CompiledNorm): Facts | undefined {
  const others = (norm.ofComment ? rules.comment : rules.conduct).filter((one) => one !== norm);
  const read = new Set(norm.reads);
  let best: { facts: Facts; size: number } | undefined;
  for (const facts of holdingRows(rules, norm)) {
    const size = sizeOf(facts);
    if (best && size >= best.size) continue;
    const [way] = cheapestWays(others, facts, norm.rank - 1, (at) =>
      read.has(at)
        ? []
        : rules.ruleset.facts[at]!.values.map((_, value) => ({ at, to: 1 << value, cost: 1 })),
    );
    if (way && (!best || size + way.cost < best.size))
      best = { facts: way.facts, size: size + way.cost };
  }
  return best?.facts;
}

/** What a situation states beyond the facts' first values. */
export function stated({ facts: definitions }: Ruleset, facts: Facts): Situation {
  return Object.fromEntries(
    definitions.flatMap(({ id, values }, at) =>
      facts[at] === 1 ? [] : [[id, values[Math.log2(facts[at]!)]!]],
    ),
  );
}

function smallest(rules: Compiled, norm: CompiledNorm): Facts | undefined {
  return holdingRows(rules, norm).toSorted((a, b) => sizeOf(a) - sizeOf(b))[0];
}

/** The rows of its table in which it takes hold, all other facts at their first values. */
function holdingRows(rules: Compiled, norm: CompiledNorm): Facts[] {
  const read = new Set(norm.reads);
  return table(rules, norm)
    .filter(({ status }) => status === norm.takesHold)
    .map(({ facts }) => facts.map((mask, at) => (read.has(at) ? mask : 1)));
}

function sizeOf(facts: Facts): number {
  return facts.reduce((count, mask) => count + (mask === 1 ? 0 : 1), 0);
}

function nearMissOf({ ruleset }: Compiled, norm: CompiledNorm, facts: Facts): Example['nearMiss'] {
  // What is wrong tells more than where it happens; of a permission, what it is about stands last.
  const { wrong, when } = norm.norm;
  const telling = new Set(wrong ? reads(wrong) : reads(when).slice(-1));
  const misses = norm.reads.flatMap((at) => {
    const { id, values, cost, control, mend = {} } = ruleset.facts[at]!;
    return values.flatMap((value, place) => {
      const otherwise = facts.slice();
      otherwise[at] = 1 << place;
      if (statusOf(norm, otherwise) === norm.takesHold) return [];
      const unmendable = (telling.has(id) ? 50 : 100) + (control === 'fixed' ? 10 : cost);
      const dearness = mend[String(value)] ? cost : unmendable;
      return [{ fact: id, value, dearness }];
    });
  });
  const [miss] = misses.toSorted((a, b) => a.dearness - b.dearness);
  return { fact: miss!.fact, value: miss!.value };
}
