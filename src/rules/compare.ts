import { plain } from '#rules/gates/text.ts';
import type { Condition, FactId, Norm, Ruleset, Value } from '#rules/model.ts';
import { breach } from '#rules/norm.ts';
import { goneName, idInText, renumberedNorms, unmoved, type Follow } from '#rules/renumber.ts';
import { overSameFacts, smallestWitness } from '#rules/witness.ts';
import type { Witness } from '#rules/witness.ts';

/** A ruleset, and the sentences of the text that it reads, by id, verbatim. */
export type Side = { ruleset: Ruleset; sentences: ReadonlyMap<string, string> };

/** What of a norm can differ; `words` is all that only tells of it: quote, gist, reasons, what is cited. */
export const PARTS = [
  'when',
  'wrong',
  'unless',
  'effect',
  'strength',
  'bearer',
  'readings',
  'yieldsTo',
  'words',
] as const;
export type Part = (typeof PARTS)[number];

/** The same id on both sides, and what of it differs. */
export type NormChange = { norm: string; parts: readonly Part[] };

/**
 * `same`: no sentence and no norm differs. `words`: some do, and yet every situation gets the same
 * verdicts. `duties`: some situation does not.
 */
export type Outcome = 'same' | 'words' | 'duties';

export type Comparison = {
  outcome: Outcome;
  /**
   * By id: what is removed in the order and by the numbers of `before`, the rest by those of `after`; so
   * are the norms. `moved` has its older and its newer number.
   */
  sentences: {
    added: readonly string[];
    removed: readonly string[];
    reworded: readonly string[];
    moved: readonly { from: string; to: string }[];
  };
  norms: {
    added: readonly string[];
    removed: readonly string[];
    changed: readonly NormChange[];
  };
  /** For each norm that makes a difference to a verdict, the smallest situation that shows it. */
  witnesses: readonly Witness[];
  /** The smallest situation of all that differs; the first, where several are as small. */
  smallest?: Witness;
};

/**
 * What differs between two rulesets: in the text, in the norms, and in the verdicts. White space, the
 * order of parts, and the writing of a negation are no difference. The verdicts are the overall ones,
 * of whoever acts and of a public comment, over every situation whose facts are all known, with the
 * facts of both rulesets and the newer defaults (`overSameFacts`): no witness means that none differs.
 * Alternatives are not compared, nor how facts are defined. `follow` says where the older text's clauses
 * stand in the newer one; a norm that is gone while another has its number is called `was E.3.g:1` in
 * witnesses. Throws where a ruleset is not well formed, or where a fact has more than 16 values on both
 * sides together.
 */
export function compare(before: Side, after: Side, follow: Follow = unmoved): Comparison {
  const older = { ...before.ruleset, norms: renumberedNorms(before.ruleset, follow) };
  const sentences = sentenceChanges(before.sentences, after.sentences, follow);
  const norms = normChanges(older.norms, after.ruleset.norms);
  const witnesses = witnessesOf(older, after.ruleset);
  const smallest = witnesses.toSorted((a, b) => sizeOf(a) - sizeOf(b))[0];
  const same = [sentences, norms].every((one) =>
    Object.values(one).every((ids) => ids.length === 0),
  );
  const outcome = smallest ? 'duties' : same ? 'same' : 'words';
  return { outcome, sentences, norms, witnesses, ...(smallest && { smallest }) };
}

function sentenceChanges(
  before: Side['sentences'],
  after: Side['sentences'],
  follow: Follow,
): Comparison['sentences'] {
  const older = [...before].map(([from, text]) => ({
    from,
    to: follow(from) ?? goneName(from),
    text,
  }));
  const was = new Map(older.map(({ to, text }) => [to, text]));
  const newer = [...after];
  return {
    added: newer.filter(([id]) => !was.has(id)).map(([id]) => id),
    removed: older.filter(({ to }) => !after.has(to)).map(({ from }) => from),
    reworded: newer
      .filter(([id, text]) => was.has(id) && plain(was.get(id)!) !== plain(text))
      .map(([id]) => id),
    moved: older
      .filter(({ from, to }) => from !== to && after.has(to))
      .map(({ from, to }) => ({ from, to })),
  };
}

