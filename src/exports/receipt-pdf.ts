import type { Attestation } from '#attestations/read-attestation.ts';
import { SAID_HOW } from '#attestations/how.ts';
import { fingerprintsOf, ON_SHEET, signatureInWords, VOUCHES } from '#attestations/in-words.ts';
import { howOf, isOnPaper, type SignedRecord } from '#attestations/record.ts';
import { parseProof } from '#ledger/proof.ts';
import type { Receipt } from '#verify/receipt.ts';
import { LACKED } from './pdf-typefaces.ts';
import { openPdf, type Pdf } from './tagged-pdf.ts';

/**
 * A receipt to print and to file: all that the record says in words, the statement as signed, and the
 * numbers by which it is checked. The same record and proof make the same bytes.
 */
export async function receiptPdf(
  { content, sha256 }: Pick<Attestation, 'content' | 'sha256'>,
  receipt: Receipt,
): Promise<Buffer> {
  const { person, policy } = content;
  const how = howOf(content);
  const said = how === 'electronic' ? '' : ` ${SAID_HOW[how]}`;
  const byWhom = isOnPaper(content) ? ', as HR recorded' : '';
  const pdf = openPdf({
    title: `Receipt: ${policy.title}, ${person.name}`,
    at: new Date(isOnPaper(content) ? content.recordedAt : content.signedAt),
    foot: `Receipt ${content.id}`,
  });
  pdf.heading(1, 'Receipt');
  pdf.paragraph(
    `${person.name} has signed the statement below on the training in the ${policy.title}${said}${byWhom}. This is a ` +
      'printed copy: the receipt file has the record itself, word for word, and is what can be checked.',
  );
  pdf.paragraph(
    'It says what was recorded, and not what became of it: whether the record was corrected or withdrawn ' +
      'later, the portal tells on the page “Check a receipt”.',
  );
  sayReceipt(pdf, { content, sha256, receipt });
  if (pdf.lacked) pdf.paragraph(LACKED, { face: 'italic' });
  return pdf.bytes();
}

type Said = { content: SignedRecord; sha256: string; receipt: Receipt };

function sayReceipt(pdf: Pdf, { content, sha256, receipt }: Said): void {
  saySignature(pdf, content);
  pdf.heading(2, 'Fingerprints');
  pdf.paragraph('Each is the SHA-256 of what it names: it changes if a single character changes.', {
    quiet: true,
  });
  pdf.summary(fingerprintsOf(content, sha256).map(({ term, text }) => [term, text] as const));
  sayPlace(pdf, receipt);
}

/** Who signed what, when and how, with the statement word for word. */
export function saySignature(pdf: Pdf, content: SignedRecord): void {
  pdf.heading(2, 'What was signed');
  pdf.summary([
    ...signatureInWords(content).map(({ term, text }) => [term, text] as const),
    ['The City’s text', content.policy.citation],
  ]);
  if (isOnPaper(content)) pdf.paragraph(VOUCHES);
  pdf.heading(2, isOnPaper(content) ? ON_SHEET : 'The statement, word for word');
  for (const paragraph of content.statement.text.split(/\n\s*\n/)) {
    // Where a line of the file ends is no part of the words.
    pdf.paragraph(paragraph.replaceAll(/\s*\n\s*/g, ' '), { indent: 16, tag: 'BlockQuote' });
  }
}

/** Where the record stands in the ledger, and how anyone checks that it does. */
function sayPlace(pdf: Pdf, receipt: Receipt): void {
  const { index, checkpoint } = parseProof(receipt.proof);
  const [origin, size] = checkpoint.split('\n');
  pdf.heading(2, 'Its place in the ledger');
  pdf.summary([
    ['Ledger', origin ?? ''],
    ['Entry', `${index} (the first is 0), of ${size} when this receipt was taken`],
  ]);
  pdf.heading(3, 'The proof, with the ledger’s signed head');
  pdf.verbatim(receipt.proof);
  pdf.heading(3, 'The public key that signed the head');
  pdf.verbatim(receipt.key);
  if (receipt.assertion) {
    pdf.heading(3, 'What the passkey signed');
    pdf.summary(Object.entries(receipt.assertion));
  }
  pdf.heading(2, 'How anyone can check it');
  pdf.list([
    'Open the page “Check a receipt” of the portal and give it the receipt file. Nobody needs to sign in.',
    'Or, without the portal: run the verifier that comes with every export on the receipt file. Give it ' +
      'the ledger’s public key from a source you trust, not as it stands here.',
    'Or by hand: the record’s bytes in the receipt file have the fingerprint above. Their leaf hash, ' +
      'SHA-256 of a zero byte and the record, leads by the hashes of the proof (RFC 6962) to the root ' +
      'that stands in the signed head; the head’s signature is Ed25519.',
  ]);
}
