import { and, asc, eq } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { ledgerEntries, records } from '#db/schema/index.ts';
import type { Attestation } from './read-attestation.ts';
import { isOnPaper, type AttestationRecord, type SignedRecord } from './record.ts';

/** What HR says of an attestation later: a record of its own in the ledger, never an edit. */
export type CorrectionRecord = {
  schema: 'correction/1';
  id: string;
  /** The attestation, and the SHA-256 of its record. */
  about: string;
  aboutSha256: string;
  /** The newest correction before this one, or the attestation: two never stand side by side. */
  supersedes: string;
  reason: string;
  by: { number: string; name: string; title: string };
  authentication: AttestationRecord['authentication'];
  at: string;
  timeZone: string;
} & (
  | { corrected: { field: Field; was: string; is: string }[]; withdrawn?: never }
  /** The attestation does not stand. */
  | { withdrawn: true; corrected?: never }
);

/** What can be corrected, in the order shown, with its words. */
export const FIELD_WORDS = {
  'person.name': 'Name',
  'person.title': 'Title',
  'person.department': 'Department',
  signedOn: 'Signed on paper on',
  'witness.name': 'Witness',
  'witness.title': 'Title of the witness',
  'training.heldOn': 'Training held on',
  'training.trainer': 'Training held by',
} as const;
export type Field = keyof typeof FIELD_WORDS;
export const DATES: ReadonlySet<Field> = new Set(['signedOn', 'training.heldOn']);

export type Standing = {
  /** In the order made. */
  corrections: (CorrectionRecord & { sha256: string })[];
  /** The id that the next correction supersedes. */
  newest: string;
  withdrawn: boolean;
  /** What the record says of each field that can be corrected, as corrected. */
  values: Map<Field, string>;
};

/** How an attestation stands today: every correction of it, and what it says with them. */
export async function standingOf(
  read: Pick<Reader, 'select'>,
  { id, content }: Pick<Attestation, 'id' | 'content'>,
): Promise<Standing> {
  const rows = await read
    .select({ record: records.record, sha256: records.sha256 })
    .from(records)
    .innerJoin(ledgerEntries, eq(ledgerEntries.recordId, records.id))
    .where(and(eq(records.about, id), eq(records.kind, 'correction')))
    .orderBy(asc(ledgerEntries.index));
  // One that was disposed of has no bytes left.
  const corrections = rows.flatMap(({ record, sha256 }) =>
    record === '' ? [] : [{ ...(JSON.parse(record) as CorrectionRecord), sha256 }],
  );
  const values = valuesOf(content);
  for (const { corrected = [] } of corrections)
    for (const { field, is } of corrected) values.set(field, is);
  return {
    corrections,
    newest: corrections.at(-1)?.id ?? id,
    withdrawn: corrections.some(({ withdrawn }) => withdrawn),
    values,
  };
}

/** The attestations of a person that HR has corrected or withdrawn. */
export async function correctedOf(
  read: Pick<Reader, 'select'>,
  employeeNumber: string,
): Promise<Set<string | null>> {
  const rows = await read
    .select({ about: records.about })
    .from(records)
    .where(and(eq(records.employeeNumber, employeeNumber), eq(records.kind, 'correction')));
  return new Set(rows.map(({ about }) => about));
}

function valuesOf(record: SignedRecord): Map<Field, string> {
  const { name, title, department } = record.person;
  const values = new Map<Field, string>([
    ['person.name', name],
    ['person.title', title],
    ['person.department', department],
  ]);
  if (!isOnPaper(record)) return values;
  values.set('signedOn', record.signedOn);
  if (record.witness) {
    values.set('witness.name', record.witness.name);
    values.set('witness.title', record.witness.title);
  }
  if (record.training.where === 'in-person') {
    values.set('training.heldOn', record.training.heldOn);
    values.set('training.trainer', record.training.trainer);
  }
  return values;
}
