import { sql } from 'drizzle-orm';

/**
 * Whether HR has withdrawn the attestation of a query's row: a correction in the ledger says that it
 * does not stand. For queries that have `attestations` under its own name. False where there is none.
 */
// In plain names: drizzle would leave out the tables where a query has one.
export const isWithdrawn = sql<boolean>`EXISTS (
  SELECT 1 FROM records WHERE records.about = attestations.id AND records.kind = 'correction'
    AND CASE WHEN records.record <> '' THEN json_extract(records.record, '$.withdrawn') END
)`.mapWith(Boolean);

/** Whether HR has corrected it or withdrawn it, for the same queries. */
export const isCorrected = sql<boolean>`EXISTS (
  SELECT 1 FROM records WHERE records.about = attestations.id AND records.kind = 'correction'
)`.mapWith(Boolean);
