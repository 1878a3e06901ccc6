import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** One piece of work at a time, in the order asked. Knows nothing of databases. */
export type WriteQueue = {
  run<T>(work: () => Promise<T>): Promise<T>;
  /** True for code that runs inside a piece of work that is not finished. */
  inside(): boolean;
  /** Work asked for and not finished. */
  size(): number;
};

/**
 * Work on a local file never leaves the microtask queue, so a long line of writes would hold up
 * every other request: the queue gives the event loop a turn once this many milliseconds have passed.
 */
const TURN = 10;

export function createWriteQueue(): WriteQueue {
  const current = new AsyncLocalStorage<{ open: boolean }>();
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let turnBegan = performance.now();

  async function turn<T>(before: Promise<unknown>, work: () => Promise<T>): Promise<T> {
    await before;
    if (performance.now() - turnBegan > TURN) {
      await nextTurn();
      turnBegan = performance.now();
    }
    const mark = { open: true };
    try {
      return await current.run(mark, work);
    } finally {
      mark.open = false;
      waiting -= 1;
    }
  }

  return {
    run(work) {
      waiting += 1;
      const result = turn(last, work);
      last = result.catch(() => undefined);
      return result;
    },
    inside: () => current.getStore()?.open === true,
    size: () => waiting,
  };
}
