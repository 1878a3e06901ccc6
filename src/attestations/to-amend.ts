import { noteRead } from '#audit/note-read.ts';
import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { standingOf, type Standing } from './corrections.ts';
import { attestationById, type Attestation } from './read-attestation.ts';

/**
 * A record that HR is about to correct or withdraw, and how it stands; that it was opened is noted,
 * unless it was withdrawn before. Refuses HR's own record: a colleague corrects that.
 */
export async function recordToAmend(
  db: Db,
  asked: { id: string; by: string; at: Date },
): Promise<{ attestation: Attestation; standing: Standing }> {
  const attestation = await attestationById(db, asked.id);
  if (attestation.employeeNumber === asked.by) {
    throw new Refusal(
      'not-allowed',
      'This record is your own. Ask a colleague in HR to correct it.',
    );
  }
  const standing = await standingOf(db.read, attestation);
  if (!standing.withdrawn) {
    const of = attestation.employeeNumber;
    await noteRead(db, { at: asked.at, actor: asked.by, of, what: 'attestation' });
  }
  return { attestation, standing };
}
