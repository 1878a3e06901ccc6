import { createHash, randomBytes } from 'node:crypto';
import { and, eq, lt } from 'drizzle-orm';
import type { Tx } from '#db/client.ts';
import { knownDevices } from '#db/schema/index.ts';
import { moveDeviceCounts } from './throttle.ts';

/**
 * A device somebody has signed in from carries a mark. It signs nobody in: all it does is that wrong
 * passwords from elsewhere keep nobody waiting there.
 */

const DAY = 24 * 60 * 60_000;
/** As long as browsers keep a cookie: many people come once a year. */
const LIFETIME = 400 * DAY;

/** The cookie's name and attributes under a public origin. */
export function deviceCookie(origin: string) {
  const secure = new URL(origin).protocol === 'https:';
  return {
    name: secure ? '__Host-device' : 'device',
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure, maxAge: LIFETIME / 1000 },
  } as const;
}

/** The hash of this cookie's device, when this person has signed in from it. */
export async function knownDevice(
  tx: Tx,
  cookieValue: string | undefined,
  employeeNumber: string,
): Promise<string | undefined> {
  if (cookieValue === undefined) return undefined;
  const [row] = await tx
    .select({ hash: knownDevices.deviceHash })
    .from(knownDevices)
    .where(
      and(
        eq(knownDevices.deviceHash, deviceHash(cookieValue)),
        eq(knownDevices.employeeNumber, employeeNumber),
      ),
    );
  return row?.hash;
}

/**
 * Makes a device known for a person who has just signed in from it, and returns its new cookie
 * value. The old value ends, so that one put into a browser beforehand, or copied, is worth nothing;
 * others who are known on this device stay so, with what they have failed there.
 */
export async function keepDevice(
  tx: Tx,
  {
    employeeNumber,
    oldCookie,
    at,
  }: { employeeNumber: string; oldCookie: string | undefined; at: Date },
): Promise<{ cookieValue: string }> {
  const cookieValue = randomBytes(32).toString('base64url');
  const hash = deviceHash(cookieValue);
  await tx
    .delete(knownDevices)
    .where(lt(knownDevices.lastUsedAt, new Date(at.getTime() - LIFETIME)));
  if (oldCookie !== undefined) {
    const old = deviceHash(oldCookie);
    await tx.update(knownDevices).set({ deviceHash: hash }).where(eq(knownDevices.deviceHash, old));
    await moveDeviceCounts(tx, old, hash);
  }
  const row = { deviceHash: hash, employeeNumber, lastUsedAt: at };
  await tx
    .insert(knownDevices)
    .values(row)
    .onConflictDoUpdate({
      target: [knownDevices.deviceHash, knownDevices.employeeNumber],
      set: row,
    });
  return { cookieValue };
}

/** Whoever knew the old password may have signed in with it: no device of the person is known. */
export async function forgetDevices(tx: Tx, employeeNumber: string): Promise<void> {
  await tx.delete(knownDevices).where(eq(knownDevices.employeeNumber, employeeNumber));
}

/** SHA-256 (hex) of a cookie's value: all the database knows of it. */
function deviceHash(cookieValue: string): string {
  return createHash('sha256').update(cookieValue).digest('hex');
}
