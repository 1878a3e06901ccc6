import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { Refusal } from '#errors.ts';
import { leafHash, type Hash } from '#ledger/merkle.ts';
import { chunksOf, fileAt, partOf, type Place, type StoredFile } from './files.ts';

/** The hashes of a file of lines: of the whole, and each line's leaf in the ledger. */
export type HashedLines = { sha256: string; leaves: Hash[]; isWhole: boolean };

const LINE_END = 0x0a;
/** Below this a second thread costs more than it spares. */
const WORTH_IT = 16 << 20;
/** A record with all its answers has some hundred kilobytes; whatever is longer than this is none. */
const LONGEST_LINE = 16 << 20;

/** The whole lines of a file, each once it is read. Refuses a line that would not fit into memory. */
export function* linesOf(
  file: StoredFile,
  chunkRead: (chunk: Buffer) => void = () => undefined,
): Generator<Buffer> {
  let rest: Buffer[] = [];
  let held = 0;
  for (const chunk of chunksOf(file)) {
    chunkRead(chunk);
    let from = 0;
    for (let end; (end = chunk.indexOf(LINE_END, from)) >= 0; from = end + 1) {
      const line = chunk.subarray(from, end);
      yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
      rest = [];
      held = 0;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    held += chunk.length - from;
    if (held > LONGEST_LINE) {
      throw new Refusal('bad-input', 'it has a line of more than 16 MB, as no record is');
    }
  }
}

/** The leaf that stands for a record that was disposed of. */
export function disposedIn(line: Buffer): Hash | undefined {
  const leaf = /^disposed ([0-9a-f]{64})$/.exec(line.toString('latin1', 0, 80))?.[1];
  return leaf === undefined ? undefined : Buffer.from(leaf, 'hex');
}

export function hashLines(file: StoredFile): HashedLines {
  const hash = createHash('sha256');
  const leaves: Hash[] = [];
  let last = LINE_END;
  const chunkRead = (chunk: Buffer) => {
    hash.update(chunk);
    last = chunk.at(-1)!;
  };
  for (const line of linesOf(file, chunkRead)) leaves.push(disposedIn(line) ?? leafHash(line));
  return { sha256: hash.digest('hex'), leaves, isWhole: last === LINE_END };
}

/** Hashing that goes on meanwhile. */
export type Hashing = { done(): Promise<HashedLines>; stop(): void };

/**
 * The same: of a large file in a thread of its own, which `program` starts with `hashForParent`; of
 * another, once it is asked for.
 */
export function hashBeside(file: StoredFile, program: string | undefined): Hashing {
  const { place, size } = file;
  if (program === undefined || !place || size < WORTH_IT) {
    return { done: async () => hashLines(file), stop: () => undefined };
  }
  const worker = new Worker(new URL(program), { workerData: { ...place, size } satisfies Job });
  const answer = new Promise<HashedLines>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', ({ sha256, leaves, isWhole }: Answer) => {
      const all = Buffer.from(leaves.buffer, leaves.byteOffset, leaves.byteLength);
      const count = all.length / 32;
      const each = Array.from({ length: count }, (_, n) => all.subarray(32 * n, 32 * n + 32));
      resolve({ sha256, leaves: each, isWhole });
    });
  });
  // Whoever stops it does not wait for it, and hears of no error.
  answer.catch(() => undefined);
  return { done: () => answer, stop: () => void worker.terminate() };
}

type Job = Place & { size: number };
type Answer = { sha256: string; leaves: Uint8Array; isWhole: boolean };

/** What the thread of `hashBeside` does. */
export function hashForParent(job: unknown): Answer {
  const { path, offset, size } = job as Job;
  const { leaves, ...rest } = hashLines(partOf(fileAt(path), offset, size));
  return { ...rest, leaves: Buffer.concat(leaves) };
}
