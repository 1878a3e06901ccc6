import { eq, lt } from 'drizzle-orm';
import { ANSWER_WITHIN_MS, ownPasskey } from '#auth/passkeys.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import type { Site } from '#auth/webauthn.ts';
import type { Db, Reader } from '#db/client.ts';
import { signingDrafts } from '#db/schema/index.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { readyToSign } from './attest.ts';
import { attestationFor } from './read-attestation.ts';
import { sealRecord, type AttestationRecord, type StepUp } from './record.ts';
import { writeUp, type Signing } from './write-up.ts';

export type Draft = {
  content: AttestationRecord;
  passkey: NonNullable<StepUp['passkey']>;
  record: string;
  sha256: string;
};

/**
 * Writes up and seals the record that a passkey is to sign, and keeps it for five minutes: the time it
 * is signed at is now. Refuses what signing with a password would refuse, and a passkey that is not
 * the person's. Nothing is drafted for what is signed already.
 */
export async function draftForPasskey(
  db: Db,
  act: Omit<Signing, 'stepUp'> & { site: Site; passkeyId: string },
): Promise<void> {
  const { person, site, passkeyId, at } = act;
  const assignment = await ownAssignment(db.read, person.number, act.assignmentId);
  if (await attestationFor(db, assignment.id)) return;
  const { id, publicKey } = await ownPasskey(db.read, person.number, passkeyId);
  const passkey = { credentialId: id, publicKey: publicKey.toString('base64url'), ...site };
  const signing: Signing = { ...act, stepUp: { method: 'passkey', at, passkey } };
  const content = await writeUp(db, signing, await readyToSign(db, signing));
  const row = { assignmentId: assignment.id, ...sealRecord(content), at };
  await db.write(async (tx) => {
    await tx.delete(signingDrafts).where(lt(signingDrafts.at, oldest(at)));
    await tx
      .insert(signingDrafts)
      .values(row)
      .onConflictDoUpdate({ target: signingDrafts.assignmentId, set: row });
  });
}

/**
 * The record that waits for this person's passkey, if there is one: written up in this session, for
 * this site, within the last five minutes.
 */
export async function openDraft(
  read: Reader,
  asked: { person: SignedIn; site: Site; assignmentId: string; at: Date },
): Promise<Draft | undefined> {
  const { person, site, assignmentId, at } = asked;
  const [row] = await read
    .select()
    .from(signingDrafts)
    .where(eq(signingDrafts.assignmentId, assignmentId));
  if (!row || isTooOld(row.at, at)) return undefined;
  const content = JSON.parse(row.record) as AttestationRecord;
  const { signedInAt, stepUp } = content.authentication;
  const { passkey } = stepUp;
  const isTheirs =
    content.person.number === person.number && signedInAt === person.since.toISOString();
  if (!isTheirs || passkey?.origin !== site.origin) return undefined;
  return { content, passkey, record: row.record, sha256: row.sha256 };
}

/** What the passkey signs: the SHA-256 of the record's bytes, base64url. */
export function challengeFor({ sha256 }: Pick<Draft, 'sha256'>): string {
  return Buffer.from(sha256, 'hex').toString('base64url');
}

/** Whether a record written up then waits no more: the verifier lets none be entered later than this. */
export function isTooOld(writtenUp: Date, at: Date): boolean {
  return writtenUp < oldest(at);
}

function oldest(at: Date): Date {
  return new Date(at.getTime() - ANSWER_WITHIN_MS);
}
