import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { employees } from './people.ts';

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

/**
 * `waiting` for its time or its next try; `sending` while a server has it; then `sent`, `failed` after
 * 72 hours, or `dropped`, since what it would have said was no longer so.
 */
export const MAIL_STATES = ['waiting', 'sending', 'sent', 'failed', 'dropped'] as const;

/** What goes out by mail, written in the write of what it tells. */
export const mails = sqliteTable(
  'mails',
  {
    /** 128 random bits: it stands in addresses and in the Message-ID. */
    id: text('id').primaryKey(),
    /** What it says: `reminder`, `invitation` … (src/mail). */
    kind: text('kind').notNull(),
    /** Who gets it; null for an address that is no employee's. */
    employeeNumber: text('employee_number').references(() => employees.number),
    /** Where it went; empty until it is sent: the address of that moment counts. */
    address: text('address').notNull().default(''),
    /** What it is about: an assignment, a campaign, an attestation; empty for none. */
    about: text('about').notNull().default(''),
    /** More that its words need: never a secret. */
    detail: text('detail', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** One mail each: `reminder <assignment> -7`. */
    onceKey: text('once_key').notNull(),
    queuedAt: instant('queued_at').notNull(),
    /** Employee number, or `system`. */
    queuedBy: text('queued_by').notNull(),
    /** Not before. */
    sendAt: instant('send_at').notNull(),
    state: text('state', { enum: MAIL_STATES }).notNull().default('waiting'),
    tries: integer('tries').notNull().default(0),
    /** From then on it is tried for 72 hours. */
    firstTriedAt: instant('first_tried_at'),
    /** The last try, or when it was given up. */
    triedAt: instant('tried_at'),
    /** What the server said, or why it was dropped, in a sentence. */
    outcome: text('outcome').notNull().default(''),
    /** As it was sent, links that sign somebody in left out. */
    subject: text('subject').notNull().default(''),
    body: text('body').notNull().default(''),
    /** The mail that this one sends again. */
    resends: text('resends'),
  },
  (t) => [
    uniqueIndex('mails_once').on(t.onceKey),
    index('mails_due').on(t.state, t.sendAt),
    index('mails_in_order').on(t.queuedAt),
    index('mails_by_employee').on(t.employeeNumber, t.queuedAt),
    index('mails_again')
      .on(t.resends)
      .where(sql`resends IS NOT NULL`),
  ],
);

/** What the server does by the clock, and the last time it did: nothing is skipped or done twice. */
export const jobRuns = sqliteTable('job_runs', {
  job: text('job').primaryKey(),
  /** The instant it was last due and done for. */
  doneFor: instant('done_for').notNull(),
  /** When that was. */
  at: instant('at').notNull(),
  /** What went wrong, in a sentence; empty when nothing did. */
  problem: text('problem').notNull().default(''),
});
