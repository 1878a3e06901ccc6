import { blob, index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

/** What an entry of the ledger may be about. */
export const ENTRY_KINDS = ['key', 'attestation', 'correction', 'decline', 'disposal'] as const;

/**
 * The ledger: one row an entry, in its order, from 0. The entry's bytes stand with what they record
 * (`attestations.record`, `records.record`), its RFC 6962 hash in `ledger_nodes`. Append-only.
 */
export const ledgerEntries = sqliteTable(
  'ledger_entries',
  {
    index: integer('index').primaryKey(),
    kind: text('kind', { enum: ENTRY_KINDS }).notNull(),
    /** The id of the attestation or record. */
    recordId: text('record_id').notNull().unique(),
    /** SHA-256 (hex) of the entry's bytes, as receipts show it. */
    sha256: text('sha256').notNull().unique(),
    at: instant('at').notNull(),
  },
  (t) => [index('ledger_entries_by_kind').on(t.kind, t.index)],
);

/** Every complete subtree, so that append and proof read O(log n) hashes. Append-only. */
export const ledgerNodes = sqliteTable(
  'ledger_nodes',
  {
    /** 0 for the leaves. */
    level: integer('level').notNull(),
    index: integer('index').notNull(),
    hash: blob('hash', { mode: 'buffer' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.level, t.index] })],
);

/** The signed head after each append, a C2SP signed note. Append-only. */
export const checkpoints = sqliteTable('checkpoints', {
  size: integer('size').primaryKey(),
  note: text('note').notNull(),
  at: instant('at').notNull(),
});

/** Entries that are no attestation: each a canonical JSON record of its kind. Append-only. */
export const records = sqliteTable(
  'records',
  {
    /** 128 random bits: it stands in addresses. */
    id: text('id').primaryKey(),
    kind: text('kind', { enum: ENTRY_KINDS }).notNull(),
    /** The attestation or record it is about, where it is about one; a decline is about an assignment. */
    about: text('about'),
    employeeNumber: text('employee_number'),
    sha256: text('sha256').notNull().unique(),
    record: text('record').notNull(),
    at: instant('at').notNull(),
    /** Employee number, or `system`. */
    by: text('by').notNull(),
  },
  (t) => [index('records_by_about').on(t.about), index('records_by_employee').on(t.employeeNumber)],
);

export const CONSENT_STATES = ['given', 'withdrawn'] as const;
/** Who agreed to electronic records, and to which words; the last row stands. Append-only. */
export const consents = sqliteTable(
  'consents',
  {
    id: text('id').primaryKey(),
    employeeNumber: text('employee_number').notNull(),
    /** SHA-256 (hex) of the notice, whose bytes stand in `contents`. */
    noticeSha256: text('notice_sha256').notNull(),
    state: text('state', { enum: CONSENT_STATES }).notNull().default('given'),
    at: instant('at').notNull(),
  },
  (t) => [index('consents_by_employee').on(t.employeeNumber, t.at)],
);

/** When somebody was shown the statement to sign; the last before the signature is in the record. Append-only. */
export const reviews = sqliteTable(
  'reviews',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    assignmentId: text('assignment_id').notNull(),
    statementSha256: text('statement_sha256').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('reviews_by_assignment').on(t.assignmentId, t.id)],
);

/** What HR did about somebody who declined to sign. Append-only. */
export const declineAnswers = sqliteTable(
  'decline_answers',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** The decline in `records`. */
    recordId: text('record_id').notNull(),
    words: text('words').notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('decline_answers_by_record').on(t.recordId, t.id)],
);

/** Scans of what was signed on paper. Append-only, until all that name one are disposed of. */
export const scans = sqliteTable('scans', {
  sha256: text('sha256').primaryKey(),
  mediaType: text('media_type').notNull(),
  bytes: blob('bytes', { mode: 'buffer' }).notNull(),
  at: instant('at').notNull(),
  by: text('by').notNull(),
});

/** Which attestations a scan shows: one sign-in sheet may bear many names. Append-only. */
export const attestationScans = sqliteTable(
  'attestation_scans',
  {
    attestationId: text('attestation_id').notNull(),
    scanSha256: text('scan_sha256').notNull(),
  },
  (t) => [primaryKey({ columns: [t.attestationId, t.scanSha256] })],
);

/** What a passkey signed: the challenge is the attestation's SHA-256. Append-only. */
export const assertions = sqliteTable('assertions', {
  attestationId: text('attestation_id').primaryKey(),
  credentialId: text('credential_id').notNull(),
  clientData: blob('client_data', { mode: 'buffer' }).notNull(),
  authenticatorData: blob('authenticator_data', { mode: 'buffer' }).notNull(),
  signature: blob('signature', { mode: 'buffer' }).notNull(),
});

/** RFC 3161 timestamps over checkpoints, as the service gave them. Append-only. */
export const timestamps = sqliteTable('timestamps', {
  size: integer('size').primaryKey(),
  service: text('service').notNull(),
  /** The DER of the TimeStampResp. */
  token: blob('token', { mode: 'buffer' }).notNull(),
  at: instant('at').notNull(),
});

export const COPY_CHANNELS = ['folder', 'mail', 'timestamp'] as const;
export const COPY_OUTCOMES = ['sent', 'failed'] as const;
/** Checkpoints that left this machine, and those that could not. Append-only. */
export const checkpointCopies = sqliteTable(
  'checkpoint_copies',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    size: integer('size').notNull(),
    channel: text('channel', { enum: COPY_CHANNELS }).notNull(),
    /** A folder, a mail address, or a service that puts its time on it. */
    place: text('place').notNull(),
    outcome: text('outcome', { enum: COPY_OUTCOMES }).notNull(),
    detail: text('detail'),
    at: instant('at').notNull(),
  },
  (t) => [index('checkpoint_copies_by_channel').on(t.channel, t.id)],
);

/**
 * Signed notes of how the tables of evidence stood: so many rows of each, with the SHA-256 over them.
 * What is changed in the file itself afterwards no longer fits. Append-only.
 */
export const seals = sqliteTable('seals', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  note: text('note').notNull(),
  at: instant('at').notNull(),
});
