import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { checkPassword, replaceHash } from './passwords.ts';
import { tooMany } from './sign-in.ts';
import type { SignedIn } from './signed-in.ts';
import { forgiveAttempt, takeAttempt } from './throttle.ts';

/** That a signed-in person has just shown again who they are, and how. */
export type Confirmation = { method: 'password'; at: Date };

/**
 * Asks a signed-in person for their password once more, before an act that must be theirs alone.
 * Failures count with those at sign-in. Refuses with `bad-input` on `password`, or `too-many`.
 */
export async function confirmPassword(
  db: Db,
  signedIn: SignedIn,
  password: string,
  address: string,
  at: Date,
): Promise<Confirmation> {
  const { number } = signedIn;
  // Nothing typed is no guess: it does not count.
  if (password === '') throw new Refusal('bad-input', 'Type your password.', 'password');
  const attempt = await db.write((tx) => takeAttempt(tx, { account: { number }, address }, at));
  if ('waitUntil' in attempt) throw tooMany(attempt.waitUntil, at);

  const { right, rehash } = await checkPassword(db, number, password);

  await db.write(async (tx) => {
    if (right) {
      await forgiveAttempt(tx, attempt);
      if (rehash) await replaceHash(tx, number, rehash);
    }
    await recordEvent(tx, {
      at,
      actor: number,
      act: right ? 'password.confirmed' : 'password.refused',
      subject: number,
      detail: {
        address,
        ...(!right && attempt.nextAt ? { throttledUntil: attempt.nextAt.toISOString() } : {}),
      },
    });
  });
  if (right) return { method: 'password', at };
  throw new Refusal(
    'bad-input',
    'This is not the password you sign in with. Please type it again.',
    'password',
  );
}
