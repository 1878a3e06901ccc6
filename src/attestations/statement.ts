import { sayDay } from '#clock.ts';
import type { Policy, Revision } from '#policies/model.ts';

/**
 * The statement a person signs: the policy's own wording from policy.yaml with name, title and
 * revision filled in. It is shown whole before signing and kept verbatim in the record.
 */
export function statementFor(policy: Policy, revision: Revision, name: string): string {
  return policy.statement
    .replaceAll('{name}', name)
    .replaceAll('{policy}', policy.title)
    .replaceAll('{revision}', sayDay(revision.id))
    .trim();
}
