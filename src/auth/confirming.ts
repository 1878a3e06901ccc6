import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { recordOnceAMinute } from './record-once-a-minute.ts';
import { tooMany } from './prove-password.ts';
import { forgiveAttempt, takeAttempt } from './throttle.ts';

type Showing<Shown> = {
  number: string;
  how: 'password' | 'passkey' | 'kiosk-code';
  address: string;
  at: Date;
  /** Looks at what was shown; undefined when it is wrong. */
  look(): Promise<Shown | undefined>;
  /** What is written when it was right. */
  keep?(tx: Tx, shown: Shown): Promise<void>;
};

/**
 * A signed-in person shows again who they are, by password or passkey: one count for both, which only
 * somebody signed in as this person can touch. Returns undefined for what is wrong. Refuses with
 * `too-many` while waiting.
 */
export async function confirming<Shown>(
  db: Db,
  showing: Showing<Shown>,
): Promise<Shown | undefined> {
  return oneAtATime(showing.number, () => confirm(db, showing));
}

async function confirm<Shown>(
  db: Db,
  { number, how, address, at, look, keep }: Showing<Shown>,
): Promise<Shown | undefined> {
  const about = { at, actor: number, subject: number };
  const attempt = await db.write(async (tx) => {
    const taken = await takeAttempt(tx, { confirming: number }, at);
    if ('waitUntil' in taken && taken.isNews) {
      const waitUntil = taken.waitUntil.toISOString();
      await recordEvent(tx, { ...about, act: `${how}.throttled`, detail: { address, waitUntil } });
    }
    return taken;
  });
  if ('waitUntil' in attempt) throw tooMany(attempt.waitUntil, at);

  const shown = await look();

  await db.write(async (tx) => {
    if (shown !== undefined) {
      await forgiveAttempt(tx, attempt);
      await keep?.(tx, shown);
      await recordOnceAMinute(tx, { ...about, act: `${how}.confirmed`, detail: { address } });
      return;
    }
    const throttledUntil = attempt.nextAt?.toISOString();
    await recordEvent(tx, {
      ...about,
      act: `${how}.refused`,
      detail: { address, ...(throttledUntil ? { throttledUntil } : {}) },
    });
  });
  return shown;
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
