/** What a record names by a SHA-256: bytes in `contents/` and in `scans/`, and of the former the releases. */
export type Naming = 'contents' | 'scans' | 'releases';

const HEX = /^[0-9a-f]{64}$/;
/** Spreads the bits of what hashes begin with (2^32 by the golden ratio). */
const SPREAD = 0x9e3779b1;

/** What was named so far: most of what a record names, those before it named as well. */
export class Named {
  /** Hashes by what they begin with; of two that begin alike, the later one. */
  private readonly known = {
    contents: new Map<number, Buffer>(),
    scans: new Map<number, Buffer>(),
    releases: new Map<number, Buffer>(),
  };

  /**
   * The SHA-256 in hex at `at`, unless that is known to have been named before. Never undefined the
   * first time that it is named; any later time it may be.
   */
  first(what: Naming, line: Buffer, at: number): string | undefined {
    const known = this.known[what];
    const begins = line.readInt32LE(at) ^ Math.imul(line.readInt32LE(at + 4), SPREAD);
    const before = known.get(begins);
    if (before !== undefined && stands(before, line, at)) return undefined;
    const hash = line.toString('latin1', at, at + 64);
    if (!HEX.test(hash)) return undefined;
    known.set(begins, Buffer.from(hash, 'latin1'));
    return hash;
  }
}

/** Compares byte by byte: here a string for each hash would cost most of all. */
function stands(hash: Buffer, line: Buffer, at: number): boolean {
  for (let i = 0; i < 64; i += 1) if (line[at + i] !== hash[i]) return false;
  return true;
}
