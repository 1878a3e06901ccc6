import { blob, index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { assignments } from './training.ts';
import { employees } from './people.ts';

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

/** Passkeys people may sign with. */
export const passkeys = sqliteTable(
  'passkeys',
  {
    /** The credential id, base64url. */
    id: text('id').primaryKey(),
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    /** What the person calls it. */
    name: text('name').notNull(),
    /** COSE. */
    publicKey: blob('public_key', { mode: 'buffer' }).notNull(),
    signCount: integer('sign_count').notNull(),
    transports: text('transports', { mode: 'json' }).$type<string[]>().notNull(),
    addedAt: instant('added_at').notNull(),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [index('passkeys_by_employee').on(t.employeeNumber)],
);

/** The challenge that a person's next passkey must answer to be added. */
export const passkeyChallenges = sqliteTable('passkey_challenges', {
  employeeNumber: text('employee_number')
    .primaryKey()
    .references(() => employees.number),
  challenge: text('challenge').notNull(),
  /** The session that gave the password for it: in another it adds nothing. */
  sessionHash: text('session_hash').notNull(),
  at: instant('at').notNull(),
});

/** A record written up for a passkey to sign; gone once it is signed or too old. */
export const signingDrafts = sqliteTable('signing_drafts', {
  assignmentId: text('assignment_id')
    .primaryKey()
    .references(() => assignments.id),
  sha256: text('sha256').notNull(),
  record: text('record').notNull(),
  at: instant('at').notNull(),
});
