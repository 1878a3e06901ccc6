import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { queueMail } from '#mail/queue.ts';
import { personByLogin } from '#people/person.ts';
import { spendAHash } from './passwords.ts';
import { tooMany } from './prove-password.ts';
import { takeAttempt } from './throttle.ts';

/**
 * Somebody has forgotten their password: whom the portal knows by this number or mail, with an address,
 * is sent a link. Nothing tells whether that was so: the same nothing is returned, at the same cost.
 * A person is sent a few an hour at most; the others are left out in silence. Refuses with `too-many`
 * an address that asks without end, whomever for.
 */
export async function forgotPassword(
  db: Db,
  { login, address, at }: { login: string; address: string; at: Date },
): Promise<void> {
  const person = await personByLogin(db, login, at);
  const account = person ? { number: person.number } : { unknownLogin: login };
  // What differs between the two, a row of mail, is lost in what this takes.
  await spendAHash();
  const waitUntil = await db.write(async (tx) => {
    const from = await takeAttempt(tx, { forgotFrom: address }, at);
    if ('waitUntil' in from) return from.waitUntil;
    const taken = await takeAttempt(tx, { forgot: account }, at);
    const sends = !('waitUntil' in taken) && person !== undefined && person.mail !== null;
    await recordEvent(tx, {
      at,
      actor: 'anonymous',
      act: 'password.forgotten',
      ...(person ? { subject: person.number } : {}),
      detail: { address, sends },
    });
    if (!sends) return undefined;
    await queueMail(tx, {
      kind: 'password-reset',
      to: person.number,
      onceKey: `password-reset ${person.number} ${at.getTime()}`,
      at,
      by: 'system',
    });
    return undefined;
  });
  if (waitUntil) throw tooMany(waitUntil, at, 'That was asked many times.');
}
