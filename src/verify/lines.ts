import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { leafHash, type Hash } from '#ledger/merkle.ts';
import { chunksOf, fileAt, partOf, type Place, type StoredFile } from './files.ts';

/** The hashes of a file of lines: of the whole, and each line's leaf in the ledger. */
export type HashedLines = { sha256: string; leaves: Hash[]; isWhole: boolean };

const LINE_END = 0x0a;
/** Below this a second thread costs more than it spares. */
const WORTH_IT = 16 << 20;

/** The whole lines of a file, each once it is read. */
export function* linesOf(
  file: StoredFile,
  chunkRead: (chunk: Buffer) => void = () => undefined,
): Generator<Buffer> {
  let rest: Buffer[] = [];
  for (const chunk of chunksOf(file)) {
    chunkRead(chunk);
    let from = 0;
    for (let end; (end = chunk.indexOf(LINE_END, from)) >= 0; from = end + 1) {
      const line = chunk.subarray(from, end);
      yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
      rest = [];
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
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

/** The same; of a large file in a thread of its own, which `program` starts with `hashForParent`. */
export function hashBeside(file: StoredFile, program: string | undefined): Promise<HashedLines> {
  const { place, size } = file;
  if (program === undefined || !place || size < WORTH_IT) return Promise.resolve(hashLines(file));
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(program), { workerData: { ...place, size } satisfies Job });
    worker.once('error', reject);
    worker.once('message', ({ sha256, leaves, isWhole }: Answer) => {
      const all = Buffer.from(leaves.buffer, leaves.byteOffset, leaves.byteLength);
      const count = all.length / 32;
      const each = Array.from({ length: count }, (_, n) => all.subarray(32 * n, 32 * n + 32));
      resolve({ sha256, leaves: each, isWhole });
    });
  });
}

type Job = Place & { size: number };
type Answer = { sha256: string; leaves: Uint8Array; isWhole: boolean };

/** What the thread of `hashBeside` does. */
export function hashForParent(job: unknown): Answer {
  const { path, offset, size } = job as Job;
  const { leaves, ...rest } = hashLines(partOf(fileAt(path), offset, size));
  return { ...rest, leaves: Buffer.concat(leaves) };
}
