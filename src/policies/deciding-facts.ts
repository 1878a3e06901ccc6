import type { Condition, FactId, Norm, Situation } from '#rules/model.ts';
import { goneName, renumberedNorms } from '#rules/renumber.ts';
import { compareSince, earlierText } from './compare-revisions.ts';
import type { Revision } from './model.ts';

/**
 * What a situation leaves unsaid and yet hangs on, in the words of its ordinary values. Where the two
 * texts ask otherwise of a fact that is not stated, all that the norm reads is said: an exception for
 * whoever is off duty, in personal use, shows only by saying both.
 */
export function unsaidInWords(
  revision: Revision,
  since: string,
  { norm, situation }: { norm: string; situation: Situation },
): string[] {
  const { facts, norms } = revision.ruleset;
  const { follow } = compareSince(revision, since);
  const older = renumberedNorms(earlierText(revision, since).ruleset, follow);
  const was = older.find(({ id }) => id === norm || goneName(id) === norm);
  const is = norms.find(({ id }) => id === norm);
  const unsaid = (id: FactId) => situation[id] === undefined;
  if (!was || !is || !factsBetween(was, is).some(unsaid)) return [];
  const read = new Set(asks(is).values());
  return facts
    .filter(({ id }) => read.has(id) && unsaid(id))
    .map(({ say, values }) => say[String(values[0])]!);
}

/** The facts of which one norm asks something that the other does not. */
function factsBetween(was: Norm, is: Norm): FactId[] {
  const [older, newer] = [asks(was), asks(is)];
  const apart = [...older, ...newer].filter(([key]) => !older.has(key) || !newer.has(key));
  return [...new Set(apart.map(([, fact]) => fact))];
}

function asks({ when, wrong, unless }: Norm): Map<string, FactId> {
  const all = [when, ...(wrong ? [wrong] : []), ...unless.map((one) => one.when)];
  return new Map(all.flatMap(leaves).map((one) => [JSON.stringify(one), one.fact]));
}

function leaves(condition: Condition): Extract<Condition, { k: 'is' }>[] {
  if (condition.k === 'is') return [condition];
  return condition.k === 'not' ? leaves(condition.of) : condition.of.flatMap(leaves);
}
