import { leafHash } from '#ledger/merkle.ts';
import { disposedIn, linesIn } from './lines.ts';
import { Named } from './named.ts';
import { factsOf, type RecordFacts } from './record-facts.ts';

/** A piece of `records.jsonl`, and what each of its lines is by itself. */
export type Piece = {
  bytes: Buffer;
  /** Their leaves in the ledger, 32 bytes each. */
  leaves: Buffer;
  entries: ReadEntry[];
};

/** A record, why it cannot be read, or one that was disposed of. */
export type ReadEntry = RecordFacts | { reason: string } | 'disposed';

/** Where so much is wrong, the rest tells nothing more, and may be made to keep one waiting. */
export const MOST_FAULTS = 1000;

/**
 * Reads whatever a line tells without the others. What a record names is told of the first of the piece
 * that does. Gives up after `MOST_FAULTS`, where whoever asked does so as well.
 */
export function readPiece(bytes: Buffer): Piece {
  const named = new Named();
  const leaves: Buffer[] = [];
  const entries: ReadEntry[] = [];
  let faults = 0;
  for (const line of linesIn(bytes)) {
    const gone = disposedIn(line);
    const entry = gone ? 'disposed' : readRecord(line, named);
    leaves.push(gone ?? leafHash(line));
    entries.push(entry);
    if (typeof entry !== 'string' && 'reason' in entry && ++faults > MOST_FAULTS) break;
  }
  return { bytes, leaves: Buffer.concat(leaves), entries };
}

function readRecord(line: Buffer, named: Named): RecordFacts | { reason: string } {
  try {
    return factsOf(line, named);
  } catch (error) {
    return { reason: (error as Error).message };
  }
}
