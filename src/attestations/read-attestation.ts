import { and, desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attestations, disposedRecords } from '#db/schema/index.ts';
import { sayInstant } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { disposalOf } from '#evidence/disposals.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import type { SignedRecord } from './record.ts';

export type Attestation = typeof attestations.$inferSelect & { content: SignedRecord };

/**
 * The person's own attestation. Another person's answers as one that does not exist; refuses with `gone`
 * what was disposed of.
 */
export async function ownAttestation(
  db: Db,
  employeeNumber: string,
  id: string,
): Promise<Attestation> {
  return found(
    db,
    await db.read
      .select()
      .from(attestations)
      .where(and(eq(attestations.id, id), eq(attestations.employeeNumber, employeeNumber))),
  );
}

/** Any attestation: for those who may read everybody's (HR, auditor). Refuses with `gone`, too. */
export async function attestationById(db: Db, id: string): Promise<Attestation> {
  return found(db, await db.read.select().from(attestations).where(eq(attestations.id, id)));
}

/**
 * Whether there is such an attestation, of this person where one is named: its proof outlives it.
 * Refuses one that is unknown, or another person's.
 */
export async function requireAttestation(db: Db, id: string, employeeNumber?: string) {
  const [row] = await db.read
    .select({ id: attestations.id, number: attestations.employeeNumber })
    .from(attestations)
    .where(eq(attestations.id, id));
  if (!row || (employeeNumber !== undefined && row.number !== employeeNumber))
    throw noSuchReceipt();
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

/**
 * Everything a person has signed, newest first, when it was disposed of, whether HR has withdrawn it and
 * what superseded it: the next that they signed of the same policy, of this revision or a later one, unless
 * that was withdrawn.
 */
export async function attestationsOf(db: Db, employeeNumber: string) {
  const all = await db.read
    .select({
      id: attestations.id,
      assignmentId: attestations.assignmentId,
      policyId: attestations.policyId,
      revision: attestations.revision,
      sha256: attestations.sha256,
      signedAt: attestations.signedAt,
      disposedAt: disposedRecords.at,
      how: attestations.how,
      withdrawn: isWithdrawn,
    })
    .from(attestations)
    .leftJoin(disposedRecords, eq(disposedRecords.recordId, attestations.id))
    .where(eq(attestations.employeeNumber, employeeNumber))
    .orderBy(desc(attestations.signedAt));
  return all.map((one, at) => ({
    ...one,
    superseded: all
      .slice(0, at)
      .findLast(
        ({ policyId, revision, withdrawn }) =>
          policyId === one.policyId && revision >= one.revision && !withdrawn,
      ),
  }));
}

async function found(db: Db, rows: (typeof attestations.$inferSelect)[]): Promise<Attestation> {
  const [row] = rows;
  if (!row) {
    throw noSuchReceipt();
  }
  if (row.record === '') throw await disposedOf(db, row.id);
  return { ...row, content: JSON.parse(row.record) as SignedRecord };
}

async function disposedOf(db: Db, id: string): Promise<Refusal> {
  const disposal = await disposalOf(db.read, id);
  // Emptied by hand: the self-check says so, too.
  if (!disposal) throw new Error(`the record ${id} is empty and was never disposed of`);
  return new Refusal(
    'gone',
    // Its own zone went with the record.
    `This record was disposed of on ${sayInstant(disposal.at, 'UTC')} under ${disposal.citation}; ` +
      'its entry stays in the ledger.',
  );
}

function noSuchReceipt(): Refusal {
  return new Refusal('not-found', 'There is no such receipt here. Your record lists yours.');
}
