import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { confirming } from './confirming.ts';
import { checkPassword, replaceHash } from './passwords.ts';
import type { SignedIn } from './signed-in.ts';

/** That a signed-in person has just shown again who they are, and how. */
export type Confirmation = { method: 'password'; at: Date };

/**
 * Asks a signed-in person for their password once more, before an act that must be theirs alone.
 * Refuses with `bad-input` on `password`, or `too-many`.
 */
export async function confirmPassword(
  db: Db,
  { number }: Pick<SignedIn, 'number'>,
  password: string,
  address: string,
  at: Date,
): Promise<Confirmation> {
  // Nothing typed is no guess: it does not count.
  if (password === '') throw new Refusal('bad-input', 'Type your password.', 'password');
  const shown = await confirming(db, {
    number,
    how: 'password',
    address,
    at,
    async look() {
      const checked = await checkPassword(db, number, password);
      return checked.right ? checked : undefined;
    },
    async keep(tx, { rehash }) {
      if (rehash) await replaceHash(tx, number, rehash);
    },
  });
  if (shown) return { method: 'password', at };
  throw new Refusal(
    'bad-input',
    'This is not the password you sign in with. Please type it again.',
    'password',
  );
}
