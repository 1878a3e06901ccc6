import { and, eq, not } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { attestations } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import type { AttestationRecord } from './record.ts';

/**
 * Refuses a record that builds on a signature which does not stand: withdrawn since it was written up, or
 * not of this person, policy and revision. Asked inside the write.
 */
export async function refuseUnlessBuilt(
  read: Pick<Reader, '$count'>,
  { path, person, policy }: Pick<AttestationRecord, 'path' | 'person' | 'policy'>,
): Promise<void> {
  if (!path) return;
  const stands = and(
    eq(attestations.id, path.attestation),
    eq(attestations.employeeNumber, person.number),
    eq(attestations.policyId, policy.id),
    eq(attestations.revision, path.since),
    not(isWithdrawn),
  );
  if ((await read.$count(attestations, stands)) > 0) return;
  throw new Refusal(
    'conflict',
    'HR withdrew just now what you had signed before. Look at your training again: all of it is to be done.',
  );
}
