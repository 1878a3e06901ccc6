import { asc, desc, eq } from 'drizzle-orm';
import { declinesOf, type Decline } from '#attestations/read-declines.ts';
import { standingOf, type Standing } from '#assignments/standing.ts';
import type { Db } from '#db/client.ts';
import { assignments, attempts, attestations } from '#db/schema/index.ts';
import { disposalOf, type Disposal } from '#evidence/disposals.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import type { Policy } from '#policies/model.ts';
import { progressOf, type Progress } from '#training/progress.ts';
import { readItems } from '#training/read-attempt.ts';
import { resultOf } from '#training/result.ts';

export type PersonAssignment = {
  assignment: typeof assignments.$inferSelect;
  /** The latest first. */
  declines: Decline[];
  /** The record and the training behind it are gone: when, and under which rule. */
  disposal: Disposal | undefined;
  attestation:
    Pick<typeof attestations.$inferSelect, 'id' | 'sha256' | 'signedAt' | 'how'> | undefined;
  /** HR has withdrawn the attestation: it no longer counts. */
  withdrawn: boolean;
  standing: Standing;
  progress: Progress;
  checks: CheckSummary[];
};
export type CheckSummary = {
  lesson: string;
  number: number;
  closedAt: Date | undefined;
  answered: number;
  items: number;
  /** Unknown until the check is finished. */
  result: { score: number; missedCritical: string[] } | undefined;
};

/** Every assignment of one person, newest first, with a summary of the graded checks. */
export async function personReport(
  db: Db,
  policies: readonly Policy[],
  employeeNumber: string,
): Promise<PersonAssignment[]> {
  const rows = await db.read
    .select({ assignment: assignments, attestation: attestations, withdrawn: isWithdrawn })
    .from(assignments)
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(eq(assignments.employeeNumber, employeeNumber))
    .orderBy(desc(assignments.assignedAt));
  const declines = await declinesOf(db, employeeNumber);
  return Promise.all(
    rows.map(async ({ assignment, attestation, withdrawn }) => ({
      assignment,
      attestation: attestation ?? undefined,
      declines: declines.filter(({ assignmentId }) => assignmentId === assignment.id),
      disposal: attestation?.record === '' ? await disposalOf(db.read, attestation.id) : undefined,
      withdrawn,
      standing: await standingOf(db.read, assignment.id),
      progress: await progressOf(db, policies, assignment),
      checks: await checksOf(db, policies, assignment),
    })),
  );
}

async function checksOf(
  db: Db,
  policies: readonly Policy[],
  assignment: typeof assignments.$inferSelect,
): Promise<CheckSummary[]> {
  const taken = await db.read
    .select()
    .from(attempts)
    .where(eq(attempts.assignmentId, assignment.id))
    .orderBy(asc(attempts.startedAt));
  const summaries: CheckSummary[] = [];
  for (const row of taken.filter((attempt) => attempt.kind === 'graded')) {
    const attempt = await readItems(db, policies, row);
    summaries.push({
      lesson: attempt.lesson?.title ?? row.lesson,
      number: row.number,
      closedAt: row.closedAt ?? undefined,
      answered: attempt.items.filter((item) => item.answer).length,
      items: attempt.items.length,
      result: row.closedAt ? resultOf(attempt) : undefined,
    });
  }
  return summaries;
}
