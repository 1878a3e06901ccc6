import { openCheckpoint, type Checkpoint } from './checkpoint.ts';
import { includes, leafHash, type Hash } from './merkle.ts';
import type { Verifier } from './note.ts';

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';

/** That an entry stands in a log at `index`, to be checked without the log. */
export type Proof = { index: number; path: Hash[]; checkpoint: string };

/** As c2sp.org/tlog-proof has it. */
export function printProof({ index, path, checkpoint }: Proof): string {
  const hashes = path.map((hash) => `${hash.toString('base64')}\n`).join('');
  return `${FIRST_LINE}\nindex ${index}\n${hashes}\n${checkpoint}`;
}

/** Reads a printed proof. Throws when it is broken; whether it proves anything, `prove` says. */
export function parseProof(printed: string): Proof {
  const [, index = '', hashes = '', checkpoint = ''] =
    /^c2sp\.org\/tlog-proof@v1\n(?:extra [A-Za-z0-9+/=]*\n)?index (0|[1-9]\d{0,15})\n((?:[A-Za-z0-9+/]{43}=\n)*)\n([\s\S]+)$/.exec(
      printed,
    ) ?? [];
  const path = hashes
    .split('\n')
    .slice(0, -1)
    .map((line) => Buffer.from(line, 'base64'));
  const isCanonical = path.map((hash) => `${hash.toString('base64')}\n`).join('') === hashes;
  if (index === '' || !isCanonical) throw new Error('this is no proof of the form tlog-proof@v1');
  return { index: Number(index), path, checkpoint };
}

/**
 * The checkpoint under which the entry stands in the log. Throws in a plain sentence when a trusted
 * key has not signed the checkpoint, and when the entry is not the one the proof is about.
 */
export function prove(
  entry: Uint8Array,
  printed: string,
  verifiers: readonly Verifier[],
): Checkpoint {
  const { index, path, checkpoint } = parseProof(printed);
  const head = openCheckpoint(checkpoint, verifiers);
  if (!includes(leafHash(entry), { index, proof: path, ...head })) {
    throw new Error('these are not the bytes that the log holds there');
  }
  return head;
}
