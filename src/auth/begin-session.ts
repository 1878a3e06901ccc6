import { recordEvent } from '#audit/record.ts';
import type { Tx } from '#db/client.ts';
import { keepDevice } from './devices.ts';
import { endSession, startSession } from './sessions.ts';

/** What a browser brings along and where it asks from. */
export type Browser = {
  address: string;
  oldCookie: string | undefined;
  oldDevice?: string | undefined;
};
/** The cookies it gets. */
export type Begun = { cookieValue: string; deviceValue: string };

/** Begins a session of a person who has shown who they are, in place of the one the browser came with. */
export async function beginSession(
  tx: Tx,
  {
    number,
    browser: { address, oldCookie, oldDevice },
    at,
    method,
  }: { number: string; browser: Browser; at: Date; method: 'password' | 'link' },
): Promise<Begun> {
  if (oldCookie !== undefined) await endSession(tx, oldCookie);
  const { cookieValue } = await startSession(tx, number, at);
  const device = await keepDevice(tx, { employeeNumber: number, oldCookie: oldDevice, at });
  await recordEvent(tx, {
    at,
    actor: number,
    act: 'session.started',
    subject: number,
    detail: { address, method },
  });
  return { cookieValue, deviceValue: device.cookieValue };
}
