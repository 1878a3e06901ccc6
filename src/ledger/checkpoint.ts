import type { Hash } from './merkle.ts';
import { openNote, signNote, type Signer, type Verifier } from './note.ts';

/** A log's head: how many entries it has and the root over them (c2sp.org/tlog-checkpoint). */
export type Checkpoint = {
  /** The log's name, `city.example/attestations`. */
  origin: string;
  size: number;
  root: Hash;
  /** The line of the log's own that stands under them. */
  also?: string;
};

/** The signed note of a head, under the log's own name. */
export function signCheckpoint(
  size: number,
  root: Hash,
  ...signers: [Signer, ...Signer[]]
): string {
  return signHead({ size, root }, ...signers);
}

/** The same, with a line of the log's own under it. */
export function signHead(
  { size, root, also }: { size: number; root: Hash; also?: string | undefined },
  ...signers: [Signer, ...Signer[]]
): string {
  const text = `${signers[0].name}\n${size}\n${root.toString('base64')}\n`;
  return signNote(also === undefined ? text : `${text}${also}\n`, ...signers);
}

/** Reads a checkpoint that a trusted key has signed. Throws in a plain sentence when it is none. */
export function openCheckpoint(note: string, verifiers: readonly Verifier[]): Checkpoint {
  const { text } = openNote(note, verifiers);
  const [, origin = '', size = '', base64 = '', also] =
    /^([^\n]+)\n(0|[1-9]\d{0,15})\n([A-Za-z0-9+/]{43}=)\n(?:([^\n]+)\n)?/.exec(text) ?? [];
  const root = Buffer.from(base64, 'base64');
  if (origin === '' || root.toString('base64') !== base64) {
    throw new Error('this signed note is no checkpoint');
  }
  return { origin, size: Number(size), root, ...(also === undefined ? {} : { also }) };
}
