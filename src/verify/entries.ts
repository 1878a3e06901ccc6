import { createHash } from 'node:crypto';
import type { Hash } from '#ledger/merkle.ts';
import { Between, type Context } from './between.ts';
import type { StoredFile } from './files.ts';
import { GrowingRoot } from './growing-root.ts';
import type { KeyChain } from './key-chain.ts';
import { isWhole, linesIn } from './lines.ts';
import { MOST_FAULTS, type Piece } from './read-piece.ts';
import { readPieces } from './read-pieces.ts';

/** What the lines of `records.jsonl` come to. */
export type Entries = {
  sha256: string;
  size: number;
  root: Hash;
  /** The roots that were asked for, by size. */
  roots: ReadonlyMap<number, Hash>;
  chain: KeyChain;
  /** How many records of each schema; disposed of: under `disposed`. */
  kinds: ReadonlyMap<string, number>;
  /** Schemas that this program does not know. */
  unknown: ReadonlySet<string>;
  passkeys: number;
};

type Reading = Context & {
  /** Sizes whose roots are wanted. */
  sizes: ReadonlySet<number>;
  /** Does more with each record. */
  each?: (line: Buffer) => Promise<void> | undefined;
  /** The program, for more threads. */
  program?: string | undefined;
};

/**
 * Reads every entry, and in their order whatever must be so between them. Undefined when it gave up,
 * which stands among the faults.
 */
export async function readEntries(
  file: StoredFile,
  reading: Reading,
): Promise<Entries | undefined> {
  const { faults, sizes, program } = reading;
  const hash = createHash('sha256');
  let endsWhole = true;
  const see = (piece: Buffer) => {
    hash.update(piece);
    endsWhole = isWhole(piece);
  };
  const tree = new GrowingRoot();
  const roots = new Map([[0, tree.root()]]);
  const grow = (leaf: Hash) => {
    tree.push(leaf);
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root());
  };
  const between = new Between(reading);
  try {
    await readLines(readPieces(file, program, see), reading, between, grow);
  } catch (error) {
    faults.addFirst(`records.jsonl was not read to its end: ${(error as Error).message}.`);
    return undefined;
  }
  between.end();
  if (!endsWhole) faults.add('records.jsonl does not end with a whole line: it was cut short.');
  const sha256 = hash.digest('hex');
  const { chain, kinds, unknown, passkeys } = between;
  return { sha256, size: tree.size, root: tree.root(), roots, chain, kinds, unknown, passkeys };
}

async function readLines(
  pieces: AsyncIterable<Piece>,
  { faults, each }: Reading,
  between: Between,
  grow: (leaf: Hash) => void,
): Promise<void> {
  const before = faults.count;
  let index = 0;
  for await (const { bytes, leaves, entries } of pieces) {
    let at = 0;
    for (const line of linesIn(bytes)) {
      if (faults.count - before > MOST_FAULTS) {
        throw new Error(`there are more than ${MOST_FAULTS} faults before entry ${index}`);
      }
      const leaf = leaves.subarray(32 * at, 32 * at + 32);
      const entry = entries[at]!;
      if (entry === 'disposed') between.disposed(index, leaf);
      else if ('reason' in entry) faults.add(`Entry ${index} cannot be read: ${entry.reason}.`);
      else {
        between.record(index, entry, line);
        if (entry.known) await each?.(line);
      }
      grow(leaf);
      at += 1;
      index += 1;
    }
  }
}
