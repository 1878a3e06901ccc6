import { Refusal } from '#errors.ts';
import { network } from './throttle.ts';

const MINUTE = 60_000;
/** An office shares an address. */
const A_MINUTE = 60;

let since = 0;
const counts = new Map<string, number>();

/**
 * Counts one act of an address on a page that needs no sign-in; refuses more than sixty within a
 * minute. Kept in memory alone, and forgotten with the minute.
 */
export function keepPace(address: string, at: Date): void {
  if (Math.abs(at.getTime() - since) >= MINUTE) {
    counts.clear();
    since = at.getTime();
  }
  const from = network(address);
  const count = (counts.get(from) ?? 0) + 1;
  counts.set(from, count);
  if (count > A_MINUTE) {
    throw new Refusal('too-many', 'That was a lot at once. Wait a minute, then try again.');
  }
}
