import { isCivilDate, sayDay, type CivilDate } from '#clock.ts';
import type { Policy, Revision } from './model.ts';
import { comingAfter, revisionOn } from './publications.ts';

/** Which text a page shows, and of which day. */
export type AsOf = {
  revision: Revision;
  /** The day whose text is shown. */
  on: CivilDate;
  isToday: boolean;
  /** The text that binds today. */
  binding: Revision;
  /** Published, and not in force on the day shown; the next first. */
  coming: Revision[];
  /** Why the day that was asked for is not shown, or what of it is not known. */
  problem: string | undefined;
};

/**
 * The revision that binds on the day asked for, as typed; without one today's. A day that does not
 * exist shows today's text, and one before the first text shows the first, each with why.
 */
export function asOf(policy: Policy, asked: string | null, today: CivilDate): AsOf {
  const typed = asked?.trim() ?? '';
  const isDay = isCivilDate(typed);
  const on = isDay ? typed : today;
  const revision = revisionOn(policy, on);
  return {
    revision,
    on,
    isToday: on === today,
    binding: revisionOn(policy, today),
    coming: comingAfter(policy, on),
    problem: typed !== '' && !isDay ? NO_DAY : on < revision.id ? tooEarly(revision) : undefined,
  };
}

const NO_DAY =
  'Give the day as one that exists, as year, month and day: 2026-03-09. Shown is what is in force today.';

const tooEarly = ({ id }: Revision) =>
  `The portal holds no text that was in force on that day. Shown is the first it holds, of ${sayDay(id)}.`;

/** `April 20, 2023`; of a draft, with what it is: a date alone would make it look adopted. */
export function sayRevision({ id, draft }: Pick<Revision, 'id' | 'draft'>): string {
  return draft ? `${sayDay(id)} (${draft.fictional ? 'fictional draft' : 'draft'})` : sayDay(id);
}

/** What a draft is, in its authors' words; the word itself leads where they do not use it. */
export function sayDraft({ fictional, says }: NonNullable<Revision['draft']>): string {
  const word = fictional ? 'fictional draft' : 'draft';
  return says.toLowerCase().includes(word) ? says : `A ${word}. ${says}`;
}

/** The same of a revision known by its id alone, where the policies that the portal has know it. */
export function sayRevisionOf(
  policies: readonly Pick<Policy, 'id' | 'revisions' | 'drafts'>[],
  policyId: string,
  id: string,
): string {
  const policy = policies.find((one) => one.id === policyId);
  const known = [...(policy?.revisions ?? []), ...(policy?.drafts ?? [])];
  return sayRevision(known.find((one) => one.id === id) ?? { id });
}

/** A policy's title, where it stands for one revision: of a draft it says so. */
export function sayTitle(
  { title }: Pick<Policy, 'title'>,
  { draft }: Pick<Revision, 'draft'>,
): string {
  return draft ? `${title} (${draft.fictional ? 'fictional draft' : 'draft'})` : title;
}
