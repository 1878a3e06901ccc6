import { idInText, isGone } from '#rules/renumber.ts';
import { compareSince, earlierText } from './compare-revisions.ts';
import type { Revision } from './model.ts';

/** One clause in which something differs: in its words, in its rule, in what comes out. */
export type ChangedClause = {
  clause: string;
  /** Of what is gone: by its number in the earlier text. */
  gone: boolean;
  heading: string | undefined;
  text: readonly ('added' | 'reworded' | 'removed' | 'moved')[];
  /** Its norms that are new, gone or changed in more than their words. */
  rules: readonly string[];
  /** Some situation has another answer by it. */
  outcome: boolean;
};

type Found = { text: Set<ChangedClause['text'][number]>; rules: Set<string>; outcome: boolean };

/** The clauses that differ between an earlier text and a revision, in the order of the text, those gone last. */
export function changedClauses(revision: Revision, since: string): ChangedClause[] {
  const { sentences, norms, witnesses } = compareSince(revision, since);
  const found = new Map<string, Found>();
  const at = (id: string, gone = false): Found => {
    const key = `${gone ? 'was ' : ''}${idInText(id).split(':')[0]}`;
    const one = found.get(key) ?? { text: new Set(), rules: new Set(), outcome: false };
    found.set(key, one);
    return one;
  };
  for (const id of sentences.added) at(id).text.add('added');
  for (const id of sentences.reworded) at(id).text.add('reworded');
  for (const id of sentences.removed) at(id, true).text.add('removed');
  for (const { to } of sentences.moved) at(to).text.add('moved');
  for (const id of norms.added) at(id).rules.add(id);
  for (const id of norms.removed) at(id, true).rules.add(id);
  for (const { norm, parts } of norms.changed) {
    if (parts.some((part) => part !== 'words')) at(norm).rules.add(norm);
  }
  for (const { norm, norms: all } of witnesses) {
    for (const id of [norm, ...all]) at(id, isGone(id)).outcome = true;
  }
  const now = revision.clauses.map(({ id }) => id);
  const before = earlierText(revision, since).clauses;
  return [...found]
    .map(([key, { text, rules, outcome }]) => {
      const clause = idInText(key);
      const gone = isGone(key);
      const clauses = gone ? before : revision.clauses;
      const heading = clauses.find(({ id }) => id === clause)?.heading;
      return { clause, gone, heading, text: [...text], rules: [...rules], outcome };
    })
    .sort(
      (a, b) =>
        Number(a.gone) - Number(b.gone) ||
        (a.gone ? 0 : now.indexOf(a.clause) - now.indexOf(b.clause)),
    );
}