function normChanges(before: readonly Norm[], after: readonly Norm[]): Comparison['norms'] {
  const older = new Map(before.map((norm) => [norm.id, norm]));
  const kept = new Set(after.map(({ id }) => id));
  return {
    added: after.filter(({ id }) => !older.has(id)).map(({ id }) => id),
    removed: before.filter(({ id }) => !kept.has(id)).map(({ id }) => idInText(id)),
    changed: after.flatMap((norm) => {
      const was = older.get(norm.id);
      const parts = was ? partsChanged(was, norm) : [];
      return parts.length === 0 ? [] : [{ norm: norm.id, parts }];
    }),
  };
}

function partsChanged(before: Norm, after: Norm): Part[] {
  const [older, newer] = [partsOf(before), partsOf(after)];
  const retold = older.unless === newer.unless && toldOf(before) !== toldOf(after);
  return PARTS.filter((part) => older[part] !== newer[part] || (part === 'words' && retold));
}

/** Each part written so that what is not different reads the same. */
function partsOf(norm: Norm): Record<Part, string> {
  const { when, wrong, unless, effect, strength, bearer, readings, yieldsTo = [] } = norm;
  const { sentence, quote, gist, because } = norm;
  return {
    when: written(when),
    wrong: wrong ? written(wrong) : '',
    unless: written({ k: 'any', of: unless.map((one) => one.when) }),
    effect,
    strength,
    bearer,
    readings: JSON.stringify(readings.toSorted()),
    yieldsTo: JSON.stringify(yieldsTo.toSorted()),
    words: JSON.stringify([sentence, plain(quote), gist, because]),
  };
}

/** What is said of the exceptions: it can only be compared where they are the same. */
function toldOf({ unless }: Norm): string {
  return unless
    .map(({ cite, when, note }) => JSON.stringify([written(when), cite, note]))
    .sort()
    .join();
}

/** The norms that are in one ruleset and not, under any id, in the other, each with its witness if it has one. */
function witnessesOf(before: Ruleset, after: Ruleset): Witness[] {
  const [older, newer] = overSameFacts(before, after);
  const differing = new Set([...notIn(newer, older), ...notIn(older, newer)]);
  return [...differing].flatMap((id) => smallestWitness(id, older, newer) ?? []);
}

function notIn(other: Ruleset, { norms }: Ruleset): string[] {
  const its = new Set(other.norms.map(bringing));
  return norms.filter((norm) => !its.has(bringing(norm))).map(({ id }) => id);
}

/** What a norm does to a verdict, and nothing else of it. */
function bringing(norm: Norm): string {
  return `${norm.effect} where ${written(breach(norm))}`;
}

/** A condition written in one way for all orders of its parts, and with `not` only at its facts. */
function written(condition: Condition, negated = false): string {
  switch (condition.k) {
    case 'is':
      return `${negated ? 'not ' : ''}${asked(condition.fact, condition.in)}`;
    case 'not':
      return written(condition.of, !negated);
    case 'all':
    case 'any': {
      const joint = (condition.k === 'all') === negated ? 'any' : 'all';
      const parts = [...new Set(condition.of.map((part) => written(part, negated)))].sort();
      return parts.length === 1 ? parts[0]! : `${joint}(${parts.join(', ')})`;
    }
  }
}

function asked(fact: FactId, values: readonly Value[]): string {
  const each = [...new Set(values)].map((value) => JSON.stringify(value));
  return `${JSON.stringify(fact)} is ${each.sort().join(' or ')}`;
}

function sizeOf({ situation }: Witness): number {
  return Object.keys(situation).length;
}
