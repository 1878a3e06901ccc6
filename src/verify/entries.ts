import type { Hash } from '#ledger/merkle.ts';
import { Between, type Context } from './between.ts';
import type { StoredFile } from './files.ts';
import { GrowingRoot } from './growing-root.ts';
import type { KeyChain } from './key-chain.ts';
import { disposedIn, hashBeside, linesOf } from './lines.ts';
import { factsOf } from './record-facts.ts';

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
  /** The program, for a second thread. */
  program?: string | undefined;
};

/** Where so much is wrong, the rest tells nothing more, and may be made to keep one waiting. */
const MOST_FAULTS = 1000;

/**
 * Reads every entry, one at a time, and whatever must be so between them. Undefined when it gave up,
 * which stands among the faults.
 */
export async function readEntries(
  file: StoredFile,
  reading: Reading,
): Promise<Entries | undefined> {
  const { faults, sizes, program } = reading;
  const hashing = hashBeside(file, program);
  const between = new Between(reading);
  try {
    await readLines(file, reading, between);
  } catch (error) {
    hashing.stop();
    faults.addFirst(`records.jsonl was not read to its end: ${(error as Error).message}.`);
    return undefined;
  }
  between.end();

  const { sha256, leaves, isWhole } = await hashing.done();
  if (!isWhole) faults.add('records.jsonl does not end with a whole line: it was cut short.');
  const tree = new GrowingRoot();
  const roots = new Map([[0, tree.root()]]);
  for (const leaf of leaves) {
    tree.push(leaf);
    if (sizes.has(tree.size)) roots.set(tree.size, tree.root());
  }
  const { chain, kinds, unknown, passkeys } = between;
  return { sha256, size: tree.size, root: tree.root(), roots, chain, kinds, unknown, passkeys };
}

async function readLines(file: StoredFile, reading: Reading, between: Between): Promise<void> {
  const { faults, each } = reading;
  const before = faults.count;
  let index = 0;
  for (const line of linesOf(file)) {
    if (faults.count - before > MOST_FAULTS) {
      throw new Error(`there are more than ${MOST_FAULTS} faults before entry ${index}`);
    }
    const gone = disposedIn(line);
    if (gone) between.disposed(index, gone);
    else {
      const facts = faults.try(
        () => factsOf(line),
        (reason) => `Entry ${index} cannot be read: ${reason}.`,
      );
      if (facts) between.record(index, facts, line);
      if (facts?.known) await each?.(line);
    }
    index += 1;
  }
}
