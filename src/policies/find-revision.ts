import { Refusal } from '#errors.ts';
import type { Policy, Revision } from './model.ts';

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
