import type { Outcome } from '#rules/compare.ts';
import { changesSince, withNorms, type Change } from './changes.ts';
import { compareSince } from './compare-revisions.ts';
import type { Lesson, Revision } from './model.ts';
import { redlineSince, type ClauseRedline } from './redline.ts';
import { isBinding } from './teaches.ts';

export type { Change, ChangedNorm, Example } from './changes.ts';
export type { ClauseRedline, How, Piece, SentenceRedline } from './redline.ts';

/** What is otherwise in a revision for whoever knows an earlier text of it. */
export type WhatChanged = {
  since: string;
  revision: Revision;
  /** `words`: some words differ, and no situation's answer does. */
  outcome: Outcome;
  /** The whole newer text with what is gone, in its order; those that are `same` as well. */
  clauses: readonly ClauseRedline[];
  /** Those that change a verdict first. */
  changes: readonly Change[];
  /** The revision's lessons that are newer than the earlier text. */
  lessons: readonly Lesson[];
};

const known = new WeakMap<Revision, Map<string, WhatChanged>>();

/**
 * What changed since an earlier text that the revision amends, at once or through others. Found once
 * for each pair. Throws for a text that it does not amend; since itself nothing changed.
 */
export function whatChanged(revision: Revision, since: string): WhatChanged {
  const mine = known.get(revision) ?? new Map<string, WhatChanged>();
  known.set(revision, mine);
  let found = mine.get(since);
  if (!found) {
    found = {
      since,
      revision,
      outcome: compareSince(revision, since).outcome,
      clauses: redlineSince(revision, since),
      changes: changesSince(revision, since),
      lessons: revision.lessons.filter(({ source }) => source.split('/')[1]! > since),
    };
    mine.set(since, found);
  }
  return found;
}

/**
 * What of it binds a person: what these lessons teach, of each change its norms that they teach. What
 * no lesson teaches is everyone's.
 */
export function forTracks(changed: WhatChanged, lessonsThatBind: readonly Lesson[]): WhatChanged {
  const binds = (id: string) => isBinding(changed.revision, lessonsThatBind, id);
  return {
    ...changed,
    clauses: changed.clauses.filter(({ id }) => binds(`${id}:`)),
    changes: changed.changes.flatMap((change) => {
      const norms = change.norms.filter(({ sentence }) => binds(sentence));
      return norms.length > 0 ? [withNorms(change, norms)] : [];
    }),
    lessons: changed.lessons.filter((lesson) => lessonsThatBind.includes(lesson)),
  };
}
