import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { Refusal } from '#errors.ts';

/** How easily a password is guessed, by zxcvbn. */
export type Strength = {
  /** The guesses it takes, as a power of ten. */
  guessesLog10: number;
  /** What most of it is: `dictionary`, `repeat`, `sequence`, `spatial`, `date` … */
  pattern: string;
  /** Of a word: the list it stands in. */
  list: string;
};

/** What goes to the thread that looks, and what comes back. */
export type Asked = { id: number; password: string; words: string[] };
export type Judged = Strength & { id: number };

/** From the project's root, by its name: the built pages lie in another folder than this file. */
const WORKER = createRequire(import.meta.url).resolve('#auth/password-worker.ts');
/** The lists take 60 MB: they go when nobody has chosen a password for a while. */
const IDLE = 60_000;
const PATIENCE = 20_000;

type Waiting = { resolve(strength: Strength): void; reject(error: unknown): void };
let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;
let last = 0;
const waiting = new Map<number, Waiting>();

/** How easily `password` is guessed by somebody who knows these words. At most 128 characters. */
export async function strengthOf(password: string, words: string[]): Promise<Strength> {
  clearTimeout(idle);
  thread ??= start();
  const id = (last += 1);
  const asked: Asked = { id, password, words };
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Strength>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      timer = setTimeout(() => reject(busy()), PATIENCE);
      thread?.postMessage(asked, []);
    });
  } finally {
    clearTimeout(timer);
    waiting.delete(id);
    if (waiting.size === 0) idle = setTimeout(stop, IDLE).unref();
  }
}

function start(): Worker {
  const worker = new Worker(WORKER);
  // A portal that is told to stop does not wait for it.
  worker.unref();
  worker.on('message', ({ id, ...strength }: Judged) => waiting.get(id)?.resolve(strength));
  worker.on('error', (error) => {
    if (thread === worker) thread = undefined;
    for (const { reject } of waiting.values()) reject(error);
  });
  return worker;
}

function stop(): void {
  void thread?.terminate();
  thread = undefined;
}

function busy(): Refusal {
  return new Refusal('busy', 'Many people choose a password just now. Please try again.');
}
