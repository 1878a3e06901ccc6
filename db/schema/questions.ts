import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { employees } from './people.ts';

const instant = (name: string) => integer(name, { mode: 'timestamp_ms' });

/** What somebody asked HR about a sentence of a policy, with the story it came up in. */
export const questions = sqliteTable(
  'questions',
  {
    /** 128 random bits: it stands in addresses, and comes with the form. */
    id: text('id').primaryKey(),
    employeeNumber: text('employee_number')
      .notNull()
      .references(() => employees.number),
    policyId: text('policy_id').notNull(),
    revision: text('revision').notNull(),
    /** `C.3:1`, or `C.3` for the clause as a whole. */
    sentence: text('sentence').notNull(),
    /** The attempt's question it came up in; the attempt pins the release. */
    attemptId: text('attempt_id'),
    position: integer('position'),
    words: text('words').notNull(),
    askedAt: instant('asked_at').notNull(),
    /** When HR gave the last answer that the person has opened: a later one is new to them. */
    seenAt: instant('seen_at'),
  },
  (t) => [
    index('questions_by_employee').on(t.employeeNumber, t.askedAt),
    index('questions_in_order').on(t.askedAt),
  ],
);

/** HR's answer. A better one is a new row; the last one stands. */
export const questionAnswers = sqliteTable(
  'question_answers',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    questionId: text('question_id')
      .notNull()
      .references(() => questions.id),
    words: text('words').notNull(),
    at: instant('at').notNull(),
    /** Employee number. */
    by: text('by').notNull(),
  },
  (t) => [index('question_answers_by_question').on(t.questionId, t.id)],
);

/** A question and its answer for everybody, in HR's words, without names. A withdrawn one is kept. */
export const publishedAnswers = sqliteTable(
  'published_answers',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    questionId: text('question_id')
      .notNull()
      .references(() => questions.id),
    policyId: text('policy_id').notNull(),
    sentence: text('sentence').notNull(),
    question: text('question').notNull(),
    answer: text('answer').notNull(),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: text('withdrawn_by'),
  },
  (t) => [index('published_answers_by_sentence').on(t.policyId, t.sentence)],
);
