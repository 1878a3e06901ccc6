import type { CivilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';
import type { Policy, Revision } from './model.ts';
import { revisionOn } from './publications.ts';

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
  const policy = findPolicy(held, policyId);
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

/** A policy of these. Refuses what is not there. */
export function findPolicy(policies: readonly Policy[], policyId: string | undefined): Policy {
  const policy = policies.find(({ id }) => id === policyId);
  if (!policy) throw new Refusal('not-found', 'There is no policy at this address.');
  return policy;
}

type Found = { policy: Policy; revision: Revision };

/** A policy and one of its revisions. Refuses what is not there. */
export function findRevision(
  policies: readonly Policy[],
  policyId: string | undefined,
  revisionId: string,
): Found {
  const policy = findPolicy(policies, policyId);
  const revision = policy.revisions.find(({ id }) => id === revisionId);
  if (!revision) throw new Refusal('not-found', 'This policy has no such revision.');
  return { policy, revision };
}

/** The same of an address that may name none: then it is the one that binds today. */
export function findAsked(
  policies: readonly Policy[],
  {
    policy,
    revision,
    today,
  }: { policy: string | undefined; revision: string | null; today: CivilDate },
): Found {
  if (revision) return findRevision(policies, policy, revision);
  const found = findPolicy(policies, policy);
  return { policy: found, revision: revisionOn(found, today) };
}
