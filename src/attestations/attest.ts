import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { sha256Hex } from '#rules/hash.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf, type Progress } from '#training/progress.ts';
import { standingConsent } from './consent.ts';
import { keepSigned } from './keep-signed.ts';
import { attestationFor } from './read-attestation.ts';
import { sealRecord } from './record.ts';
import { lastReview } from './review.ts';
import { statementFor } from './statement.ts';
import { writeUp, type Ready, type Signing } from './write-up.ts';

/**
 * Signs a finished training: one immutable record an assignment, kept with its SHA-256 and
 * entered in the ledger in the same write.
 * Signing twice, or from two windows, returns the one attestation. Refuses what `readyToSign` and
 * `keepSigned` refuse.
 */
export async function attest(db: Db, act: Signing): Promise<{ id: string; sha256: string }> {
  const assignment = await ownAssignment(db.read, act.person.number, act.assignmentId);
  const signed = await attestationFor(db, assignment.id);
  if (signed) return signed;
  const content = await writeUp(db, act, await readyToSign(db, act));
  const { ledger, policies, at } = act;
  return keepSigned(db, { ledger, policies, ...sealRecord(content), at });
}

/**
 * What a signature rests on. Refuses while anything is left to do, without the box, when the typed
 * name is not the person's, on an earlier signature that HR has withdrawn, without consent to the notice
 * as it is now, and when the statement was not shown to the person in the words that would be signed.
 */
export async function readyToSign(db: Db, act: Signing): Promise<Ready> {
  const assignment = await ownAssignment(db.read, act.person.number, act.assignmentId);
  const progress = await progressOf(db, act.policies, assignment);
  refuseUnlessMeant(act, progress);
  const consent = await standingConsent(db.read, act.person.number, act.notice);
  if (!consent) throw notAgreed();
  const statement = statementFor(progress, act.person.name);
  const reviewedAt = await lastReview(db.read, assignment.id, sha256Hex(statement));
  if (!reviewedAt) throw notReviewed();
  return { assignment, progress, consent, reviewedAt };
}

function refuseUnlessMeant(act: Signing, progress: Progress): void {
  if (!progress.complete) {
    throw new Refusal(
      'conflict',
      'There is training left to do before you can sign. Your training shows what.',
    );
  }
  if (!act.agreed) {
    throw new Refusal('bad-input', 'Check the box to say that the statement is yours.', 'agreed');
  }
  if (folded(act.typedName) !== folded(act.person.name)) {
    throw new Refusal(
      'bad-input',
      `Type your name as this record has it: ${act.person.name}. If it is wrong, tell HR before you sign.`,
      'typedName',
    );
  }
}

function folded(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('en-US');
}

function notAgreed(): Refusal {
  return new Refusal(
    'conflict',
    'Before you sign here, read the notice about electronic records and say whether you agree. ' +
      'Open “Review and sign” again from your training.',
  );
}

function notReviewed(): Refusal {
  return new Refusal(
    'conflict',
    'The statement was not shown to you in these words yet. Read it on this page, then sign.',
  );
}
