import { and, eq, isNull } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Tx } from '#db/client.ts';
import {
  assignments,
  attempts,
  attestations,
  campaigns,
  lessonProgress,
} from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { pathsFor } from './paths.ts';

type Signing = { policies: readonly Policy[]; policyId: string; employeeNumber: string; at: Date };

/**
 * Once somebody has signed: whatever else of the policy was assigned to them before, and is not begun,
 * may build on that. Who was asked two revisions at once reads the older one whole, and of the newer one
 * what changed. Inside the write that keeps the signature.
 */
export async function decideAgain(tx: Tx, signing: Signing): Promise<void> {
  const { policies, policyId, employeeNumber, at } = signing;
  const policy = policies.find(({ id }) => id === policyId);
  if (!policy) return;
  for (const { id, revision, repeat } of await notBegun(tx, signing)) {
    const asked = (await pathsFor(tx, { policy, revision, repeat }, [employeeNumber])).get(
      employeeNumber,
    )!;
    if (asked.path === 'full') continue;
    await tx.update(assignments).set(asked).where(eq(assignments.id, id));
    await recordEvent(tx, {
      at,
      actor: 'system',
      act: 'assignment.shortened',
      subject: id,
      detail: { path: asked.path, since: asked.since, attestation: asked.sinceAttestation },
    });
  }
}

/** What asks everything of this person, and of which nothing was opened. */
async function notBegun(tx: Tx, { policyId, employeeNumber }: Signing) {
  return tx
    .select({ id: assignments.id, revision: assignments.revision, repeat: campaigns.repeat })
    .from(assignments)
    .innerJoin(campaigns, eq(campaigns.id, assignments.campaignId))
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .leftJoin(lessonProgress, eq(lessonProgress.assignmentId, assignments.id))
    .leftJoin(attempts, eq(attempts.assignmentId, assignments.id))
    .where(
      and(
        eq(assignments.employeeNumber, employeeNumber),
        eq(assignments.policyId, policyId),
        eq(assignments.path, 'full'),
        isNull(attestations.id),
        isNull(lessonProgress.assignmentId),
        isNull(attempts.id),
      ),
    );
}
