import type { Db, Tx } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { confirming } from './confirming.ts';
import { goodCode, useUp, type GoodCode } from './kiosk-codes.ts';
import type { SignedIn } from './signed-in.ts';

/** A signing code that is good; `useUp` belongs into the write that it is for. */
export type ShownCode = GoodCode & { useUp(tx: Tx): Promise<void> };

/**
 * Asks a person at a shared tablet for the signing code of their slip, which stands for the password
 * there. It is not used up yet: whatever else is refused costs nobody a slip. Wrong ones count as wrong
 * passwords do. Refuses with `bad-input` on `code`, or `too-many`.
 */
export async function confirmKioskCode(
  db: Db,
  { number }: Pick<SignedIn, 'number'>,
  typed: string,
  address: string,
  at: Date,
): Promise<ShownCode> {
  // Nothing typed is no guess: it does not count.
  if (typed.trim() === '') throw new Refusal('bad-input', 'Type your signing code.', 'code');
  const look = () => goodCode(db.read, { number, use: 'sign', typed, at });
  const good = await confirming(db, { number, how: 'kiosk-code', address, at, look });
  if (good) {
    return {
      ...good,
      async useUp(tx) {
        if (!(await useUp(tx, good, at))) throw usedMeanwhile();
      },
    };
  }
  throw new Refusal(
    'bad-input',
    'This is not the signing code of your newest slip, or it was used before. Look at your slip again, or ask HR for a new one.',
    'code',
  );
}

function usedMeanwhile(): Refusal {
  return new Refusal(
    'conflict',
    'This signing code was used, or a new slip was printed, just now. Look at your record, or ask HR for a new slip.',
    'code',
  );
}
