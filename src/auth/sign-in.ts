import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { personByLogin } from '#people/person.ts';
import { beginSession, type Begun } from './begin-session.ts';
import { knownDevice } from './devices.ts';
import { checkPassword, replaceHash } from './passwords.ts';
import { forgiveAttempt, takeAttempt } from './throttle.ts';

/**
 * Signs a person in by work mail or employee number and returns the new session's cookie value and
 * the device's; the session of `oldCookie` and the mark of `oldDevice` end. Unknown logins, separated people, people without a password and
 * wrong passwords get the same refusal at the same cost. Refuses with `too-many` while waiting.
 */
export async function signIn(
  db: Db,
  {
    login,
    password,
    address,
    oldCookie,
    oldDevice,
    at,
  }: {
    login: string;
    password: string;
    address: string;
    oldCookie: string | undefined;
    oldDevice?: string | undefined;
    at: Date;
  },
): Promise<Begun> {
  const person = await personByLogin(db, login, at);
  const account = person ? { number: person.number } : { unknownLogin: login };
  const attempt = await db.write(async (tx) => {
    const device = person && (await knownDevice(tx, oldDevice, person.number));
    const taken = await takeAttempt(tx, { account, address, device }, at);
    if ('waitUntil' in taken && taken.isNews) {
      await recordEvent(tx, {
        at,
        actor: 'anonymous',
        act: 'session.throttled',
        ...(person ? { subject: person.number } : {}),
        detail: { address, waitUntil: taken.waitUntil.toISOString() },
      });
    }
    return taken;
  });
  if ('waitUntil' in attempt) throw tooMany(attempt.waitUntil, at);

  const { right, rehash } = await checkPassword(db, person?.number, password);

  if (!person || !right) {
    await db.write(async (tx) => {
      // The login as typed may be a password: it stands nowhere.
      await recordEvent(tx, {
        at,
        actor: 'anonymous',
        act: 'session.refused',
        ...(person ? { subject: person.number } : {}),
        detail: {
          address,
          reason: person ? 'wrong password' : 'unknown login',
          ...(attempt.nextAt ? { throttledUntil: attempt.nextAt.toISOString() } : {}),
        },
      });
    });
    throw new Refusal(
      'bad-input',
      'This work e-mail or employee number and this password do not belong together. Please check both.',
      'login',
    );
  }

  return db.write(async (tx) => {
    await forgiveAttempt(tx, attempt);
    if (rehash) await replaceHash(tx, person.number, rehash);
    const browser = { address, oldCookie, oldDevice };
    return beginSession(tx, { number: person.number, browser, at, method: 'password' });
  });
}

/** The refusal of an attempt that has to wait. */
export function tooMany(waitUntil: Date, at: Date, why = 'There were many failed tries.'): Refusal {
  const seconds = Math.ceil((waitUntil.getTime() - at.getTime()) / 1000);
  const minutes = Math.ceil(seconds / 60);
  const wait = seconds < 60 ? 'a minute' : minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return new Refusal('too-many', `${why} Please try again in ${wait}.`);
}
