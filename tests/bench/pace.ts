import type { Figure } from './compare.ts';

/** One go through all cases. */
export type Pass = { cases: number; go: () => unknown };

const ROUNDS = 61;
const WARM_UP = 3;

/** Rounds of both in turn, so that a busy machine slows both. */
export async function inTurns(
  name: string,
  {
    ours,
    theirs,
    share,
    rounds = ROUNDS,
  }: { ours: Pass; theirs: Pass; share: number; rounds?: number },
): Promise<Figure> {
  const reached: number[] = [];
  const limits: number[] = [];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    const own = await rate(ours);
    const limit = share * (await rate(theirs));
    if (round < 0) continue;
    reached.push(own);
    limits.push(limit);
  }
  const ratios = reached.map((own, round) => own / limits[round]!);
  return { name, ours: median(reached), limit: median(limits), ratio: median(ratios) };
}

/** `limit` in cases a second. */
export async function within(name: string, limit: number, ours: Pass): Promise<Figure> {
  const reached: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) reached.push(await rate(ours));
  const own = median(reached.slice(WARM_UP));
  return { name, ours: own, limit, ratio: own / limit };
}

/** Cases a second, over some 2 ms, and one pass at least. */
async function rate({ cases, go }: Pass): Promise<number> {
  const start = performance.now();
  let passes = 0;
  let elapsed = 0;
  do {
    const going = go();
    // To wait for what is there already would slow the fast ones.
    if (going instanceof Promise) await going;
    passes += 1;
    elapsed = performance.now() - start;
  } while (elapsed < 2);
  return (passes * cases * 1000) / elapsed;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]!;
}
