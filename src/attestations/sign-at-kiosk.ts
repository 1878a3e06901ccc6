import { confirmKioskCode } from '#auth/confirm-kiosk-code.ts';
import { confirmWitness } from '#auth/confirm-witness.ts';
import type { Clock } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { personByNumber } from '#people/person.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { readyToSign } from './attest.ts';
import { keepSigned } from './keep-signed.ts';
import { attestationFor } from './read-attestation.ts';
import { sealRecord } from './record.ts';
import { writeUp, type Signing } from './write-up.ts';

export type SigningAtKiosk = Omit<Signing, 'stepUp' | 'at'> & {
  /** The signing code of the person's slip. */
  code: string;
  witness: { number: string; password: string; saw: boolean };
  /** Looking at a password takes time, and the ledger takes entries in the order of their instants. */
  clock: Clock;
};

/**
 * Signs a finished training on a shared tablet: with the signing code in place of the password, before
 * a witness who confirms it with a password of their own. A record of its own kind, `kiosk-attestation/1`;
 * the code is used up in the same write. Signing twice returns the one attestation. Refuses what `attest`
 * refuses, a code that is not good, a witness who is not one, and whoever is not at a shared tablet.
 */
export async function signAtKiosk(
  db: Db,
  act: SigningAtKiosk,
): Promise<{ id: string; sha256: string }> {
  const { person, ledger, policies, address, clock } = act;
  if (person.method !== 'kiosk-code') throw notHere();
  const assignment = await ownAssignment(db.read, person.number, act.assignmentId);
  const signed = await attestationFor(db, assignment.id);
  if (signed) return signed;
  // What the person has to mend comes before the witness types anything.
  await readyToSign(db, asOf(act, clock()));
  const code = await confirmKioskCode(db, person, act.code, address, clock());
  const witness = await confirmWitness(db, {
    ...act.witness,
    signer: person,
    issuer: code.madeBy,
    address,
    at: clock(),
  });

  const at = clock();
  const issuer = await personByNumber(db, code.madeBy);
  const signing: Signing = {
    ...asOf(act, at),
    stepUp: {
      method: 'kiosk-code',
      at,
      issuedBy: { number: code.madeBy, name: issuer?.name ?? code.madeBy },
      issuedAt: code.madeAt.toISOString(),
    },
  };
  const content = await writeUp(db, signing, await readyToSign(db, signing));
  const sealed = sealRecord({
    ...content,
    schema: 'kiosk-attestation/1',
    witness: { ...witness, at: witness.at.toISOString() },
  });
  return keepSigned(db, {
    ledger,
    policies,
    ...sealed,
    at,
    alongside: (tx) => code.useUp(tx),
  });
}

/** All that is checked before anybody proves anything. */
function asOf(act: SigningAtKiosk, at: Date): Signing {
  const { code: _, witness: __, clock: ___, ...signing } = act;
  return { ...signing, at, stepUp: { method: 'password', at } };
}

function notHere(): Refusal {
  return new Refusal(
    'not-allowed',
    'A signing code is for a shared tablet. Here you sign with your password.',
  );
}
