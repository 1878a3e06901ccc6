import { availableParallelism } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';
import type { StoredFile } from './files.ts';
import { piecesOf } from './lines.ts';
import { readPiece, type Piece } from './read-piece.ts';

/** Below this, threads cost more than they spare. */
const WORTH_IT = 16 << 20;
const MOST_THREADS = 4;
/** How many pieces wait for each thread, so that none has to wait for the next. */
const AHEAD = 3;

/**
 * Reads the pieces of a file, and gives them in their order: of a large file in threads, which `program`
 * starts with `readForParent`; of another here, one at a time. `see` sees each before it is read. A
 * piece's bytes are there until the next one.
 */
export async function* readPieces(
  file: StoredFile,
  program: string | undefined,
  see: (piece: Buffer) => void,
): AsyncGenerator<Piece> {
  const isWorthIt = program !== undefined && file.size >= WORTH_IT;
  const count = isWorthIt ? Math.min(availableParallelism(), MOST_THREADS) : 0;
  const threads = Array.from({ length: count }, () => new Thread(new URL(program!)));
  const asked: (Promise<Piece> | Piece)[] = [];
  // Memory is new but once: making it anew for each piece costs more than to hash what is in it.
  const spare: Buffer[] = [];
  try {
    for (const bytes of piecesOf(file, spare)) {
      see(bytes);
      asked.push(threads.length > 0 ? threads.reduce(lessBusy).read(bytes) : readPiece(bytes));
      if (asked.length <= threads.length * AHEAD) continue;
      const piece = await asked.shift()!;
      yield piece;
      spare.push(Buffer.from(piece.bytes.buffer));
    }
    for (const piece of asked) yield await piece;
  } finally {
    for (const thread of threads) thread.stop();
  }
}

const lessBusy = (one: Thread, other: Thread) => (other.waiting < one.waiting ? other : one);

class Thread {
  private readonly worker: Worker;
  private readonly failed: Promise<never>;
  private readonly answers: ((piece: Piece) => void)[] = [];

  constructor(program: URL) {
    this.worker = new Worker(program);
    this.worker.on('message', ({ bytes, leaves, entries }: Piece) =>
      this.answers.shift()!({ bytes: bufferOf(bytes), leaves: bufferOf(leaves), entries }),
    );
    this.failed = new Promise((_, reject) => this.worker.once('error', reject));
    // Said to whoever waits for a piece.
    this.failed.catch(() => undefined);
  }

  get waiting(): number {
    return this.answers.length;
  }

  /** The piece is the thread's until it is read. */
  read(piece: Buffer): Promise<Piece> {
    const answer = new Promise<Piece>((resolve) => this.answers.push(resolve));
    this.worker.postMessage(piece, [piece.buffer as ArrayBuffer]);
    const read = Promise.race([answer, this.failed]);
    // Whoever gives up before does not wait for it, and hears of no error.
    read.catch(() => undefined);
    return read;
  }

  stop(): void {
    void this.worker.terminate();
  }
}

/** What a thread does: reads each piece that it is given, and gives it back. */
export function readForParent(): void {
  parentPort?.on('message', (bytes: Uint8Array<ArrayBuffer>) => {
    parentPort?.postMessage(readPiece(bufferOf(bytes)), [bytes.buffer]);
  });
}

/** What comes from another thread is no Buffer any longer. */
function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}
