import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { Checkpoint } from '#ledger/checkpoint.ts';
import { parseVerifier } from '#ledger/note.ts';
import { parseProof, prove } from '#ledger/proof.ts';
import { Refusal } from '#errors.ts';

/**
 * A receipt: all that is needed to show that a record stands in a ledger, in one file. As canonical
 * JSON (RFC 8785) it has one form only, so that not a single bit of it can differ unseen.
 */
export type Receipt = {
  format: 'policy-receipt/1';
  /** The record's bytes, word for word: its canonical JSON. */
  record: string;
  /** c2sp.org/tlog-proof */
  proof: string;
  /** The public key that signed the proof's checkpoint: `name+id+key`. */
  key: string;
  /** What a passkey signed, where the record was signed with one; each base64url. */
  assertion?: {
    credentialId: string;
    clientData: string;
    authenticatorData: string;
    signature: string;
  };
};

const text = z.string().min(1);
const ReceiptFile: z.ZodType<Receipt> = z.strictObject({
  format: z.literal('policy-receipt/1'),
  record: text,
  proof: text,
  key: text,
  assertion: z
    .strictObject({
      credentialId: text,
      clientData: text,
      authenticatorData: text,
      signature: text,
    })
    .exactOptional(),
});

export function printReceipt(receipt: Receipt): string {
  const printed = canonicalize(receipt);
  if (printed === undefined) throw new Error('a receipt is not JSON');
  return printed;
}

/** Reads a receipt file. Refuses, in a plain sentence, what is none or was changed in form. */
export function parseReceipt(printed: string): Receipt {
  const trimmed = printed.trim();
  try {
    const receipt = ReceiptFile.parse(JSON.parse(trimmed));
    if (printReceipt(receipt) === trimmed) return receipt;
  } catch {
    // Said below, once for every way to be no receipt.
  }
  throw new Refusal(
    'bad-input',
    'This is not a whole receipt. Give the file as it was downloaded, from its first character to its last.',
  );
}

/** The same for what somebody took for a receipt: refuses with what it is instead. */
export function readReceipt(given: string): Receipt {
  const text = given.trim();
  try {
    return parseReceipt(text);
  } catch {
    throw new Refusal('bad-input', whatElse(text));
  }
}

function whatElse(text: string): string {
  if (text.startsWith('c2sp.org/tlog-proof'))
    return 'This is the proof alone. Give the receipt file, which has the record with it.';
  const parsed = jsonOf(text);
  if (parsed && 'schema' in parsed)
    return 'This is the record alone. Give the receipt file, which has the proof with it.';
  if (parsed && parsed['format'] === 'policy-receipt/1')
    return 'This receipt was changed: it is not as it was downloaded. Download it again.';
  if (!parsed && /policy-receipt\/1|tlog-proof@v1|(policy|kiosk)-attestation\//.test(text))
    return 'This receipt was cut off or changed. Give the whole file, as it was downloaded.';
  return 'This is no receipt. It is a file whose name ends with “.receipt.json”.';
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : {};
  } catch {
    return undefined;
  }
}

/**
 * That the receipt's record stands in the ledger whose keys these are: its index, and the signed head
 * that says so. Throws in a plain sentence when it does not, and when none of the keys signed it.
 */
export function proveReceipt(
  { record, proof, key }: Receipt,
  trusted: readonly string[],
): { index: number; head: Checkpoint } {
  if (!trusted.includes(key)) {
    throw new Refusal(
      'bad-input',
      'This receipt names another ledger’s key. It is not one of this ledger.',
    );
  }
  const head = prove(Buffer.from(record, 'utf8'), proof, [parseVerifier(key)]);
  return { index: parseProof(proof).index, head };
}
