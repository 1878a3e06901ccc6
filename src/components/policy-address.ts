import { civilDate } from '#clock.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { revisionOn } from '#policies/publications.ts';

type Portal = { policies: readonly Policy[]; clock: () => Date; config: { timeZone: string } };

/** Where a revision's text stands: the policy's page, of a day that it binds where that is not today. */
export function policyAddress(
  { policies, clock, config }: Portal,
  { policyId, id }: Pick<Revision, 'policyId' | 'id'>,
): string {
  const policy = policies.find((one) => one.id === policyId);
  const today = civilDate(clock(), config.timeZone);
  const binds = policy && revisionOn(policy, today).id === id;
  return binds || !policy ? `/policy/${policyId}` : `/policy/${policyId}?on=${id}`;
}
