import { blob, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

/** Published bytes, found by their SHA-256 (hex). Append-only: see the guards in the migration. */
export const contents = sqliteTable('contents', {
  sha256: text('sha256').primaryKey(),
  mediaType: text('media_type').notNull(),
  bytes: blob('bytes', { mode: 'buffer' }).notNull(),
});

/**
 * One release of a revision's training: the policy's bytes (the same for ever under one revision)
 * with the lessons, scenarios and ruleset that teach it. `manifest` is the canonical JSON that names
 * every file's hash; its own hash is the release's key. Append-only.
 */
export const releases = sqliteTable(
  'releases',
  {
    sha256: text('sha256').primaryKey(),
    policyId: text('policy_id').notNull(),
    /** The revision: its effective date. */
    revision: text('revision').notNull(),
    policySha256: text('policy_sha256')
      .notNull()
      .references(() => contents.sha256),
    rulesetSha256: text('ruleset_sha256')
      .notNull()
      .references(() => contents.sha256),
    manifest: text('manifest').notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').notNull(),
  },
  (t) => [uniqueIndex('releases_in_order').on(t.policyId, t.revision, t.publishedAt)],
);
