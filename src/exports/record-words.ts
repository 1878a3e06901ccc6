import { FIELD_WORDS, type CorrectionRecord } from '#attestations/corrections.ts';
import { sayWhen } from '#attestations/in-words.ts';
import { sayInstant } from '#clock.ts';
import type { Cycle } from './person-evidence.ts';
import type { Pdf } from './tagged-pdf.ts';

/** When it was signed, and whether that still counts. */
export function saySigned({ attestation, disposed, records }: Cycle): string {
  if (!attestation) return disposed ?? 'Not signed';
  const corrections = records.filter(({ kind }) => kind === 'correction');
  const later = isWithdrawn({ records })
    ? '. Withdrawn by HR: it does not count'
    : corrections.length > 0
      ? '. Corrected by HR later'
      : '';
  return `${sayWhen(attestation.content)}${later}`;
}

/** Whether HR has said of a signature that it does not count. */
export function isWithdrawn({ records }: Pick<Cycle, 'records'>): boolean {
  return records.some(
    ({ kind, record }) =>
      kind === 'correction' && record !== '' && (JSON.parse(record) as Correction).withdrawn,
  );
}

/** What the ledger has about it beside the signature, each value as it stands in its record. */
export function sayRecords(pdf: Pdf, { records, declineAnswers }: Cycle, zone: string): void {
  for (const { id, kind, at, by, record } of records) {
    const content = record === '' ? {} : (JSON.parse(record) as Correction);
    pdf.heading(2, kind === 'correction' ? correctionIn(content) : headingOf(kind));
    pdf.summary([
      ['Entered', `${sayInstant(at, zone)}, by ${by}`],
      ...(record === '' ? [['Words', 'Disposed of'] as const] : []),
      ...(content.corrected ?? []).map(
        ({ field, was, is }) => [FIELD_WORDS[field], `${is}, not ${was}`] as const,
      ),
      ...Object.entries(content).flatMap(valueOf),
      ...declineAnswers
        .filter(({ recordId }) => recordId === id)
        .map((said) => [`HR’s answer, ${sayInstant(said.at, zone)}`, said.words] as const),
    ]);
  }
}

type Correction = Partial<Pick<CorrectionRecord, 'corrected' | 'withdrawn'>>;

const headingOf = (kind: string) =>
  kind === 'decline' ? 'Declined to sign' : `In the ledger: ${kind}`;
const correctionIn = ({ withdrawn }: Correction) =>
  withdrawn ? 'Withdrawn by HR: the signature does not count' : 'Corrected by HR';

/** A value in words; of one that holds others, those that are plain. Lists stand in the receipt. */
function valueOf([name, value]: [string, unknown]): [string, string][] {
  if (typeof value === 'string' || typeof value === 'number') return [[name, String(value)]];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([inner, one]) =>
    typeof one === 'string' || typeof one === 'number' ? [[`${name}: ${inner}`, String(one)]] : [],
  );
}
