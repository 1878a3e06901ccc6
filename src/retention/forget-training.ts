import { and, inArray, notExists, eq, sql } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import {
  answers,
  attemptItems,
  attempts,
  attestationScans,
  disposedRecords,
  lessonProgress,
  lessonRereads,
  regrades,
  scans,
  signingDrafts,
} from '#db/schema/index.ts';
import type { OldRecord } from './due.ts';

/**
 * Deletes what stands behind records that `disposed_records` names by now: every question and answer,
 * what was read, and scans that no kept attestation needs. The guards of the database let nothing else
 * go. Children go before what they refer to.
 */
export async function forgetTraining(tx: Tx, lot: readonly OldRecord[]): Promise<void> {
  const assignments = lot.flatMap(({ assignmentId }) => assignmentId ?? []);
  const tried = tx
    .select({ id: attempts.id })
    .from(attempts)
    .where(inArray(attempts.assignmentId, assignments));
  for (const table of [attemptItems, answers, regrades]) {
    await tx.delete(table).where(inArray(table.attemptId, tried));
  }
  for (const table of [attempts, lessonRereads, lessonProgress, signingDrafts]) {
    await tx.delete(table).where(inArray(table.assignmentId, assignments));
  }
  const ids = lot.map(({ id }) => id);
  const theirs = tx
    .select({ sha256: attestationScans.scanSha256 })
    .from(attestationScans)
    .where(inArray(attestationScans.attestationId, ids));
  const stillNeeded = tx
    .select({ one: sql`1` })
    .from(attestationScans)
    .leftJoin(disposedRecords, eq(disposedRecords.recordId, attestationScans.attestationId))
    .where(
      and(eq(attestationScans.scanSha256, scans.sha256), sql`${disposedRecords.recordId} IS NULL`),
    );
  await tx.delete(scans).where(and(inArray(scans.sha256, theirs), notExists(stillNeeded)));
}
