/**
 * `ours` and `limit` a second, medians; `ratio` is the median of ours/limit, and holds at 1. With a
 * `unit` it is a measure of which less is better, and `ratio` is limit/ours.
 */
export type Figure = { name: string; ours: number; limit: number; ratio: number; unit?: string };

export type Comparison = {
  name: string;
  /** The share of the bare way's speed that ours must reach. */
  share: number;
  rounds: number;
  /** How often each is done in a round. */
  times: number;
  ours: () => PromiseLike<unknown>;
  bare: () => PromiseLike<unknown>;
};

/**
 * Runs our way and the barest way of doing the same in turns, so that whatever else the machine does
 * meets both, and compares them round by round.
 */
export async function compare(comparison: Comparison): Promise<Figure> {
  const { name, share, rounds, times, ours, bare } = comparison;
  await once(ours, times);
  await once(bare, times);
  const reached: number[] = [];
  const limits: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Whoever goes second finds a warmer disk and cache: they take turns at that, too.
    const first = round % 2 === 0 ? await once(ours, times) : undefined;
    const limit = share * (await once(bare, times));
    const own = first ?? (await once(ours, times));
    reached.push(own);
    limits.push(limit);
    ratios.push(own / limit);
  }
  return { name, ours: median(reached), limit: median(limits), ratio: median(ratios) };
}

/** How often a second it was done. */
async function once(work: () => PromiseLike<unknown>, times: number): Promise<number> {
  const began = performance.now();
  for (let i = 0; i < times; i += 1) await work();
  return (1000 * times) / (performance.now() - began);
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
