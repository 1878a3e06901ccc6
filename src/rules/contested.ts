import { evaluate } from '#rules/evaluate.ts';
import type { Alternative, Evaluation, Ruleset } from '#rules/model.ts';
import { sameVerdict } from '#rules/variants.ts';
import type { Facts } from '#rules/truth.ts';

/** A reading's other side as a ruleset of its own. */
export type Rereading = { reading: string; gist: string; ruleset: Ruleset };

const made = new WeakMap<Ruleset, readonly Rereading[]>();

/** The ruleset under each alternative, one reading changed at a time; made once for each ruleset. */
export function rereadings(ruleset: Ruleset): readonly Rereading[] {
  let list = made.get(ruleset);
  if (!list) {
    list = (ruleset.alternatives ?? []).map((alternative) => ({
      reading: alternative.reading,
      gist: alternative.gist,
      ruleset: reread(ruleset, alternative),
    }));
    made.set(ruleset, list);
  }
  return list;
}

/**
 * The readings on which the verdict hangs, or a public comment's: under the other side of each it
 * would differ. Ids in the order of the alternatives, each once.
 */
export function contestedBy(ruleset: Ruleset, facts: Facts): string[] {
  const adopted = evaluate(ruleset, facts);
  const differing = rereadings(ruleset).filter(
    (other) => !sameOutcome(adopted, evaluate(other.ruleset, facts)),
  );
  return [...new Set(differing.map(({ reading }) => reading))];
}

/** The same verdicts; where one sees no comment to judge, it may stay as far as this policy goes. */
function sameOutcome(a: Evaluation, b: Evaluation): boolean {
  const stays = { lo: 'may-stay', hi: 'may-stay' } as const;
  return sameVerdict({ comment: stays, ...a }, { comment: stays, ...b });
}

function reread(ruleset: Ruleset, { norms, without = [] }: Alternative): Ruleset {
  const changed = new Map(norms.map((norm) => [norm.id, norm]));
  const { alternatives: _, ...rest } = ruleset;
  return {
    ...rest,
    norms: ruleset.norms
      .filter(({ id }) => !without.includes(id))
      .map((norm) => changed.get(norm.id) ?? norm),
  };
}
