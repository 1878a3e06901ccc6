import type { CivilDate } from '#clock.ts';
import { findAsked } from '#policies/find-revision.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { revisionOn } from '#policies/publications.ts';

/** The policy and revision that an address asks for: without words for it, the first one's that binds today. */
export function insightQuery(
  params: URLSearchParams,
  policies: readonly Policy[],
  today: CivilDate,
): { policy: Policy; revision: Revision; query: string } {
  const asked = params.get('policy') ?? policies[0]?.id;
  const found = findAsked(policies, { policy: asked, revision: params.get('revision'), today });
  const binds = found.revision === revisionOn(found.policy, today);
  const next = new URLSearchParams();
  if (found.policy !== policies[0] || !binds) next.set('policy', found.policy.id);
  if (!binds) next.set('revision', found.revision.id);
  return { ...found, query: next.size > 0 ? `?${next}` : '' };
}
