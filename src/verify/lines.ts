import { Refusal } from '#errors.ts';
import type { Hash } from '#ledger/merkle.ts';
import type { StoredFile } from './files.ts';

const LINE_END = 0x0a;
const AT_ONCE = 1 << 20;
/** A record with all its answers has some hundred kilobytes; whatever is longer than this is none. */
const LONGEST_LINE = 16 << 20;

/**
 * A file in pieces of whole lines, a megabyte each where no line is longer; only the last may end within
 * one. Reads into the `spare` memory, while there is some. Refuses a line that would not fit into memory.
 */
export function* piecesOf(file: StoredFile, spare: Buffer[] = []): Generator<Buffer> {
  let size = AT_ONCE;
  for (let at = 0; at < file.size;) {
    const bytes = file.read(at, Math.min(at + size, file.size), spare.pop());
    const isLast = at + bytes.length === file.size;
    const piece = isLast ? bytes : bytes.subarray(0, bytes.lastIndexOf(LINE_END) + 1);
    if (piece.length > 0) {
      at += piece.length;
      size = AT_ONCE;
      yield piece;
    } else if (size < LONGEST_LINE) {
      size *= 2;
    } else {
      throw new Refusal('bad-input', 'it has a line of more than 16 MB, as no record is');
    }
  }
}

/** The whole lines of a piece, without their ends. */
export function* linesIn(piece: Buffer): Generator<Buffer> {
  let from = 0;
  for (let end; (end = piece.indexOf(LINE_END, from)) >= 0; from = end + 1) {
    yield piece.subarray(from, end);
  }
}

/** The whole lines of a file, each once it is read. */
export function* linesOf(file: StoredFile): Generator<Buffer> {
  for (const piece of piecesOf(file)) yield* linesIn(piece);
}

/** Whether a piece ends with a whole line. */
export function isWhole(piece: Buffer): boolean {
  return piece.at(-1) === LINE_END;
}

/** The leaf that stands for a record that was disposed of. */
export function disposedIn(line: Buffer): Hash | undefined {
  const leaf = /^disposed ([0-9a-f]{64})$/.exec(line.toString('latin1', 0, 80))?.[1];
  return leaf === undefined ? undefined : Buffer.from(leaf, 'hex');
}
