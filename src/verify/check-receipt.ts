import type { Checkpoint } from '#ledger/checkpoint.ts';
import { verifySigner } from './assertion.ts';
import { Refusal } from '#errors.ts';
import { factsOf, type RecordFacts } from './record-facts.ts';
import { parseReceipt, printReceipt, proveReceipt, readReceipt, type Receipt } from './receipt.ts';
import { TRUST_NOTE, type Asked, type Verdict } from './verdict.ts';

export type CheckedReceipt = {
  receipt: Receipt;
  /** Where the record stands in the ledger, and the signed head that says so. */
  index: number;
  head: Checkpoint;
  /** What the record says of itself. */
  facts: RecordFacts;
};

/**
 * That a receipt's record is of its form, stands in the ledger whose keys these are, and was signed by
 * the passkey that it names, if it names one. Throws in a plain sentence when something is not so.
 */
export function checkReceipt(text: string, keys: readonly string[]): CheckedReceipt {
  const receipt = parseReceipt(text);
  const { index, head } = proveReceipt(receipt, keys);
  const { record, assertion } = receipt;
  let facts: RecordFacts;
  try {
    facts = factsOf(Buffer.from(record, 'utf8'));
  } catch (error) {
    throw new Refusal(
      'bad-input',
      `The record in this receipt cannot be read: ${(error as Error).message}.`,
    );
  }
  verifySigner(record, assertion);
  return { receipt, index, head, facts };
}

/** Checks a receipt file by the keys that the reader trusts, or else by its own. */
export function verifyReceipt(text: string, { trusted, keyList = [], now }: Asked): Verdict {
  const notes = [
    'Whether the record was corrected or withdrawn since cannot be told from a receipt alone: the ' +
      'portal says it, and a whole export shows it.',
    'Scores were not replayed: a receipt has no policy text or rules. The person’s evidence has.',
  ];
  if (trusted.length === 0) notes.unshift(TRUST_NOTE);
  try {
    const receipt = readReceipt(text);
    // On a page one pastes it; of a file not even a blank may differ.
    if (text.replace(/\n$/, '') !== printReceipt(receipt)) throw new Error('the file was changed');
    const keys = trusted.length > 0 ? trusted : [receipt.key];
    const { index, head, facts } = checkReceipt(text, keys);
    if (facts.at > now.getTime()) throw new Error('The record’s time lies in the future.');
    if (isFormer(receipt.key, keyList)) notes.push(FORMER_KEY);
    const told = [
      `Ledger: ${head.origin}`,
      `Record: ${facts.id} (${facts.schema}), entry ${index} (the first is 0) of ${head.size}`,
      `Root over them: ${head.root.toString('base64')}`,
    ];
    return { faults: [], count: 0, told, notes };
  } catch (error) {
    return { faults: [sentence((error as Error).message)], count: 1, told: [], notes };
  }
}

const FORMER_KEY =
  'This receipt was signed by a former key, which the ledger has replaced since: it is not the last ' +
  'one of the key file, whose oldest key comes first. Take a new receipt from the portal; the newest ' +
  'key signs it.';

function isFormer(key: string, keyList: readonly string[]): boolean {
  return keyList.includes(key) && keyList.at(-1) !== key;
}

export function sentence(reason: string): string {
  // A file is called as it is written.
  const isFile = /^[\w./-]+\.[a-z]+ /.test(reason);
  const whole = isFile ? reason : reason.charAt(0).toUpperCase() + reason.slice(1);
  return /[.?!]$/.test(whole) ? whole : `${whole}.`;
}
