import { desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { assignments, attestations, standings } from '#db/schema/index.ts';
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
      /** What is asked, and the revision signed before where that is not everything. */
      path: assignments.path,
      since: assignments.since,
      /** Null while the person is on leave and nobody knows how long. */
      dueOn: standings.dueOn,
      state: standings.state,
      assignedAt: assignments.assignedAt,
      attestationId: attestations.id,
      signedAt: attestations.signedAt,
      how: attestations.how,
      /** HR has withdrawn what was signed: it no longer counts. */
      withdrawn: isWithdrawn,
    })
    .from(assignments)
    .innerJoin(standings, eq(standings.assignmentId, assignments.id))
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(eq(assignments.employeeNumber, employeeNumber))
    .orderBy(desc(assignments.assignedAt));
}
