import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { confirming } from './confirming.ts';
import { signedBy, type Assertion, type Passkey, type Site } from './webauthn.ts';

/**
 * Looks at a signed-in person's answer to a challenge with their passkey: what it signed, and its
 * counter, for `usePasskey` to note in the write it is for. Wrong answers count as wrong passwords do.
 * Refuses with `bad-input`, or `too-many`.
 */
export async function confirmPasskey(
  db: Db,
  asked: {
    number: string;
    site: Site;
    passkey: Passkey;
    challenge: string;
    answer: string;
    address: string;
    at: Date;
  },
): Promise<{ assertion: Assertion; signCount: number }> {
  const { number, site, passkey, challenge, answer, address, at } = asked;
  // Nothing sent is no guess: a browser without script does that.
  if (answer === '') {
    throw new Refusal(
      'bad-input',
      'Your browser did not ask for your passkey. Try again, or sign with your password.',
    );
  }
  const look = () => signedBy(site, passkey, challenge, answer);
  const shown = await confirming(db, { number, how: 'passkey', address, at, look });
  if (shown) return shown;
  throw new Refusal(
    'bad-input',
    'This is not what your passkey was asked to sign. Try again, or sign with your password.',
  );
}
