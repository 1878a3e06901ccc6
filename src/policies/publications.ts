import { asc } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import { publications } from '#db/schema/index.ts';
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
