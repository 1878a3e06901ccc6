import { whatChanged } from '#policies/what-changed.ts';
import { drawChanges } from '#training/changes/draw-changes.ts';
import { fictionalDraft, FIRST } from '../support/amending.ts';
import type { Figure } from './compare.ts';
import { within } from './pace.ts';

/**
 * What the made-up draft changes in the City's policy, found anew each time: both texts and both
 * rulesets compared and told, and then a person's questions drawn; each within a second.
 */
export async function benchChanges(): Promise<Figure[]> {
  const anew = () => ({ ...fictionalDraft() });
  const { lessons } = fictionalDraft();
  return [
    await within('compare two revisions by text, rules and verdicts, to one a second', 1, {
      cases: 1,
      go: () => whatChanged(anew(), FIRST),
    }),
    await within('the same, with the questions about it, to one a second', 1, {
      cases: 1,
      go: () => drawChanges({ revision: anew(), since: FIRST, lessons, seed: 'a' }),
    }),
  ];
}
