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
    /** The attestation or record it is about, where it is about one. */
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

/** Who agreed to electronic records, and to which words. Append-only. */
export const consents = sqliteTable(
  'consents',
  {
    id: text('id').primaryKey(),
    employeeNumber: text('employee_number').notNull(),
    /** SHA-256 (hex) of the notice, whose bytes stand in `contents`. */
    noticeSha256: text('notice_sha256').notNull(),
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
