import { desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { assignments, attestations } from '#db/schema/index.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';

/** A person's assignments, newest first, each with its receipt once attested. */
export async function assignmentsOf(db: Db, employeeNumber: string) {
  return db.read
    .select({
      id: assignments.id,
      campaignId: assignments.campaignId,
      employeeNumber: assignments.employeeNumber,
      policyId: assignments.policyId,
      revision: assignments.revision,
      dueOn: assignments.dueOn,
      assignedAt: assignments.assignedAt,
      attestationId: attestations.id,
      signedAt: attestations.signedAt,
      how: attestations.how,
      /** HR has withdrawn what was signed: it no longer counts. */
      withdrawn: isWithdrawn,
    })
    .from(assignments)
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(eq(assignments.employeeNumber, employeeNumber))
    .orderBy(desc(assignments.assignedAt));
}
