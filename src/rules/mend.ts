import { bit, compile } from '#rules/compile.ts';
import type { CompiledNorm } from '#rules/compile.ts';
import { statusOf } from '#rules/interval.ts';
import { VERDICTS } from '#rules/model.ts';
import type { FactDefinition, FactId, Ruleset, Value, Verdict } from '#rules/model.ts';
import { cheapestWays } from '#rules/reach.ts';
import type { Move, Way } from '#rules/reach.ts';
import type { Facts } from '#rules/truth.ts';

/** One thing to do: the fact, the value that it gets, and the sentence that asks for it. */
export type Change = { fact: FactId; value: Value; words: string };

/** What it costs in all, by the facts' costs, and every set of changes that costs no more. */
export type SmallestChange = { cost: number; ways: readonly (readonly Change[])[] };

/**
 * The smallest change after which the verdict is at most `target`: all ties, in the order of the
 * facts. It makes only changes that a person can honestly bring about (`mend`), for the sake of norms
 * that may be mended by them (`mendBy`), so it never hides or undoes a record; to leave the act alone is one of them, at a high cost. Cost 0 and one empty way
 * when nothing needs changing; undefined when nothing that can be changed is enough.
 */
export function smallestChange(
  ruleset: Ruleset,
  facts: Facts,
  target: Verdict = 'permitted',
): SmallestChange | undefined {
  const { conduct } = compile(ruleset);
  const rank = VERDICTS.indexOf(target);
  const offending = conduct.filter((norm) => norm.rank > rank && offends(norm, facts));
  const asked = new Set(offending.flatMap((norm) => mendable(ruleset, norm)));
  const ways = cheapestWays(conduct, facts, rank, (at, norm) =>
    asked.has(at) || mendable(ruleset, norm).includes(at)
      ? mendingMoves(ruleset.facts[at]!, at)
      : [],
  );
  const [first] = ways;
  return (
    first && { cost: first.cost, ways: ways.map((way) => changesOf(ruleset, way)).sort(byFact) }
  );

  function byFact(a: readonly Change[], b: readonly Change[]): number {
    return place(a) < place(b) ? -1 : 1;
  }
  function place(way: readonly Change[]): string {
    return way
      .map(({ fact }) => String(ruleset.facts.findIndex(({ id }) => id === fact)).padStart(4))
      .join();
  }
}

function offends(norm: CompiledNorm, facts: Facts): boolean {
  return ['breached', 'undetermined'].includes(statusOf(norm, facts));
}

/** Where in the facts those stand by which this norm may be mended. */
function mendable({ facts }: Ruleset, { norm, reads }: CompiledNorm): readonly number[] {
  return norm.mendBy ? reads.filter((at) => norm.mendBy!.includes(facts[at]!.id)) : reads;
}

function mendingMoves(fact: FactDefinition, at: number): Move[] {
  return mendableValues(fact).map((value) => ({ at, to: bit(fact, value), cost: fact.cost }));
}

/** The values that `mend` has words for. */
function mendableValues({ values, mend = {} }: FactDefinition): Value[] {
  return values.filter((value) => mend[String(value)] !== undefined);
}

function changesOf(ruleset: Ruleset, { moves }: Way): Change[] {
  return moves
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, to }) => {
      const fact = ruleset.facts[at]!;
      const value = fact.values.find((one) => bit(fact, one) === to)!;
      return { fact: fact.id, value, words: fact.mend![String(value)]! };
    });
}
