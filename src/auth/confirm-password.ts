import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { checkPassword, replaceHash } from './passwords.ts';
import { recordOnceAMinute } from './record-once-a-minute.ts';
import { tooMany } from './sign-in.ts';
import type { SignedIn } from './signed-in.ts';
import { forgiveAttempt, takeAttempt } from './throttle.ts';

/** That a signed-in person has just shown again who they are, and how. */
export type Confirmation = { method: 'password'; at: Date };

/**
 * Asks a signed-in person for their password once more, before an act that must be theirs alone.
 * Failures have a count of their own, which only somebody signed in as this person can touch.
 * Refuses with `bad-input` on `password`, or `too-many`.
 */
export async function confirmPassword(
  db: Db,
  signedIn: SignedIn,
  password: string,
  address: string,
  at: Date,
): Promise<Confirmation> {
  // Nothing typed is no guess: it does not count.
  if (password === '') throw new Refusal('bad-input', 'Type your password.', 'password');
  const { number } = signedIn;
  return oneAtATime(number, () => confirm(db, number, password, address, at));
}

async function confirm(
  db: Db,
  number: string,
  password: string,
  address: string,
  at: Date,
): Promise<Confirmation> {
  const about = { at, actor: number, subject: number };
  const attempt = await db.write(async (tx) => {
    const taken = await takeAttempt(tx, { confirming: number }, at);
    if ('waitUntil' in taken && taken.isNews) {
      const waitUntil = taken.waitUntil.toISOString();
      await recordEvent(tx, {
        ...about,
        act: 'password.throttled',
        detail: { address, waitUntil },
      });
    }
    return taken;
  });
  if ('waitUntil' in attempt) throw tooMany(attempt.waitUntil, at);

  const { right, rehash } = await checkPassword(db, number, password);

  await db.write(async (tx) => {
    if (right) {
      await forgiveAttempt(tx, attempt);
      if (rehash) await replaceHash(tx, number, rehash);
      await recordOnceAMinute(tx, { ...about, act: 'password.confirmed', detail: { address } });
      return;
    }
    const throttledUntil = attempt.nextAt?.toISOString();
    await recordEvent(tx, {
      ...about,
      act: 'password.refused',
      detail: { address, ...(throttledUntil ? { throttledUntil } : {}) },
    });
  });
  if (right) return { method: 'password', at };
  throw new Refusal(
    'bad-input',
    'This is not the password you sign in with. Please type it again.',
    'password',
  );
}

/**
 * Each of a person's confirmations ends before the next begins: it counts as failed until it is
 * known to be right, and right ones sent together would make each other wait.
 */
async function oneAtATime<T>(number: string, work: () => Promise<T>): Promise<T> {
  const mine = (lastInLine.get(number) ?? Promise.resolve()).then(work);
  const done = mine.then(
    () => undefined,
    () => undefined,
  );
  lastInLine.set(number, done);
  try {
    return await mine;
  } finally {
    if (lastInLine.get(number) === done) lastInLine.delete(number);
  }
}
const lastInLine = new Map<string, Promise<void>>();
