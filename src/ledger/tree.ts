import { EMPTY_ROOT, isPowerOfTwo, nodeHash, type Hash } from './merkle.ts';

/** A complete subtree: the leaves from `index · 2^level`, as many as 2^level. Level 0 is the leaves. */
export type Place = { level: number; index: number };
export type Node = Place & { hash: Hash };

/** Finds stored complete subtrees, in the order asked. Throws when one is missing. */
export type Stored = (places: readonly Place[]) => Promise<Hash[]> | Hash[];

/** The complete subtrees that a tree of `size` leaves is made of, from left to right: its right edge. */
export function edgeOf(size: number): Place[] {
  return placesOf({ from: 0, to: size });
}

/** The root over such an edge. */
export function rootOver(edge: readonly { hash: Hash }[]): Hash {
  if (edge.length === 0) return EMPTY_ROOT;
  return edge.map(({ hash }) => hash).reduceRight((right, left) => nodeHash(left, right));
}

/**
 * Appends a leaf to a tree of `size` leaves: what is to be stored (the leaf and every subtree that it
 * completes), and the edge afterwards.
 */
export function grown(
  edge: readonly Node[],
  size: number,
  leaf: Hash,
): { nodes: Node[]; edge: Node[] } {
  const left = [...edge];
  const nodes: Node[] = [{ level: 0, index: size, hash: leaf }];
  for (;;) {
    const { level, index, hash } = nodes.at(-1)!;
    if (index % 2 === 0) return { nodes, edge: [...left, nodes.at(-1)!] };
    const sibling = left.pop()!;
    nodes.push({ level: level + 1, index: (index - 1) / 2, hash: nodeHash(sibling.hash, hash) });
  }
}

/** The root of the first `size` leaves (RFC 6962 §2.1). */
export async function rootOf(size: number, stored: Stored): Promise<Hash> {
  if (size === 0) return EMPTY_ROOT;
  const [root] = await hashesOf([{ from: 0, to: size }], stored);
  return root!;
}

/** The audit path of a leaf in the tree of `size` leaves, its sibling first (RFC 6962 §2.1.1). */
export async function inclusionProof(index: number, size: number, stored: Stored): Promise<Hash[]> {
  if (index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const path: Range[] = [];
  for (let [from, to] = [0, size]; to - from > 1;) {
    const middle = from + largestPowerBelow(to - from);
    if (index < middle) {
      path.unshift({ from: middle, to });
      to = middle;
    } else {
      path.unshift({ from, to: middle });
      from = middle;
    }
  }
  return hashesOf(path, stored);
}

/** That the tree of `size` leaves begins with that of `older` leaves (RFC 6962 §2.1.2). */
export async function consistencyProof(
  older: number,
  size: number,
  stored: Stored,
): Promise<Hash[]> {
  if (older < 0 || older > size) throw new RangeError(`no tree of ${older} in one of ${size}`);
  if (older === 0 || older === size) return [];
  const path: Range[] = [];
  let [from, to] = [0, size];
  while (older !== to) {
    const middle = from + largestPowerBelow(to - from);
    if (older <= middle) {
      path.unshift({ from: middle, to });
      to = middle;
    } else {
      path.unshift({ from, to: middle });
      from = middle;
    }
  }
  // The older tree's own root is known to who asks, unless it lies inside the newer tree.
  if (from !== 0) path.unshift({ from, to });
  return hashesOf(path, stored);
}

/** The leaves from `from` up to but not including `to`. */
type Range = { from: number; to: number };

/** The hash of each range, from stored subtrees that are read at once. */
async function hashesOf(ranges: readonly Range[], stored: Stored): Promise<Hash[]> {
  const places = ranges.map(placesOf);
  const hashes = await stored(places.flat());
  let at = 0;
  return places.map((mine) => {
    const parts = hashes.slice(at, (at += mine.length));
    return parts.reduceRight((right, left) => nodeHash(left, right));
  });
}

/** A range as complete subtrees, from left to right, each smaller than the one before. */
function placesOf({ from, to }: Range): Place[] {
  const places: Place[] = [];
  for (let at = from; at < to;) {
    const size = isPowerOfTwo(to - at) ? to - at : largestPowerBelow(to - at);
    places.push({ level: Math.log2(size), index: at / size });
    at += size;
  }
  return places;
}

/** The largest power of two smaller than `n`, `n` above 1. */
function largestPowerBelow(n: number): number {
  return 2 ** (Math.ceil(Math.log2(n)) - 1);
}
