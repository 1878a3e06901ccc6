import { all, any, mentions, not } from '#rules/condition.ts';
import type { Bearer, Condition, Effect, Exception, FactId, Norm } from '#rules/model.ts';

type Words = {
  quote: string;
  gist: string;
  /** Unstated: `employee`. */
  bearer?: Bearer;
  when: Condition;
  unless?: readonly Exception[];
  mendBy?: readonly FactId[];
  readings?: readonly string[];
  because: string;
};

/** "shall not", "may not", "prohibited", "never": a must. */
export function forbids(id: string, norm: Words & { wrong: Condition; effect?: Effect }): Norm {
  const { wrong, effect = 'prohibited', ...words } = norm;
  return normal(id, words, { strength: 'must', wrong, effect });
}

/** "must", "are to", "subject to approval": a must with what its absence calls for. */
export function requires(id: string, norm: Words & { needs: Condition; otherwise: Effect }): Norm {
  const { needs, otherwise, ...words } = norm;
  return normal(id, words, { strength: 'must', wrong: not(needs), effect: otherwise });
}

/** "should": advice to do. */
export function advises(id: string, norm: Words & { needs: Condition }): Norm {
  const { needs, ...words } = norm;
  return normal(id, words, { strength: 'should', wrong: not(needs), effect: 'advised-against' });
}

/** "should not", "should avoid": advice to leave. */
export function advisesAgainst(id: string, norm: Words & { wrong: Condition }): Norm {
  const { wrong, ...words } = norm;
  return normal(id, words, { strength: 'should', wrong, effect: 'advised-against' });
}

/**
 * "free to", "is permitted", "reserves the right to": it holds where `when` does, unless an exception
 * takes it back. What else may forbid the same act stands in `yieldsTo`.
 */
export function permits(
  id: string,
  norm: Words & { yieldsTo?: readonly string[]; effect?: Effect },
): Norm {
  const { yieldsTo, effect = 'permitted', ...words } = norm;
  return { ...normal(id, words, { strength: 'may', effect }), ...(yieldsTo && { yieldsTo }) };
}

/** When it is breached: `when ∧ wrong ∧ ¬(any unless)`; of a permission, when it holds. */
export function breach({ when, wrong, unless }: Norm): Condition {
  const excepted = unless.length === 0 ? [] : [not(any(...unless.map((one) => one.when)))];
  return all(when, ...(wrong ? [wrong] : []), ...excepted);
}

/** The facts that a norm reads, each once. */
export function readsOf(norm: Norm): FactId[] {
  return [...new Set(mentions(breach(norm)))];
}

function normal(
  id: string,
  { quote, gist, bearer = 'employee', when, unless = [], mendBy, readings = [], because }: Words,
  kind: Pick<Norm, 'strength' | 'wrong' | 'effect'>,
): Norm {
  const sentence = id.split('/')[0]!;
  const plain = { id, sentence, quote, gist, bearer, when, unless, readings, because, ...kind };
  return mendBy ? { ...plain, mendBy } : plain;
}
