import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

export const SIGNED_HOW = ['electronic', 'paper', 'witnessed', 'kiosk'] as const;
/**
 * One signed record an assignment. `record` is its RFC 8785 canonical JSON, empty once it was disposed
 * of. Append-only.
 */
export const attestations = sqliteTable(
  'attestations',
  {
    /** 128 random bits: it stands in addresses. */
    id: text('id').primaryKey(),
    assignmentId: text('assignment_id').notNull().unique(),
    employeeNumber: text('employee_number').notNull(),
    policyId: text('policy_id').notNull(),
    revision: text('revision').notNull(),
    /** SHA-256 (hex) of `record`'s UTF-8 bytes. */
    sha256: text('sha256').notNull().unique(),
    record: text('record').notNull(),
    signedAt: instant('signed_at').notNull(),
    how: text('how', { enum: SIGNED_HOW }).notNull().default('electronic'),
  },
  (t) => [index('attestations_by_employee').on(t.employeeNumber)],
);

/** What happened: sign-ins, failures, refusals, assignments, signatures, exports. Append-only, no secrets. */
export const auditEvents = sqliteTable(
  'audit_events',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    at: instant('at').notNull(),
    /** Employee number, or `system`, or `anonymous`. */
    actor: text('actor').notNull(),
    act: text('act').notNull(),
    subject: text('subject'),
    detail: text('detail', { mode: 'json' }).$type<Record<string, unknown>>(),
  },
  (t) => [index('audit_events_by_subject').on(t.subject)],
);

export const SIGN_OFF_STATES = ['signed', 'withdrawn'] as const;
/**
 * The City's word on how an unclear passage is read. The last row of a reading stands, and only for
 * the words that were signed. Append-only.
 */
export const readingSignoffs = sqliteTable(
  'reading_signoffs',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    policyId: text('policy_id').notNull(),
    revision: text('revision').notNull(),
    /** `R1` */
    reading: text('reading').notNull(),
    /** SHA-256 (hex) of the reading's words, as canonical JSON. */
    wordingSha256: text('wording_sha256').notNull(),
    state: text('state', { enum: SIGN_OFF_STATES }).notNull(),
    /** Employee number. */
    by: text('by').notNull(),
    at: instant('at').notNull(),
    note: text('note'),
  },
  (t) => [index('reading_signoffs_in_order').on(t.policyId, t.revision, t.reading, t.id)],
);
