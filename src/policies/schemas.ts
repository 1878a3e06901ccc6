import { z } from 'zod';
import { AUTHORED_KINDS } from './model.ts';

const text = z.string().trim().min(1, { error: 'is empty' });
const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'must be a date such as 2026-11-22' })
  .refine(isCalendarDate, { error: 'is a day no calendar has' });
const list = <T extends z.ZodType<string>>(of: T) =>
  z.array(of).refine((items) => new Set(items).size === items.length, {
    error: 'names something twice',
  });

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
  error: 'is written in small letters, digits and hyphens, such as `two-words`',
});
const statement = text.refine((words) => !/\{(?!(?:name|policy|revision)\})/.test(words), {
  error: 'may hold {name}, {policy} and {revision}, no other braces',
});

/** The same of who has signed a revision before. */
const statementSince = text.refine(
  (words) => !/\{(?!(?:name|policy|revision|since)\})/.test(words),
  { error: 'may hold {name}, {policy}, {revision} and {since}, no other braces' },
);

/** `content/<policy>/policy.yaml` */
export const PolicyFile = z.strictObject({
  id: text,
  title: text,
  /** The ordinances that made and amended it. */
  citation: text,
  publisher: text,
  owner: text,
  /** What a person signs; `{name}`, `{policy}` and `{revision}` are filled in. */
  statement,
  /** What a person signs who passed a check without reading its lesson. */
  statementAfterTestOut: statement.optional(),
  statementOnPaper: statement.optional(),
  statementInPerson: statement.optional(),
  /** What whoever signed before signs: after what changed since, after a few questions, or at once. */
  statementAfterChanges: statementSince.optional(),
  statementAfterShort: statementSince.optional(),
  statementSignOnly: statementSince.optional(),
  passing: z.strictObject({
    /** The share of all points to reach, over the latest check of every lesson: 0.8. */
    share: z
      .number()
      .gt(0, { error: 'must be above 0' })
      .max(1, { error: 'is a share: 0.8, not 80' }),
    /** Sentences whose items must all be right in the attempt that passes. */
    critical: list(text),
    /** After so many checks of a lesson that fell short: a pause before the next, a talk with HR. */
    retakes: z
      .strictObject({
        pauseAfter: z.int().min(1),
        pauseHours: z.number().min(0),
        talkAfter: z.int().min(1),
      })
      .default({ pauseAfter: 2, pauseHours: 24, talkAfter: 3 }),
  }),
  /** Groups with lessons of their own. */
  tracks: z
    .array(
      z.strictObject({ id, title: text, whom: text, comesWith: z.literal('reports').optional() }),
    )
    .superRefine((tracks, context) => {
      const ids = tracks.map((track) => track.id);
      ids.forEach((one, at) => {
        if (ids.indexOf(one) === at) return;
        const message = `is \`${one}\`, which is the id of a track above`;
        context.addIssue({ code: 'custom', path: [at, 'id'], message });
      });
    })
    .default([]),
  /** Sentences that every result links to. */
  alwaysLinked: list(text).default([]),
  /** The records series that disposes of completions; empty disposes of nothing. */
  retention: z.strictObject({ series: text, years: z.int().min(1) }).nullable(),
});

/** `amendment.yaml`, in the folder of a revision that amends the one before it. */
export const AmendmentFile = z.strictObject({
  /** Until it is adopted: what is said wherever it shows. A fictional one is never published for real. */
  draft: z.strictObject({ fictional: z.boolean().default(false), says: text }).optional(),
  /** What of the older revision no longer counts, by name. */
  withdrawn: z
    .strictObject({
      lessons: list(text).default([]),
      scenarios: list(text).default([]),
      readings: list(text).default([]),
    })
    .default({ lessons: [], scenarios: [], readings: [] }),
});

/** `readings.yaml` */
export const ReadingsFile = z.array(
  z.strictObject({
    id: z.string().regex(/^R\d+$/, { error: 'is R and a number: R1' }),
    at: list(text).refine((at) => at.length > 0, { error: 'names no clause' }),
    issue: text,
    adopted: text,
    alternative: text.nullable(),
    /** Releases of before HR signed in the portal have it; it says nothing. */
    signedOff: z.null().optional(),
  }),
);

/** The head of `lessons/*.mdx`, between the two `---` lines. */
export const LessonHead = z.strictObject({
  title: text,
  /** One sentence: what it asks of me. */
  summary: text,
  order: z.number(),
  minutes: z.number().gt(0, { error: 'must be above 0' }),
  clauses: list(text).refine((clauses) => clauses.length > 0, { error: 'names no clause' }),
  /** How many items its graded check draws. */
  graded: z.int().min(0, { error: 'is a number of items' }),
  /** Whose lesson it is, by the ids in `policy.yaml`; left out for everyone's. */
  tracks: list(text)
    .refine((tracks) => tracks.length > 0, {
      error: "names no track: for everyone's lesson leave the line out",
    })
    .default([]),
});

const value = z.union([z.string(), z.boolean()]);
const stated = z.union([value, z.array(value), z.strictObject({ is: value, because: text })], {
  error: 'is a value, `unknown`, a list of values, or `{ is: value, because: reason }`',
});

/** What a scenario states: `content.complaint: true`, with a reason where the fact is a judgement. */
export const StatedFacts = z.record(z.string(), stated);
export type StatedFacts = z.infer<typeof StatedFacts>;

/** `scenarios/*.yaml` */
export const ScenarioFile = z.strictObject({
  title: text,
  lesson: text,
  asks: list(z.enum(AUTHORED_KINDS)).refine((asks) => asks.length > 0, { error: 'asks nothing' }),
  story: text,
  facts: StatedFacts,
  offers: list(text).default([]),
  /** Readings the answer hangs on though no rule can tell their other side: `[R5]`. */
  readings: list(text).default([]),
  fixes: z.array(z.strictObject({ text, change: StatedFacts })).default([]),
  variants: z
    .array(
      z.strictObject({
        id,
        change: StatedFacts,
        story: text,
        /** More readings that this telling hangs on. */
        readings: list(text).default([]),
      }),
    )
    .default([]),
  review: z.strictObject({ by: text, on: date, note: text }),
});

function isCalendarDate(day: string): boolean {
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

/** A day as revisions' folders and reviews name it. */
export const CalendarDate = date;
