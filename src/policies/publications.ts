import { asc } from 'drizzle-orm';
import { sayDay, type CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import { publications } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy, Revision } from './model.ts';

export type Publication = typeof publications.$inferSelect;

/** Every publication, by policy and by the day it takes effect. */
export async function publicationsOf(read: Pick<Reader, 'select'>): Promise<Publication[]> {
  return read
    .select()
    .from(publications)
    .orderBy(asc(publications.policyId), asc(publications.revision));
}

/**
 * The policies with only those of their revisions that were published: all that people are assigned,
 * taught, asked and shown. What a build holds beyond that is for HR's preview alone.
 */
export function publishedOf(
  held: readonly Policy[],
  published: readonly Pick<Publication, 'policyId' | 'revision'>[],
): Policy[] {
  const known = new Set(published.map(({ policyId, revision }) => `${policyId}/${revision}`));
  return held.flatMap((policy) => {
    const revisions = policy.revisions.filter(({ id }) => known.has(`${policy.id}/${id}`));
    return revisions.length > 0 ? [{ ...policy, revisions }] : [];
  });
}

/**
 * Refuses a build that lacks a revision it would have to teach: people were asked to sign it, and an older
 * text would bind in its place. A policy that the build no longer has at all is its operator's decision.
 */
export function refuseWithoutPublished(
  held: readonly Policy[],
  published: readonly Pick<Publication, 'policyId' | 'revision'>[],
): void {
  for (const { policyId, revision } of published) {
    const policy = held.find(({ id }) => id === policyId);
    if (!policy || policy.revisions.some(({ id }) => id === revision)) continue;
    const draft = policy.drafts.find(({ id }) => id === revision);
    throw new Refusal('conflict', `${missing(policy, revision)} ${whatToDo(draft)}`);
  }
}

const missing = ({ title }: Policy, revision: string) =>
  `The ${title} was published in its revision of ${sayDay(revision)}, and this build does not hold it.`;

function whatToDo(draft: Revision | undefined): string {
  if (draft?.draft?.fictional) {
    return (
      'It is the fictional draft: start the demonstration with `PORTAL_DEMO_AMENDMENT=1` again, or give it ' +
      'another database.'
    );
  }
  if (draft) return 'Here it is a draft: take `draft` out of its amendment.yaml, and build again.';
  return 'Put its folder and its rules back, and build again, or start the newer build.';
}

/** After a publication: from now on the portal teaches and assigns what is published. */
export async function readPublished(portal: {
  db: { read: Pick<Reader, 'select'> };
  held: readonly Policy[];
  policies: Policy[];
}): Promise<void> {
  portal.policies = publishedOf(portal.held, await publicationsOf(portal.db.read));
}

/** The published revision that binds on a day; before the first took effect, the first. */
export function revisionOn(policy: Pick<Policy, 'revisions'>, day: CivilDate): Revision {
  const revision = policy.revisions.findLast(({ id }) => id <= day) ?? policy.revisions[0];
  if (!revision) throw new Error('a published policy has no revision');
  return revision;
}

/** What the build holds adopted, and HR has not published. */
export function unpublishedOf(
  held: readonly Policy[],
  published: readonly Policy[],
): { policy: Policy; revision: Revision }[] {
  return held.flatMap((policy) => {
    const known = published.find(({ id }) => id === policy.id)?.revisions ?? [];
    return policy.revisions
      .filter(({ id }) => !known.some((one) => one.id === id))
      .map((revision) => ({ policy, revision }));
  });
}

/** The revisions that are published and do not bind yet on a day, the next first. */
export function comingAfter(policy: Pick<Policy, 'revisions'>, day: CivilDate): Revision[] {
  const binding = revisionOn(policy, day);
  return policy.revisions.filter(({ id }) => id > day && id > binding.id);
}

/** The policies of a demonstration that also shows drafts: each as if it could be published. */
export function withDrafts(held: readonly Policy[]): Policy[] {
  return held.map((policy) => ({
    ...policy,
    revisions: [...policy.revisions, ...policy.drafts].sort((a, b) => (a.id < b.id ? -1 : 1)),
  }));
}
