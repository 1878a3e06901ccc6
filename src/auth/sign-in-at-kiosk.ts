import { recordEvent } from '#audit/record.ts';
import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { personByLogin } from '#people/person.ts';
import { goodCode, useUp } from './kiosk-codes.ts';
import { endSession, startSession } from './sessions.ts';
import { tooMany } from './prove-password.ts';
import { forgiveAttempt, takeAttempt, type Wait } from './throttle.ts';

/**
 * Signs a person in on a shared tablet, by employee number and a code from their slip, which is used up
 * in the same write; the session of `oldCookie` ends. Nobody's device becomes known. Unknown numbers,
 * separated people and wrong, used or old codes get the same refusal. Refuses with `too-many` while
 * waiting.
 */
export async function signInAtKiosk(
  db: Db,
  {
    number,
    code,
    address,
    oldCookie,
    at,
  }: { number: string; code: string; address: string; oldCookie: string | undefined; at: Date },
): Promise<{ cookieValue: string }> {
  const person = await personByLogin(db, number, at);
  const account = person ? { number: person.number } : { unknownLogin: number };
  const about = { at, ...(person ? { subject: person.number } : {}) };
  const outcome = await db.write(
    async (tx): Promise<{ cookieValue: string } | Wait | undefined> => {
      const attempt = await takeAttempt(tx, { account, address, kiosk: true }, at);
      if ('waitUntil' in attempt) {
        const waitUntil = attempt.waitUntil.toISOString();
        const detail = { address, method: 'kiosk-code', waitUntil };
        if (attempt.isNews) {
          await recordEvent(tx, { ...about, actor: 'anonymous', act: 'session.throttled', detail });
        }
        return attempt;
      }
      const good =
        person && (await goodCode(tx, { number: person.number, use: 'sign-in', typed: code, at }));
      if (!good || !(await useUp(tx, good, at))) {
        // What was typed stands nowhere: it may be somebody's code with a slip of the finger.
        const detail = { address, method: 'kiosk-code' };
        await recordEvent(tx, { ...about, actor: 'anonymous', act: 'session.refused', detail });
        return undefined;
      }
      await forgiveAttempt(tx, attempt);
      if (oldCookie !== undefined) await endSession(tx, oldCookie);
      const session = await startSession(tx, person.number, at, 'kiosk-code');
      const detail = { address, method: 'kiosk-code' };
      await recordEvent(tx, { ...about, actor: person.number, act: 'session.started', detail });
      return session;
    },
  );
  if (outcome === undefined) {
    throw new Refusal(
      'bad-input',
      'This employee number and this code do not belong together, or the code was used before. Look at your slip again, or ask HR for a new one.',
      'number',
    );
  }
  if ('waitUntil' in outcome) throw tooMany(outcome.waitUntil, at);
  return outcome;
}
