import { EMPTY_ROOT, nodeHash, type Hash } from '#ledger/merkle.ts';

/** The root over leaves as they come, from the roots of the complete subtrees so far (RFC 6962 §2.1). */
export class GrowingRoot {
  size = 0;
  /** The largest subtree first; one for each bit of `size`. */
  private readonly whole: Hash[] = [];

  push(leaf: Hash): void {
    let hash = leaf;
    for (let left = this.size; left % 2 === 1; left = (left - 1) / 2) {
      hash = nodeHash(this.whole.pop()!, hash);
    }
    this.whole.push(hash);
    this.size += 1;
  }

  root(): Hash {
    if (this.size === 0) return EMPTY_ROOT;
    return this.whole.reduceRight((right, left) => nodeHash(left, right));
  }
}
