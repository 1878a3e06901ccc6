import { sayRevision } from './as-of.ts';
import type { Policy } from './model.ts';

/** A file leaves the portal: whoever reads a revision's date there must not take a draft for the City's. */
export function draftNotes(policies: readonly Policy[]): string[] {
  return policies.flatMap(({ title, revisions }) =>
    revisions.flatMap(({ id, draft }) =>
      draft ? [`${title}, revision of ${sayRevision({ id, draft })}: ${draft.says}`] : [],
    ),
  );
}
