import { setImmediate as turn } from 'node:timers/promises';
import type { Figure } from './compare.ts';

/** So many ask at the same time. */
const AT_ONCE = 20;
const ROUNDS = 15;

/**
 * How long each of twenty waits who ask at the same time, round after round: nineteen in twenty of them
 * less than `limit` milliseconds.
 */
export async function twentyAtOnce(
  name: string,
  limit: number,
  ask: (nth: number) => PromiseLike<unknown>,
): Promise<Figure> {
  const waits: number[] = [];
  await ask(0);
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, nth) => {
        // As requests come: each in a turn of its own.
        await turn();
        await ask(nth);
        waits.push(performance.now() - began);
      }),
    );
  }
  return took(`${name}, ${AT_ONCE} at once, p95`, percentile(waits, 0.95), limit, 'ms');
}

/** A figure of which less is better. */
export function took(name: string, ours: number, limit: number, unit: string): Figure {
  return { name, ours, limit, ratio: limit / Math.max(ours, 1e-9), unit };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
