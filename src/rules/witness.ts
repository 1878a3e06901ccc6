import { compile } from '#rules/compile.ts';
import type { Compiled, CompiledNorm } from '#rules/compile.ts';
import { kleeneBounds, statusOf } from '#rules/interval.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type { CommentVerdict, FactDefinition, Ruleset, Situation, Verdict } from '#rules/model.ts';
import { cheapestWays } from '#rules/reach.ts';
import type { Move } from '#rules/reach.ts';
import { table } from '#rules/table.ts';
import type { Facts } from '#rules/truth.ts';

/** Both verdicts where every fact is known. Where no comment is at hand, none has to go: `may-stay`. */
export type Verdicts = { verdict: Verdict; comment: CommentVerdict };

/** A situation on which two rulesets differ: the verdict of whoever acts, or that of the comment. */
export type Witness = {
  /** The norm whose difference it shows. */
  norm: string;
  /** All that make the difference here: each brings more than the other ruleset does in all. */
  norms: readonly string[];
  /** What is not the default; `closed` adds the rest. */
  situation: Situation;
  before: Verdicts;
  after: Verdicts;
};

/**
 * Both rulesets over all facts of either, so that one situation can be put to both. A fact has the
 * values of both, the newer default first, which is then what "unstated" means on either side; a fact
 * that only one knows is not read by the other. Alternatives are left out.
 */
export function overSameFacts(before: Ruleset, after: Ruleset): [Ruleset, Ruleset] {
  const newer = new Map(after.facts.map((fact) => [fact.id, fact]));
  const known = new Set(before.facts.map(({ id }) => id));
  const facts = [
    ...before.facts.map((fact) => withBothValues(fact, newer.get(fact.id) ?? fact)),
    ...after.facts.filter(({ id }) => !known.has(id)),
  ];
  const over = ({ policy, revision, norms }: Ruleset) => ({ policy, revision, facts, norms });
  return [over(before), over(after)];
}

/**
 * The smallest situation that differs by the norm with this id: it takes hold in one ruleset, and the
 * other, as a whole, brings less. Smallest is: the fewest facts that are not the default. The rulesets
 * are `overSameFacts`. If no norm of either has one, no situation differs: where a verdict is stricter,
 * the norm that makes it so takes hold, and nothing on the other side comes up to it.
 */
export function smallestWitness(
  norm: string,
  before: Ruleset,
  after: Ruleset,
): Witness | undefined {
  const [older, newer] = [compile(before), compile(after)];
  const [first] = [stricter(older, newer, norm), stricter(newer, older, norm)]
    .filter((facts) => facts !== undefined)
    .toSorted((a, b) => sizeOf(a) - sizeOf(b));
  return (
    first && {
      norm,
      norms: [...new Set([...beyond(older, newer, first), ...beyond(newer, older, first)])],
      situation: inWords(before.facts, first),
      before: verdictsOf(older, first),
      after: verdictsOf(newer, first),
    }
  );
}

/** The smallest facts with which `mine` has this norm take hold, and nothing as strict does in `theirs`. */
function stricter(mine: Compiled, theirs: Compiled, id: string): Facts | undefined {
  const norm = mine.byId.get(id);
  if (norm === undefined || norm.rank === 0) return undefined;
  const others = norm.ofComment ? theirs.comment : theirs.conduct;
  // Its own facts stay as the row has them; all others start at their default.
  const movesOf = mine.ruleset.facts.map((fact, at) =>
    norm.reads.includes(at) ? [] : movesFromDefault(fact, at),
  );
  let best: Facts | undefined;
  for (const row of holdingRows(mine, norm)) {
    if (best && sizeOf(row) >= sizeOf(best)) break;
    const [way] = cheapestWays(others, row, norm.rank - 1, (at) => movesOf[at]!);
    if (way && (!best || sizeOf(way.facts) < sizeOf(best))) best = way.facts;
  }
  return best;
}

/** The rows of its table in which a norm takes hold, what it does not read at its default, smallest first. */
function holdingRows(rules: Compiled, norm: CompiledNorm): Facts[] {
  return table(rules, norm)
    .filter(({ status }) => status === norm.takesHold)
    .map(({ facts }) => facts.map((mask, at) => (norm.reads.includes(at) ? mask : 1)))
    .sort((a, b) => sizeOf(a) - sizeOf(b));
}

function movesFromDefault({ values }: FactDefinition, at: number): Move[] {
  return values.slice(1).map((_, other) => ({ at, to: 2 << other, cost: 1 }));
}

function withBothValues(older: FactDefinition, newer: FactDefinition): FactDefinition {
  const values = [...new Set([newer.values[0]!, ...older.values, ...newer.values])];
  return { ...newer, values, say: { ...older.say, ...newer.say } };
}

/** The norms of `mine` that take hold here and bring more than `theirs` does in all. */
function beyond(mine: Compiled, theirs: Compiled, facts: Facts): string[] {
  const [conduct, comment] = ranksOf(theirs, facts);
  return mine.norms
    .filter(({ ofComment, rank }) => rank > (ofComment ? comment : conduct))
    .filter((norm) => statusOf(norm, facts) === norm.takesHold)
    .map(({ norm }) => norm.id);
}

function verdictsOf(rules: Compiled, facts: Facts): Verdicts {
  const [conduct, comment] = ranksOf(rules, facts);
  return { verdict: VERDICTS[conduct]!, comment: COMMENT_VERDICTS[comment]! };
}

/** The verdicts as places on their scales, the conduct's and the comment's. */
function ranksOf({ conduct, comment }: Compiled, facts: Facts): [number, number] {
  return [kleeneBounds(conduct, facts).hi, kleeneBounds(comment, facts).hi];
}

function inWords(facts: readonly FactDefinition[], known: Facts): Situation {
  const stated = facts.flatMap(({ id, values }, at) =>
    known[at] === 1 ? [] : [[id, values[Math.log2(known[at]!)]!] as const],
  );
  return Object.fromEntries(stated);
}

/** How many facts are not at their default. */
function sizeOf(facts: Facts): number {
  return facts.reduce((count, mask) => count + (mask === 1 ? 0 : 1), 0);
}
