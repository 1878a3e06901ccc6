import { and, desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attestations } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { AttestationRecord } from './record.ts';

export type Attestation = typeof attestations.$inferSelect & { content: AttestationRecord };

/** The person's own attestation. Another person's answers as one that does not exist. */
export async function ownAttestation(
  db: Db,
  employeeNumber: string,
  id: string,
): Promise<Attestation> {
  return found(
    await db.read
      .select()
      .from(attestations)
      .where(and(eq(attestations.id, id), eq(attestations.employeeNumber, employeeNumber))),
  );
}

/** Any attestation: for those who may read everybody's (HR, auditor). */
export async function attestationById(db: Db, id: string): Promise<Attestation> {
  return found(await db.read.select().from(attestations).where(eq(attestations.id, id)));
}

/** The attestation of an assignment, once there is one. */
export async function attestationFor(
  db: { read: Pick<Db['read'], 'select'> },
  assignmentId: string,
): Promise<{ id: string; sha256: string } | undefined> {
  const [row] = await db.read
    .select({ id: attestations.id, sha256: attestations.sha256 })
    .from(attestations)
    .where(eq(attestations.assignmentId, assignmentId));
  return row;
}

/** Everything a person has signed, newest first. */
export async function attestationsOf(db: Db, employeeNumber: string) {
  return db.read
    .select({
      id: attestations.id,
      assignmentId: attestations.assignmentId,
      policyId: attestations.policyId,
      revision: attestations.revision,
      sha256: attestations.sha256,
      signedAt: attestations.signedAt,
    })
    .from(attestations)
    .where(eq(attestations.employeeNumber, employeeNumber))
    .orderBy(desc(attestations.signedAt));
}

function found(rows: (typeof attestations.$inferSelect)[]): Attestation {
  const [row] = rows;
  if (!row) {
    throw new Refusal('not-found', 'There is no such receipt here. Your record lists yours.');
  }
  return { ...row, content: JSON.parse(row.record) as AttestationRecord };
}
