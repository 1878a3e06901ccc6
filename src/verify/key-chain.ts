import { openCheckpoint, type Checkpoint } from '#ledger/checkpoint.ts';
import { parseVerifier, type Verifier } from '#ledger/note.ts';

/** A key that the ledger names: from the head of this size on it signs. */
export type NamedKey = { printed: string; origin: string; replaces?: string; from: number };

/** Every key of a ledger, the oldest first. */
export class KeyChain {
  readonly keys: NamedKey[] = [];

  /** Takes the key that entry `index` names. Throws when it does not follow the one before. */
  take(index: number, named: { publicKey: string; origin: string; replaces?: string | undefined }) {
    const before = this.keys.at(-1);
    const { name } = parseVerifier(named.publicKey);
    if (name !== named.origin || (before && before.origin !== named.origin)) {
      throw new Error('the key it names is of a ledger with another name');
    }
    if (before?.printed !== named.replaces) {
      throw new Error('the key it says to replace is not the one before');
    }
    if (this.keys.some(({ printed }) => printed === named.publicKey)) {
      throw new Error('it names a key that was in use before');
    }
    this.keys.push({
      printed: named.publicKey,
      origin: named.origin,
      ...(named.replaces !== undefined && { replaces: named.replaces }),
      from: index + 1,
    });
  }

  /** Reads the signed head of a size. Throws when not every key that has to sign it has. */
  open(note: string): Checkpoint {
    const signers = this.signersOf(note);
    const [head] = signers.map((one) => openCheckpoint(note, [one]));
    if (!head) throw new Error('no known key has signed this note');
    if (head.origin !== this.keys[0]?.origin) throw new Error('it is of another ledger');
    return head;
  }

  /** The key in force at a head's size; where one key replaced another, both. */
  private signersOf(note: string): Verifier[] {
    const size = Number(/^[^\n]*\n(\d+)\n/.exec(note)?.[1] ?? Number.NaN);
    const at = this.keys.findLastIndex(({ from }) => from <= size);
    const named = this.keys[at];
    const before = named?.from === size ? this.keys[at - 1] : undefined;
    return [named, before].flatMap((key) => (key ? [parseVerifier(key.printed)] : []));
  }
}
