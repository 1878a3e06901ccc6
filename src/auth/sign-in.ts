import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { beginSession, type Begun } from './begin-session.ts';
import { provePassword } from './prove-password.ts';

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
  const asked = { login, password, address, oldDevice, at };
  const proven = await provePassword(db, { ...asked, of: 'session' });
  if (!proven) {
    throw new Refusal(
      'bad-input',
      'This work e-mail or employee number and this password do not belong together. Please check both.',
      'login',
    );
  }
  const { person, keep } = proven;
  return db.write(async (tx) => {
    await keep(tx);
    const browser = { address, oldCookie, oldDevice };
    return beginSession(tx, { number: person.number, browser, at, method: 'password' });
  });
}
