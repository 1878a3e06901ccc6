import { blob, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

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

export const PUBLICATION_KINDS = ['first', 'editorial', 'material'] as const;
/**
 * HR's act of putting a revision in force from its date on, or for the texts that a portal began with
 * the portal's. Only a published revision is assigned, taught or signed. Append-only.
 */
export const publications = sqliteTable(
  'publications',
  {
    policyId: text('policy_id').notNull(),
    /** The day it takes effect. */
    revision: text('revision').notNull(),
    releaseSha256: text('release_sha256')
      .notNull()
      .references(() => releases.sha256),
    /** The revision it was compared with; null for the first. */
    before: text('before'),
    /** What the comparison of the rules proposed, and what HR decided. */
    proposed: text('proposed', { enum: PUBLICATION_KINDS }).notNull(),
    kind: text('kind', { enum: PUBLICATION_KINDS }).notNull(),
    because: text('because').notNull(),
    publishedAt: instant('published_at').notNull(),
    publishedBy: text('published_by').notNull(),
  },
  (t) => [primaryKey({ columns: [t.policyId, t.revision] })],
);
