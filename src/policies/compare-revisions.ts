import { compare, type Comparison, type Side } from '#rules/compare.ts';
import type { Ruleset } from '#rules/model.ts';
import { followFrom, goneName, type Follow } from '#rules/renumber.ts';
import type { Clause, EarlierText, Revision, Sentence } from './model.ts';

export type RevisionComparison = Comparison & { since: string; follow: Follow };

const known = new WeakMap<Revision, Map<string, RevisionComparison>>();

/**
 * What differs between an earlier text and a revision that amends it, at once or through others: by
 * sentence, by norm, and by verdict with the smallest situation of each. Found once for each revision.
 * Throws for a text that it does not amend.
 */
export function compareSince(revision: Revision, since: string): RevisionComparison {
  const mine = known.get(revision) ?? new Map<string, RevisionComparison>();
  known.set(revision, mine);
  let found = mine.get(since);
  if (!found) {
    const follow = followFrom(since, revision.ruleset);
    const earlier = earlierText(revision, since);
    found = { ...compare(sideOf(earlier), sideOf(revision), follow), since, follow };
    mine.set(since, found);
  }
  return found;
}

/** A text that a revision amends, with its rules; the revision itself under its own id. */
export function earlierText(revision: Revision, id: string): EarlierText {
  const text = id === revision.id ? revision : revision.earlier.find((one) => one.id === id);
  if (!text) throw new Error(`${revision.id} does not amend ${id}`);
  return text;
}

/** The sentence of an earlier text that a newer number, or `was E.3.g:1`, stands for. */
export function earlierSentence(
  revision: Revision,
  since: string,
  id: string,
): Sentence | undefined {
  const { follow } = compareSince(revision, since);
  return earlierText(revision, since)
    .clauses.flatMap(({ sentences }) => sentences)
    .find((sentence) => (follow(sentence.id) ?? goneName(sentence.id)) === id);
}

function sideOf({ clauses, ruleset }: { clauses: readonly Clause[]; ruleset: Ruleset }): Side {
  const sentences = clauses.flatMap((clause) => clause.sentences);
  return { ruleset, sentences: new Map(sentences.map(({ id, text }) => [id, text])) };
}
