import { and, asc, eq, gt, gte, not } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { attestations } from '#db/schema/index.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';

type Signed = Pick<
  typeof attestations.$inferSelect,
  'id' | 'employeeNumber' | 'policyId' | 'revision' | 'signedAt'
>;

/** The next signature of the same person for the same policy, of the same revision or a later one. */
export type Superseding = { id: string; revision: string; signedAt: Date };

/**
 * What the person signed next for the same policy, and HR has not withdrawn. What was signed before
 * stays as it is: it says what was signed then, and the later one says what counts now.
 */
export async function supersededBy(
  read: Pick<Reader, 'select'>,
  { employeeNumber, policyId, revision, signedAt }: Signed,
): Promise<Superseding | undefined> {
  const [next] = await read
    .select({
      id: attestations.id,
      revision: attestations.revision,
      signedAt: attestations.signedAt,
    })
    .from(attestations)
    .where(
      and(
        eq(attestations.employeeNumber, employeeNumber),
        eq(attestations.policyId, policyId),
        // Who finishes an older training late has not taken back the newer one.
        gte(attestations.revision, revision),
        gt(attestations.signedAt, signedAt),
        not(isWithdrawn),
      ),
    )
    .orderBy(asc(attestations.signedAt))
    .limit(1);
  return next;
}
