import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

/** What the City keeps together and for the same time. */
export const SERIES = ['attestations', 'declines'] as const;

/** How long a series is kept, by HR. The last row of a series stands; without one nothing ever goes. Append-only. */
export const retentionRules = sqliteTable(
  'retention_rules',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    series: text('series', { enum: SERIES }).notNull(),
    /** Whole years after the record was made; null keeps it for ever. */
    years: integer('years'),
    /** The item of the records schedule, as the city clerk gives it. */
    citation: text('citation').notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [index('retention_rules_by_series').on(t.series, t.id)],
);

/** What must be kept for the time being: a person's records, or a whole series. Append-only. */
export const legalHolds = sqliteTable('legal_holds', {
  id: text('id').primaryKey(),
  employeeNumber: text('employee_number'),
  series: text('series', { enum: SERIES }),
  reason: text('reason').notNull(),
  by: text('by').notNull(),
  at: instant('at').notNull(),
});

/** A hold that ended. Append-only. */
export const legalHoldReleases = sqliteTable('legal_hold_releases', {
  holdId: text('hold_id')
    .primaryKey()
    .references(() => legalHolds.id),
  reason: text('reason').notNull(),
  by: text('by').notNull(),
  at: instant('at').notNull(),
});

/** What one person of HR proposes to dispose of. Append-only. */
export const disposalProposals = sqliteTable('disposal_proposals', {
  id: text('id').primaryKey(),
  series: text('series', { enum: SERIES }).notNull(),
  reason: text('reason').notNull(),
  by: text('by').notNull(),
  at: instant('at').notNull(),
});

/** Its records, by the id of the attestation or decline. Append-only. */
export const disposalItems = sqliteTable(
  'disposal_items',
  {
    proposalId: text('proposal_id')
      .notNull()
      .references(() => disposalProposals.id),
    recordId: text('record_id').notNull(),
  },
  (t) => [primaryKey({ columns: [t.proposalId, t.recordId] })],
);

export const DISPOSAL_DECISIONS = ['approved', 'rejected'] as const;
/** Another person's word on a proposal. Append-only. */
export const disposalDecisions = sqliteTable('disposal_decisions', {
  proposalId: text('proposal_id')
    .primaryKey()
    .references(() => disposalProposals.id),
  decision: text('decision', { enum: DISPOSAL_DECISIONS }).notNull(),
  reason: text('reason').notNull(),
  by: text('by').notNull(),
  at: instant('at').notNull(),
});

/** What was disposed of: from here on the guards let its bytes go. Append-only. */
export const disposedRecords = sqliteTable(
  'disposed_records',
  {
    recordId: text('record_id').primaryKey(),
    proposalId: text('proposal_id')
      .notNull()
      .references(() => disposalProposals.id),
    /** Whose training goes with it; null where none does. */
    assignmentId: text('assignment_id'),
    at: instant('at').notNull(),
  },
  (t) => [index('disposed_records_by_assignment').on(t.assignmentId)],
);
