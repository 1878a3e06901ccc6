import { Refusal } from '#errors.ts';
import type { Policy, Revision } from './model.ts';

/**
 * A revision that the build holds, published, to be published, or a draft, with what it follows: the
 * newest published before it. Refuses what is not there.
 */
export function findHeld(
  held: readonly Policy[],
  published: readonly Policy[],
  policyId: string | undefined,
  revisionId: string | undefined,
): { policy: Policy; revision: Revision; isPublished: boolean; isDraft: boolean; since?: string } {
  const policy = held.find(({ id }) => id === policyId);
  if (!policy) throw new Refusal('not-found', 'There is no policy at this address.');
  const all = [...policy.revisions, ...policy.drafts];
  const revision = all.find(({ id }) => id === revisionId);
  if (!revision) throw new Refusal('not-found', 'This build holds no such revision.');
  const inPortal = published.find(({ id }) => id === policyId)?.revisions ?? [];
  const before = inPortal.filter(({ id }) => id < revision.id).map(({ id }) => id);
  const since = revision.earlier.findLast(({ id }) => before.includes(id))?.id;
  return {
    policy,
    revision,
    isPublished: inPortal.some(({ id }) => id === revision.id),
    isDraft: !policy.revisions.includes(revision),
    ...(since !== undefined && { since }),
  };
}

/** A policy and one of its revisions, the newest where none is named. Refuses what is not there. */
export function findRevision(
  policies: readonly Policy[],
  policyId: string | undefined,
  revisionId?: string,
): { policy: Policy; revision: Revision } {
  const policy = policies.find(({ id }) => id === policyId);
  if (!policy) throw new Refusal('not-found', 'There is no policy at this address.');
  const revision =
    revisionId === undefined
      ? policy.revisions.at(-1)
      : policy.revisions.find(({ id }) => id === revisionId);
  if (!revision) throw new Refusal('not-found', 'This policy has no such revision.');
  return { policy, revision };
}
