import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import { employees } from './people.ts';
import { releases } from './policies.ts';

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

/** HR's act of assigning: a policy's revision to an audience with a due date. Never reset, only joined by the next. */
export const campaigns = sqliteTable('campaigns', {
  id: text('id').primaryKey(),
  policyId: text('policy_id').notNull(),
  revision: text('revision').notNull(),
  name: text('name').notNull(),
  /** `{"everyone":true}` or `{"departments":["…"]}`. */
  audience: text('audience', { mode: 'json' }).$type<Audience>().notNull(),
  dueOn: text('due_on').notNull(),
  /** A check may be taken before its lesson is read; passing it stands for the lesson. */
  testOut: integer('test_out', { mode: 'boolean' }).notNull().default(false),
  /** Three questions some weeks and months after signing. */
  refreshers: integer('refreshers', { mode: 'boolean' }).notNull().default(false),
  /** People who had signed were asked anew. */
  again: integer('again', { mode: 'boolean' }).notNull().default(false),
  createdAt: instant('created_at').notNull(),
  createdBy: text('created_by').notNull(),
});
export type Audience = { everyone: true } | { departments: string[] };

/** One person's part in one campaign. Being asked again is a new row. */
export const assignments = sqliteTable(
  'assignments',
  {
    /** 128 random bits: it stands in addresses. */
    id: text('id').primaryKey(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    policyId: text('policy_id').notNull(),
    revision: text('revision').notNull(),
    dueOn: text('due_on').notNull(),
    assignedAt: instant('assigned_at').notNull(),
    assignedBy: text('assigned_by').notNull(),
  },
  (t) => [
    uniqueIndex('assignments_once_a_campaign').on(t.campaignId, t.employeeNumber),
    index('assignments_by_employee').on(t.employeeNumber),
  ],
);

export const lessonProgress = sqliteTable(
  'lesson_progress',
  {
    assignmentId: text('assignment_id')
      .notNull()
      .references(() => assignments.id),
    lesson: text('lesson').notNull(),
    openedAt: instant('opened_at').notNull(),
    /** When the person said "I have read this lesson"; the lesson's bytes at that time are pinned. */
    readAt: instant('read_at'),
    lessonSha256: text('lesson_sha256').notNull(),
  },
  (t) => [primaryKey({ columns: [t.assignmentId, t.lesson] })],
);

/** A lesson read again before its check is taken again. Append-only. */
export const lessonRereads = sqliteTable(
  'lesson_rereads',
  {
    assignmentId: text('assignment_id')
      .notNull()
      .references(() => assignments.id),
    lesson: text('lesson').notNull(),
    readAt: instant('read_at').notNull(),
    lessonSha256: text('lesson_sha256').notNull(),
  },
  (t) => [primaryKey({ columns: [t.assignmentId, t.lesson, t.readAt] })],
);

export const ATTEMPT_KINDS = ['practice', 'graded', 'refresher'] as const;
/**
 * A run through one lesson's scenarios, or for a refresher through those of all lessons (`lesson` is
 * then empty). It pins the release it started under.
 */
export const attempts = sqliteTable(
  'attempts',
  {
    /** 128 random bits: it stands in addresses. */
    id: text('id').primaryKey(),
    assignmentId: text('assignment_id')
      .notNull()
      .references(() => assignments.id),
    lesson: text('lesson').notNull(),
    kind: text('kind', { enum: ATTEMPT_KINDS }).notNull(),
    /** 1, 2, 3 … within assignment, lesson and kind. */
    number: integer('number').notNull(),
    releaseSha256: text('release_sha256')
      .notNull()
      .references(() => releases.sha256),
    startedAt: instant('started_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    uniqueIndex('attempts_in_order').on(t.assignmentId, t.lesson, t.kind, t.number),
    // Two tabs that start at once get the same attempt.
    uniqueIndex('attempts_one_open')
      .on(t.assignmentId, t.lesson, t.kind)
      .where(sql`closed_at IS NULL`),
  ],
);

/** The questions of an attempt, drawn when it starts. Holds no key: the rules compute it. */
export const attemptItems = sqliteTable(
  'attempt_items',
  {
    attemptId: text('attempt_id')
      .notNull()
      .references(() => attempts.id),
    /** From 1. */
    position: integer('position').notNull(),
    scenario: text('scenario').notNull(),
    /** `base`, or the variant whose telling is shown. */
    telling: text('telling').notNull(),
    kind: text('kind').notNull(),
    /** Option ids in the order shown. */
    options: text('options', { mode: 'json' }).$type<string[]>().notNull(),
    scenarioSha256: text('scenario_sha256').notNull(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.position] })],
);

/** Every answer as given. Append-only; the last one for a position stands. */
export const answers = sqliteTable(
  'answers',
  {
    attemptId: text('attempt_id').notNull(),
    position: integer('position').notNull(),
    /** 1, 2, 3 …: the form carries the count it saw, so two tabs never overwrite silently. */
    turn: integer('turn').notNull(),
    given: text('given', { mode: 'json' }).$type<string[]>().notNull(),
    /** 0 … 1, by the pinned rules when the answer came in. */
    score: real('score').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.attemptId, t.position, t.turn] })],
);

/**
 * An answer scored anew under a later release, by HR. Append-only: the score it was given stays, the
 * last regrade counts.
 */
export const regrades = sqliteTable(
  'regrades',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    attemptId: text('attempt_id').notNull(),
    position: integer('position').notNull(),
    /** The release whose rules and scenario scored it. */
    releaseSha256: text('release_sha256')
      .notNull()
      .references(() => releases.sha256),
    /** 0 … 1 */
    score: real('score').notNull(),
    at: instant('at').notNull(),
    /** Employee number of the HR person. */
    by: text('by').notNull(),
    because: text('because').notNull(),
  },
  (t) => [index('regrades_by_attempt').on(t.attemptId, t.position, t.id)],
);
