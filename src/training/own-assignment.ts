import { and, eq } from 'drizzle-orm';
import type { Db, Tx } from '#db/client.ts';
import { assignments, attestations, disposedRecords } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import type { Lesson, Policy, Revision } from '#policies/model.ts';
import { asksMade, isMade, madeLesson } from './path.ts';

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

/** A lesson of the revision, or one of the portal's making, as far as that is the same for everybody. */
export function lessonOf(revision: Revision, lessonId: string): Lesson {
  const lesson =
    revision.lessons.find((candidate) => candidate.id === lessonId) ??
    madeLesson(revision, lessonId);
  if (!lesson) {
    throw new Refusal('not-found', 'There is no such lesson. Open it from your training.');
  }
  return lesson;
}

/** The same of an assignment: what the portal makes is for those whose path asks it. */
export function lessonOfAssignment(
  revision: Revision,
  assignment: Pick<Assignment, 'path'>,
  lessonId: string,
): Lesson {
  const lesson = lessonOf(revision, lessonId);
  if (!isMade(lesson.id) || asksMade(assignment, lesson.id)) return lesson;
  throw new Refusal('not-found', 'There is no such lesson. Open it from your training.');
}
