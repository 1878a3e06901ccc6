import { and, eq } from 'drizzle-orm';
import type { SignedRecord } from '#attestations/record.ts';
import type { Db } from '#db/client.ts';
import { attestations, ledgerEntries, records } from '#db/schema/index.ts';
import { isRefusal, Refusal } from '#errors.ts';
import { allKeys } from '#evidence/keys.ts';
import { sha256Hex } from '#rules/hash.ts';
import { verifySigner } from '#verify/assertion.ts';
import { proveReceipt, readReceipt, type Receipt } from '#verify/receipt.ts';

/** What a receipt that is this ledger's says of itself, and what became of its record. */
export type CheckedReceipt = {
  /** Undefined for a record that is no attestation. */
  record: SignedRecord | undefined;
  /** Of the record's bytes in the receipt. */
  sha256: string;
  /** Its place, from 0, and how many entries there were when the receipt was taken. */
  index: number;
  size: number;
  /** The key that signed it has been replaced since; what it signed stands. */
  olderKey: boolean;
  /** Where the ledger of this portal has the very record at that place. */
  inLedger: boolean;
  /** A correction in the ledger speaks of it. */
  superseded: boolean;
  /** Its words were disposed of; the ledger keeps the fingerprint alone. */
  disposed: boolean;
};

/**
 * Checks a receipt as somebody gave it. Refuses in a plain sentence what is none, what was cut off or
 * changed, what is another ledger's, and what the passkey it names did not sign. Whoever has no receipt of this ledger learns nothing of it:
 * it is asked about the record only after its proof was found right. Keeps nothing.
 */
export async function checkReceipt(db: Db, given: string): Promise<CheckedReceipt> {
  const receipt = readGiven(given);
  const keys = (await allKeys(db)).map(({ publicKey }) => publicKey);
  const { index, head } = proved(receipt, keys);
  refuseUnlessBySigner(receipt);
  const sha256 = sha256Hex(receipt.record);
  return {
    record: attestationIn(receipt),
    sha256,
    index,
    size: head.size,
    olderKey: keys.at(-1) !== receipt.key,
    ...(await standing(db, { index, sha256 })),
  };
}

function readGiven(given: string): Receipt {
  if (given.trim() === '') throw no('Paste a receipt, or choose its file.');
  try {
    return readReceipt(given);
  } catch (error) {
    if (isRefusal(error)) throw no(error.message);
    throw error;
  }
}

function proved(receipt: Receipt, keys: readonly string[]) {
  try {
    return proveReceipt(receipt, keys);
  } catch (error) {
    if (isRefusal(error)) throw no(error.message);
    throw no('This receipt was changed: its record is not the one that its proof is about.');
  }
}

/** The ledger vouches for the record alone; the passkey's signature beside it is looked at here. */
function refuseUnlessBySigner({ record, assertion }: Receipt): void {
  try {
    verifySigner(record, assertion);
  } catch (error) {
    if (isRefusal(error)) throw no(error.message);
    throw error;
  }
}

/** Asked by fingerprint and place alone. */
async function standing(db: Db, { index, sha256 }: { index: number; sha256: string }) {
  const [entry] = await db.read
    .select({ id: ledgerEntries.recordId, kept: attestations.record, other: records.record })
    .from(ledgerEntries)
    .leftJoin(attestations, eq(attestations.id, ledgerEntries.recordId))
    .leftJoin(records, eq(records.id, ledgerEntries.recordId))
    .where(and(eq(ledgerEntries.index, index), eq(ledgerEntries.sha256, sha256)));
  if (!entry) return { inLedger: false, superseded: false, disposed: false };
  const isAbout = and(eq(records.about, entry.id), eq(records.kind, 'correction'));
  const disposed = (entry.kept ?? entry.other ?? '') === '';
  return { inLedger: true, superseded: (await db.read.$count(records, isAbout)) > 0, disposed };
}

function attestationIn({ record }: Receipt): SignedRecord | undefined {
  const content = JSON.parse(record) as { schema?: unknown };
  const isOne = /^(policy|paper)-attestation\//.test(String(content.schema ?? ''));
  return isOne ? (content as SignedRecord) : undefined;
}

const no = (sentence: string) => new Refusal('bad-input', sentence, 'receipt');
