import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { personByLogin, type Person } from '#people/person.ts';
import { knownDevice } from './devices.ts';
import { checkPassword, replaceHash } from './passwords.ts';
import { forgiveAttempt, takeAttempt } from './throttle.ts';

type Proving = {
  login: string;
  password: string;
  address: string;
  oldDevice?: string | undefined;
  at: Date;
  /** What it is for, in the audit log: `session.refused`, `witness.refused`. */
  of: 'session' | 'witness';
  /** Who asks, where somebody is signed in. */
  actor?: string;
};

/**
 * Whose login and password these are, counted before it is looked at; `keep` belongs into the write
 * that it is for. Undefined, at the same cost, for unknown logins, separated people, people without a
 * password and wrong passwords. Refuses with `too-many` while waiting.
 */
export async function provePassword(
  db: Db,
  { login, password, address, oldDevice, at, of, actor = 'anonymous' }: Proving,
): Promise<{ person: Person; keep(tx: Tx): Promise<void> } | undefined> {
  const person = await personByLogin(db, login, at);
  const account = person ? { number: person.number } : { unknownLogin: login };
  const about = { at, actor, ...(person ? { subject: person.number } : {}) };
  const attempt = await db.write(async (tx) => {
    const device = person && (await knownDevice(tx, oldDevice, person.number));
    const taken = await takeAttempt(tx, { account, address, device }, at);
    if ('waitUntil' in taken && taken.isNews) {
      const waitUntil = taken.waitUntil.toISOString();
      await recordEvent(tx, { ...about, act: `${of}.throttled`, detail: { address, waitUntil } });
    }
    return taken;
  });
  if ('waitUntil' in attempt) throw tooMany(attempt.waitUntil, at);

  const { right, rehash } = await checkPassword(db, person?.number, password);

  if (!person || !right) {
    await db.write(async (tx) => {
      // The login as typed may be a password: it stands nowhere.
      await recordEvent(tx, {
        ...about,
        act: `${of}.refused`,
        detail: {
          address,
          reason: person ? 'wrong password' : 'unknown login',
          ...(attempt.nextAt ? { throttledUntil: attempt.nextAt.toISOString() } : {}),
        },
      });
    });
    return undefined;
  }
  return {
    person,
    async keep(tx) {
      await forgiveAttempt(tx, attempt);
      if (rehash) await replaceHash(tx, person.number, rehash);
    },
  };
}

/** The refusal of an attempt that has to wait. */
export function tooMany(waitUntil: Date, at: Date, why = 'There were many failed tries.'): Refusal {
  const seconds = Math.ceil((waitUntil.getTime() - at.getTime()) / 1000);
  const minutes = Math.ceil(seconds / 60);
  const wait = seconds < 60 ? 'a minute' : minutes === 1 ? '1 minute' : `${minutes} minutes`;
  return new Refusal('too-many', `${why} Please try again in ${wait}.`);
}
