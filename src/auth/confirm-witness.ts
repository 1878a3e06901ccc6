import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { provePassword } from './prove-password.ts';
import type { SignedIn } from './signed-in.ts';

/** An employee who saw somebody sign, and showed with their own password who they are. */
export type Witness = { number: string; name: string; title: string; method: 'password'; at: Date };

/**
 * Another employee confirms at the signer's tablet, by number and password, that they saw the person
 * sign. Wrong passwords count as at signing in. Refuses the signer, who printed the signer's codes, and
 * with one sentence whoever is unknown, separated, without a password, or typed a wrong one.
 */
export async function confirmWitness(
  db: Db,
  {
    signer,
    issuer,
    number,
    password,
    saw,
    address,
    at,
  }: {
    signer: Pick<SignedIn, 'number'>;
    /** Employee number of who printed the code that the signer signs with. */
    issuer: string;
    number: string;
    password: string;
    /** The box that was ticked. */
    saw: boolean;
    address: string;
    at: Date;
  },
): Promise<Witness> {
  if (number.trim() === '') {
    throw new Refusal('bad-input', 'The witness types their employee number.', 'witnessNumber');
  }
  if (!saw) {
    throw new Refusal('bad-input', 'The witness checks the box, if they saw it.', 'saw');
  }
  // The signer knows their own number: saying so tells nobody anything.
  if (sameNumber(number, signer.number)) throw notOneself();
  const asked = { login: number, password, address, at, actor: signer.number };
  const proven = await provePassword(db, { ...asked, of: 'witness' });
  if (!proven) {
    throw new Refusal(
      'bad-input',
      'This employee number and this password of the witness do not belong together. The witness types both again.',
      'witnessNumber',
    );
  }
  await db.write((tx) => proven.keep(tx));
  const { person } = proven;
  // Their mail address signs in, too.
  if (person.number === signer.number) throw notOneself();
  // Whoever has the codes and may witness needs nobody else to sign in another's name.
  if (person.number === issuer) throw printedTheSlip();
  return { number: person.number, name: person.name, title: person.title, method: 'password', at };
}

function notOneself(): Refusal {
  return new Refusal(
    'bad-input',
    'Nobody is their own witness. Ask somebody else who is here and has a password in the portal.',
    'witnessNumber',
  );
}

function printedTheSlip(): Refusal {
  return new Refusal(
    'bad-input',
    'You printed this slip, so somebody else is the witness: another employee who is here and has a password in the portal.',
    'witnessNumber',
  );
}

function sameNumber(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.toLowerCase();
}
