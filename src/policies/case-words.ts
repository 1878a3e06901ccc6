import { evaluate } from '#rules/evaluate.ts';
import type { FactDefinition, Ruleset, Situation, Value } from '#rules/model.ts';
import { readsOf } from '#rules/norm.ts';
import { renumberedNorms } from '#rules/renumber.ts';
import { closed } from '#rules/situation.ts';
import { overSameFacts, type Witness } from '#rules/witness.ts';
import { compareSince, earlierText } from './compare-revisions.ts';
import type { Revision } from './model.ts';

/**
 * A situation that two texts judge differently, each fact as a clause that stands in a sentence: what
 * is out of the ordinary, then what is ordinary and yet decides, so that nobody reads it as true of
 * more than it is (`you are off duty`). Whose act it is goes without saying.
 */
export function situationInWords(revision: Revision, since: string, witness: Witness): string[] {
  const { situation } = witness;
  const sides = bothSides(revision, since);
  const [{ facts }] = sides;
  const say = ({ say }: FactDefinition, value: Value) => say[String(value)] ?? [];
  const stated = Object.entries(situation).flatMap(([id, value]) => {
    const fact = facts.find((one) => one.id === id);
    return fact ? say(fact, value as Value) : [];
  });
  const read = readBy(sides, witness);
  const taken = facts.filter(
    (fact) =>
      read.has(fact.id) &&
      !(fact.id in situation) &&
      !OF_WHOM.has(fact.id) &&
      fact.values.slice(1).some((value) => areAlike(sides, { ...situation, [fact.id]: value })),
  );
  return [...stated, ...taken.flatMap((fact) => say(fact, fact.values[0]!))];
}

/** Who reads of a change knows that it is about employees, or the public, by the change's own words. */
const OF_WHOM: ReadonlySet<string> = new Set(['poster.kind']);

type Sides = readonly [Ruleset, Ruleset];

/** The facts that the norms read which make the difference, in either text. */
function readBy(sides: Sides, { norm, norms }: Witness): ReadonlySet<string> {
  const ids = new Set([norm, ...norms]);
  return new Set(
    sides.flatMap((side) => side.norms.filter(({ id }) => ids.has(id)).flatMap(readsOf)),
  );
}

/** Whether both texts judge a situation alike. */
function areAlike(sides: Sides, situation: Situation): boolean {
  const [before, after] = sides.map((side) => evaluate(side, closed(side, situation)));
  const comment = ({ comment }: NonNullable<typeof before>) => comment?.hi ?? 'may-stay';
  return before!.verdict.hi === after!.verdict.hi && comment(before!) === comment(after!);
}

const known = new WeakMap<Revision, Map<string, Sides>>();

/** Both rules over the facts of both, under the newer numbers. Made once for each pair. */
function bothSides(revision: Revision, since: string): Sides {
  const mine = known.get(revision) ?? new Map<string, Sides>();
  known.set(revision, mine);
  let sides = mine.get(since);
  if (!sides) {
    const older = earlierText(revision, since).ruleset;
    const norms = renumberedNorms(older, compareSince(revision, since).follow);
    sides = overSameFacts({ ...older, norms }, revision.ruleset);
    mine.set(since, sides);
  }
  return sides;
}
