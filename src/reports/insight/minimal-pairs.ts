import { everyTelling, type Told } from '#policies/contested.ts';
import type { ItemKind, Revision } from '#policies/model.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import { changedFacts } from '#training/coverage.ts';

/** Two tellings of a scenario that differ in one fact and in their verdict. */
export type MinimalPair = { fact: string; scenario: string; stricter: string; milder: string };

/** The kinds of question whose answer turns with the verdict. */
export const JUDGING: ReadonlySet<ItemKind> = new Set(['verdict', 'because', 'clauses', 'grounds']);

/** Every minimal pair of a revision. */
export function minimalPairs(revision: Revision): MinimalPair[] {
  const byScenario = Map.groupBy(everyTelling(revision), ({ scenario }) => scenario.id);
  return [...byScenario].flatMap(([scenario, told]) =>
    told.flatMap((one, at) =>
      told.slice(at + 1).flatMap((other) => {
        const [fact, ...more] = changedFacts(one.telling, other.telling);
        const difference = strictness(one) - strictness(other);
        if (fact === undefined || more.length > 0 || difference === 0) return [];
        const [stricter, milder] = difference > 0 ? [one, other] : [other, one];
        return [{ fact, scenario, stricter: stricter.telling.id, milder: milder.telling.id }];
      }),
    ),
  );
}

/** Where a situation stands, of whoever acts first and of a public comment then. */
function strictness({ evaluation: { verdict, comment } }: Told): number {
  return (
    10 * VERDICTS.indexOf(verdict.hi) +
    VERDICTS.indexOf(verdict.lo) +
    (comment ? 100 * COMMENT_VERDICTS.indexOf(comment.hi) : 0)
  );
}
