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

export const REPEATS = ['full', 'short', 'sign-only'] as const;
/** HR's act of assigning: a policy's revision to an audience, due by a rule. Never reset, only joined by the next. */
export const campaigns = sqliteTable('campaigns', {
  id: text('id').primaryKey(),
  policyId: text('policy_id').notNull(),
  revision: text('revision').notNull(),
  name: text('name').notNull(),
  audience: text('audience', { mode: 'json' }).$type<Audience>().notNull(),
  due: text('due', { mode: 'json' }).$type<DueRule>().notNull(),
  cycle: text('cycle', { mode: 'json' }).$type<Cycle>().notNull(),
  /** Days before (below zero) and after the due date on which a reminder goes out. */
  reminders: text('reminders', { mode: 'json' }).$type<number[]>().notNull(),
  /** So many days after the due date the manager is told; null: never. */
  escalateAfter: integer('escalate_after'),
  /** A check may be taken before its lesson is read; passing it stands for the lesson. */
  testOut: integer('test_out', { mode: 'boolean' }).notNull().default(false),
  /** Three questions some weeks and months after signing. */
  refreshers: integer('refreshers', { mode: 'boolean' }).notNull().default(false),
  /** People who had signed were asked anew. */
  again: integer('again', { mode: 'boolean' }).notNull().default(false),
  /** What whoever has signed this policy before is asked, where nothing changed for them since. */
  repeat: text('repeat', { enum: REPEATS }).notNull().default('full'),
  /** Whoever was in the middle of an earlier revision may finish that, and it counts here. */
  countsBegun: integer('counts_begun', { mode: 'boolean' }).notNull().default(false),
  /** Whoever is assigned is told so by mail. */
  notices: integer('notices', { mode: 'boolean' }).notNull().default(false),
  /** How many its preview counted: they are assigned some at a time. */
  expected: integer('expected').notNull().default(0),
  /** When all of these were; null meanwhile, and after a crash until the next reconcile. */
  filledAt: instant('filled_at'),
  createdAt: instant('created_at').notNull(),
  createdBy: text('created_by').notNull(),
  /** Nobody joins it any more and it reminds nobody; what was assigned stays. */
  endedAt: instant('ended_at'),
  endedBy: text('ended_by'),
});
/**
 * Who is asked: whoever every list that is there speaks of, with the people named and without those
 * excepted. `{"everyone":true}` is everybody employed.
 */
export type Audience = {
  everyone?: true;
  /** Ids of departments, any of them. */
  departments?: string[];
  /** Ids of the policy's tracks, any of them. */
  tracks?: string[];
  /** Any of them. */
  roles?: string[];
  /** Civil date: hired on it or later. */
  hiredSince?: string;
  /** Employee numbers: asked whatever the lists say. */
  people?: string[];
  /** Employee numbers: never asked. */
  except?: string[];
};
/** A day, or so many days after hire or move; never fewer than that from being assigned. */
export type DueRule = { on: string } | { days: number };
/**
 * `once`: who is in the audience when it is made. `standing`: and whoever joins it later. `yearly`:
 * each year from a day (`MM-DD`) on, whoever has not signed within the last `gapDays`.
 */
export type Cycle =
  { kind: 'once' | 'standing' } | { kind: 'yearly'; opensOn: string; gapDays: number };

export const PATHS = ['full', 'changes', 'short', 'sign-only'] as const;
/** One person's part in one round of a campaign. Being asked again is a new row. */
export const assignments = sqliteTable(
  'assignments',
  {
    /** 128 random bits: it stands in addresses. */
    id: text('id').primaryKey(),
    campaignId: text('campaign_id')
      .notNull()
      .references(() => campaigns.id),
    /** The year of a yearly campaign; otherwise empty. */
    round: text('round').notNull().default(''),
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    policyId: text('policy_id').notNull(),
    revision: text('revision').notNull(),
    /**
     * `full`: every lesson that binds the person. `changes`: what changed since they last signed.
     * `short`: a few questions. `sign-only`: the text, and the signature.
     */
    path: text('path', { enum: PATHS }).notNull().default('full'),
    /** The attestation that the path builds on; null for the full one. */
    sinceAttestation: text('since_attestation'),
    /** The revision that was signed there. */
    since: text('since'),
    /** The day it was due when it was assigned; `standings` has the one that counts now. */
    dueOn: text('due_on').notNull(),
    /** Why this person: a sentence of who joined later than the campaign began. */
    because: text('because').notNull().default(''),
    assignedAt: instant('assigned_at').notNull(),
    assignedBy: text('assigned_by').notNull(),
  },
  (t) => [
    uniqueIndex('assignments_once_a_round').on(t.campaignId, t.employeeNumber, t.round),
    index('assignments_by_employee').on(t.employeeNumber),
  ],
);

