import { contestedBy } from '#rules/contested.ts';
import { evaluate } from '#rules/evaluate.ts';
import type { Evaluation } from '#rules/model.ts';
import { closed } from '#rules/situation.ts';
import type { Revision, Scenario, Telling } from './model.ts';

/** A telling, what the policy says of it, and the readings its answer hangs on. */
export type Told = {
  scenario: Scenario;
  telling: Telling;
  evaluation: Evaluation;
  /** Reading ids, in no other order than the rules'. */
  hangsOn: readonly string[];
};

type Rules = Pick<Revision, 'ruleset' | 'scenarios'>;

const told = new WeakMap<Rules, readonly Told[]>();

/** Every telling of every scenario, evaluated once for each revision: a fifth of a second. */
export function everyTelling(revision: Rules): readonly Told[] {
  let list = told.get(revision);
  if (!list) {
    const { ruleset } = revision;
    list = revision.scenarios.flatMap((scenario) =>
      scenario.tellings.map((telling) => ({
        scenario,
        telling,
        evaluation: evaluate(ruleset, closed(ruleset, telling.facts)),
        hangsOn: hangsOn(revision, telling),
      })),
    );
    told.set(revision, list);
  }
  return list;
}

/**
 * The readings on which the answer to a telling hangs: those under whose other side the verdict
 * differs, and those that the scenario's author names because no rule can tell their other side.
 */
export function hangsOn(
  { ruleset }: Pick<Revision, 'ruleset'>,
  telling: Pick<Telling, 'facts' | 'readings'>,
): string[] {
  const contested = contestedBy(ruleset, closed(ruleset, telling.facts));
  return [...new Set([...contested, ...telling.readings])];
}
