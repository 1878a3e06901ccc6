import type { CompiledNorm } from '#rules/compile.ts';
import { statusOf } from '#rules/interval.ts';
import type { Facts } from '#rules/truth.ts';

/** One fact set to one value (its bit), at a positive cost. */
export type Move = { at: number; to: number; cost: number };

/** What may be done with a fact for the sake of a norm that reads it. */
export type MovesOf = (at: number, norm: CompiledNorm) => readonly Move[];

/** A set of moves, what the facts then are, and what it costs in all. */
export type Way = { moves: readonly Move[]; facts: Facts; cost: number };

/**
 * All cheapest sets of moves after which none of these norms takes hold, or still may, above `rank`;
 * none when there is no such set. `movesOf` says what may be done with a fact.
 *
 * A hitting-set tree searched by cost: whichever norm still offends, any set that reaches the goal
 * moves a fact that this norm reads. So no cheaper set is missed, and the facts are finite.
 */
export function cheapestWays(
  norms: readonly CompiledNorm[],
  facts: Facts,
  rank: number,
  movesOf: MovesOf,
): Way[] {
  const offending = norms.filter((norm) => norm.rank > rank);
  const found: Way[] = [];
  const seen = new Set<string>();
  const byCost: Way[][] = [[{ moves: [], facts, cost: 0 }]];
  for (let cost = 0; cost < byCost.length && found.length === 0; cost++) {
    // Moves cost something, so what is added here is never taken up in this round.
    for (const way of byCost[cost] ?? []) {
      const norm = hardest(offending, way, movesOf);
      if (norm === undefined) found.push(way);
      else
        for (const move of movesFor(norm, way, movesOf)) {
          const next = after(way, move);
          const key = next.facts.join();
          if (seen.has(key)) continue;
          seen.add(key);
          (byCost[next.cost] ??= []).push(next);
        }
    }
  }
  return found;
}

/** Of the norms that still offend, the one that leaves the least choice; undefined when none does. */
function hardest(
  norms: readonly CompiledNorm[],
  way: Way,
  movesOf: MovesOf,
): CompiledNorm | undefined {
  let [least, hardest]: [number, CompiledNorm | undefined] = [Infinity, undefined];
  for (const norm of norms) {
    const status = statusOf(norm, way.facts);
    if (status !== norm.takesHold && status !== 'undetermined') continue;
    const choices = movesFor(norm, way, movesOf).length;
    if (choices < least) [least, hardest] = [choices, norm];
  }
  return hardest;
}

function movesFor(norm: CompiledNorm, way: Way, movesOf: MovesOf): readonly Move[] {
  return norm.reads
    .filter((at) => way.moves.every((move) => move.at !== at))
    .flatMap((at) => movesOf(at, norm).filter(({ to }) => way.facts[at] !== to));
}

function after({ moves, facts, cost }: Way, move: Move): Way {
  const moved = facts.slice();
  moved[move.at] = move.to;
  return { moves: [...moves, move], facts: moved, cost: cost + move.cost };
}
