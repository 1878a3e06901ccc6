import { findRevision } from '#policies/find-revision.ts';
import type { Policy, Revision } from '#policies/model.ts';

/** The policy and revision that an address asks for: without words for it, the first one's newest. */
export function insightQuery(
  params: URLSearchParams,
  policies: readonly Policy[],
): { policy: Policy; revision: Revision; query: string } {
  const asked = params.get('policy') ?? policies[0]?.id;
  const found = findRevision(policies, asked, params.get('revision') ?? undefined);
  const newest = found.revision === found.policy.revisions.at(-1);
  const next = new URLSearchParams();
  if (found.policy !== policies[0] || !newest) next.set('policy', found.policy.id);
  if (!newest) next.set('revision', found.revision.id);
  return { ...found, query: next.size > 0 ? `?${next}` : '' };
}
