import { reads } from '#rules/condition.ts';
import type { CompiledNorm } from '#rules/compile.ts';
import type { FactId } from '#rules/model.ts';
import type { Facts, Truth } from '#rules/truth.ts';

/**
 * Some norms, in their order, among them every one that applies or may apply to these facts. One
 * whose `when` surely holds has a `when` that looks at nothing.
 */
export type Candidates = (facts: Facts) => readonly CompiledNorm[];

/** A fact that sorts norms: its place among the facts, and how many values it has. */
type SortingFact = { at: number; values: number };

/** Combinations of values told apart at most: 4,096 lists of some twenty norms are about 1 MB. */
const MOST_LISTS = 4096;

/**
 * Sorts norms by the few facts that most of them ask in `when`: a list for each combination of these
 * facts' values, made when first asked for. While one of them can still have several values, it is
 * all norms. What a list leaves out is false whatever the other facts are, for Kleene logic is sound.
 */
export function candidatesOf(
  norms: readonly CompiledNorm[],
  index: ReadonlyMap<FactId, number>,
  full: Facts,
): Candidates {
  const sorting = sortingFacts(norms, index, full);
  const applying = norms.map((norm) => ({ ...norm, when: surely }));
  const length = sorting.reduce((product, { values }) => product * values, 1);
  const lists = Array.from<readonly CompiledNorm[] | undefined>({ length });
  return (facts) => {
    let place = 0;
    for (const { at, values } of sorting) {
      const possible = facts[at]!;
      if (possible === 0 || (possible & (possible - 1)) !== 0) return norms;
      place = place * values + 31 - Math.clz32(possible);
    }
    return (lists[place] ??= listOf(facts));
  };

  function listOf(facts: Facts): CompiledNorm[] {
    const known = full.slice();
    for (const { at } of sorting) known[at] = facts[at]!;
    return norms.flatMap((norm, place) => {
      const applies = norm.when(known);
      return applies === 0 ? [] : applies === 2 ? [applying[place]!] : [norm];
    });
  }
}

/** The facts that most norms ask in `when`, as many as the lists have room for. */
function sortingFacts(
  norms: readonly CompiledNorm[],
  index: ReadonlyMap<FactId, number>,
  full: Facts,
): SortingFact[] {
  const asked = norms.flatMap(({ norm }) => reads(norm.when).map((id) => index.get(id)!));
  const times = new Uint32Array(full.length);
  for (const at of asked) times[at]!++;
  const sorting: SortingFact[] = [];
  let lists = 1;
  for (const at of [...new Set(asked)].sort((a, b) => times[b]! - times[a]!)) {
    const values = 32 - Math.clz32(full[at]!);
    lists *= values;
    if (lists > MOST_LISTS) break;
    sorting.push({ at, values });
  }
  return sorting;
}

function surely(): Truth {
  return 2;
}