export const TERM_KINDS = ['extended', 'leave', 'exempted', 'waived', 'required'] as const;
/**
 * What was changed for one assignment after it was made, and why. Append-only; the last one counts.
 * `extended` and `leave` give a new due date (null: when the person is back); after `exempted` (by HR)
 * and `waived` (the person left the audience) nothing has to be done; `required` undoes these.
 */
export const assignmentTerms = sqliteTable(
  'assignment_terms',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    assignmentId: text('assignment_id')
      .notNull()
      .references(() => assignments.id),
    kind: text('kind', { enum: TERM_KINDS }).notNull(),
    /** The day it is due from now on. */
    dueOn: text('due_on'),
    because: text('because').notNull(),
    at: instant('at').notNull(),
    by: text('by').notNull(),
  },
  (t) => [index('assignment_terms_by_assignment').on(t.assignmentId, t.id)],
);

export const STANDING_STATES = [
  'attested',
  'declined',
  'exempt',
  'in-progress',
  'not-started',
] as const;
/**
 * How each assignment stands now, kept by the database itself: triggers of migration 0008 compute a
 * row anew with whatever it depends on. Nobody writes to it.
 */
export const standings = sqliteTable(
  'standings',
  {
    assignmentId: text('assignment_id').primaryKey(),
    campaignId: text('campaign_id').notNull(),
    round: text('round').notNull(),
    policyId: text('policy_id').notNull(),
    revision: text('revision').notNull(),
    employeeNumber: text('employee_number').notNull(),
    departmentId: text('department_id').notNull(),
    managerNumber: text('manager_number'),
    /** For lists in order of names. */
    name: text('name').notNull(),
    separatedOn: text('separated_on'),
    /** The person's newest of this policy: earlier ones ask nothing any more. */
    newest: integer('newest', { mode: 'boolean' }).notNull(),
    state: text('state', { enum: STANDING_STATES }).notNull(),
    /** Null: when the person is back from leave. */
    dueOn: text('due_on'),
    assignedAt: instant('assigned_at').notNull(),
    signedAt: instant('signed_at'),
    /** It was signed, and HR has withdrawn that. */
    withdrawn: integer('withdrawn', { mode: 'boolean' }).notNull(),
  },
  (t) => [
    // For lists in order of names: the rest is there so that a filter need not look up the row.
    index('standings_by_name').on(
      t.policyId,
      t.newest,
      t.state,
      t.name,
      t.employeeNumber,
      t.dueOn,
      t.campaignId,
      t.separatedOn,
    ),
    index('standings_by_department').on(
      t.policyId,
      t.newest,
      t.departmentId,
      t.state,
      t.name,
      t.employeeNumber,
    ),
    index('standings_by_manager').on(
      t.managerNumber,
      t.policyId,
      t.newest,
      t.state,
      t.dueOn,
      t.separatedOn,
    ),
    index('standings_by_employee').on(t.employeeNumber, t.policyId),
    index('standings_by_campaign').on(t.campaignId, t.name, t.employeeNumber),
    // Whoever still has something to do, by when.
    index('standings_open')
      .on(t.policyId, t.dueOn)
      .where(sql`newest = 1 AND state IN ('in-progress', 'not-started')`),
  ],
);

/**
 * How many standings are alike, kept by the database itself: figures of 100,000 people are a few sums.
 * Whoever has left lies apart from those who are here, so that years of leavers slow nothing.
 */
export const tallies = sqliteTable(
  'tallies',
  {
    policyId: text('policy_id').notNull(),
    newest: integer('newest', { mode: 'boolean' }).notNull(),
    /** `9999-12-31` for none. */
    separatedOn: text('separated_on').notNull(),
    departmentId: text('department_id').notNull(),
    campaignId: text('campaign_id').notNull(),
    round: text('round').notNull(),
    revision: text('revision').notNull(),
    state: text('state', { enum: STANDING_STATES }).notNull(),
    /** `9999-12-31` for none, and for whatever is no longer open: each day of due dates is a row more. */
    dueOn: text('due_on').notNull(),
    count: integer('count').notNull(),
  },
  (t) => [
    primaryKey({
      columns: [
        t.policyId,
        t.newest,
        t.separatedOn,
        t.departmentId,
        t.campaignId,
        t.round,
        t.revision,
        t.state,
        t.dueOn,
      ],
    }),
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
    // Whose checks of a lesson fell short again and again, among millions that did not.
    index('attempts_again')
      .on(t.number, t.assignmentId, t.lesson)
      .where(sql`number >= 3 AND kind = 'graded' AND closed_at IS NOT NULL`),
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
