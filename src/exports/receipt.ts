import { eq } from 'drizzle-orm';
import {
  attestationById,
  ownAttestation,
  type Attestation,
} from '#attestations/read-attestation.ts';
import { noteRead } from '#audit/note-read.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import type { Db } from '#db/client.ts';
import { assertions } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { allKeys } from '#evidence/keys.ts';
import { proofOf } from '#evidence/prove.ts';
import { openCheckpoint } from '#ledger/checkpoint.ts';
import { parseVerifier } from '#ledger/note.ts';
import { parseProof } from '#ledger/proof.ts';
import type { Receipt } from '#verify/receipt.ts';

/**
 * The attestation that a download speaks of: the person's own, or anyone's for HR and auditor. That
 * another person's was read is noted.
 */
export async function attestationToDownload(
  db: Db,
  { reader, id, at }: { reader: SignedIn; id: string; at: Date },
): Promise<Attestation> {
  const readsAll = reader.roles.includes('hr') || reader.roles.includes('auditor');
  const attestation = readsAll
    ? await attestationById(db, id)
    : await ownAttestation(db, reader.number, id);
  const { employeeNumber } = attestation;
  await noteRead(db, { at, actor: reader.number, of: employeeNumber, what: 'attestation' });
  return attestation;
}

/**
 * The receipt of a record, with its proof against the newest head: one taken later differs, and
 * proves the same. Refuses a record that is not in the ledger, or whose bytes were disposed of.
 */
export async function receiptOf(
  db: Db,
  { id, record }: Pick<Attestation, 'id' | 'record'>,
): Promise<Receipt> {
  const proof = record === '' ? undefined : await proofOf(db.read, id);
  if (!proof) throw new Refusal('not-found', 'There is no proof of this record. Tell HR.');
  const key = await keyThatSigned(db, parseProof(proof).checkpoint);
  const assertion = await assertionOf(db, id);
  return { format: 'policy-receipt/1', record, proof, key, ...(assertion && { assertion }) };
}

/** Of the keys that the ledger names, the newest that signed this head. */
async function keyThatSigned(db: Db, checkpoint: string): Promise<string> {
  const keys = (await allKeys(db)).map(({ publicKey }) => publicKey).toReversed();
  const signed = keys.find((key) => {
    try {
      return openCheckpoint(checkpoint, [parseVerifier(key)]);
    } catch {
      return false;
    }
  });
  if (signed === undefined) throw new Error('no key of this ledger has signed its newest head');
  return signed;
}

/** What a passkey signed, where the record was signed with one. */
async function assertionOf(db: Db, id: string): Promise<Receipt['assertion']> {
  const [row] = await db.read.select().from(assertions).where(eq(assertions.attestationId, id));
  return (
    row && {
      credentialId: row.credentialId,
      clientData: row.clientData.toString('base64url'),
      authenticatorData: row.authenticatorData.toString('base64url'),
      signature: row.signature.toString('base64url'),
    }
  );
}
