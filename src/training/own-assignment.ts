import { and, eq } from 'drizzle-orm';
import type { Db, Tx } from '#db/client.ts';
import { assignments, attestations, disposedRecords } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import type { Policy, Revision } from '#policies/model.ts';

/** Once attested it is closed; a withdrawn attestation no longer counts, and leaves it closed. */
export type Assignment = typeof assignments.$inferSelect & {
  attested: boolean;
  withdrawn: boolean;
  /** When what was signed was disposed of, and everything read and answered with it. */
  disposedAt: Date | undefined;
};

/** The person's own assignment. Another person's answers as one that does not exist. */
export async function ownAssignment(
  db: Db['read'] | Tx,
  employeeNumber: string,
  assignmentId: string,
): Promise<Assignment> {
  const [row] = await db
    .select({
      assignment: assignments,
      attestation: attestations.id,
      withdrawn: isWithdrawn,
      disposedAt: disposedRecords.at,
    })
    .from(assignments)
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .leftJoin(disposedRecords, eq(disposedRecords.recordId, attestations.id))
    .where(and(eq(assignments.id, assignmentId), eq(assignments.employeeNumber, employeeNumber)));
  if (!row) {
    throw new Refusal('not-found', 'This training is not among yours. Open it from your training.');
  }
  const { assignment, attestation, withdrawn, disposedAt } = row;
  const attested = attestation !== null;
  return { ...assignment, attested, withdrawn, disposedAt: disposedAt ?? undefined };
}

/** The revision an assignment is about, as this build holds it. */
export function assignedRevision(
  policies: readonly Policy[],
  assignment: { policyId: string; revision: string },
): { policy: Policy; revision: Revision } {
  const policy = policies.find((candidate) => candidate.id === assignment.policyId);
  const revision = policy?.revisions.find((candidate) => candidate.id === assignment.revision);
  if (!policy || !revision) {
    throw new Refusal('not-found', 'The policy of this training is not in this portal. Ask HR.');
  }
  return { policy, revision };
}

export function lessonOf(revision: Revision, lessonId: string) {
  const lesson = revision.lessons.find((candidate) => candidate.id === lessonId);
  if (!lesson) {
    throw new Refusal('not-found', 'There is no such lesson. Open it from your training.');
  }
  return lesson;
}
