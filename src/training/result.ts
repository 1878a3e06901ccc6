import { sentencesAbout } from './item.ts';
import { breachedSentences, evaluateTelling } from './kinds/kind.ts';
import type { AskedItem, Attempt } from './read-attempt.ts';

/** What a finished check earned. */
export type GradedResult = {
  attemptId: string;
  number: number;
  score: number;
  max: number;
  /** Points that pass, by the release that the attempt pinned. */
  needed: number;
  /** Sentences of missed critical items: these must be right whatever the score. */
  missedCritical: string[];
  /** Sentences of all items that earned less than everything. */
  missed: string[];
  closedAt: Date;
};

/** What of an attempt its result hangs on. */
type Finished = {
  row: Pick<Attempt['row'], 'id' | 'number' | 'closedAt' | 'startedAt'>;
  revision: Pick<Attempt['revision'], 'passing'>;
  items: { answer: { score: number } | undefined; judged: AskedItem['judged'] }[];
};

/** What a finished attempt earned. */
export function resultOf(attempt: Finished): GradedResult {
  const { passing } = attempt.revision;
  const missed = attempt.items.filter((asked) => (asked.answer?.score ?? 0) < 1);
  const about = missed.flatMap(({ judged: { revision, item } }) =>
    sentencesAbout(revision.ruleset, item),
  );
  // What a sentence does may be missed; what breaks a critical one may not.
  const critical = missed.flatMap(({ judged: { revision, item } }) =>
    breachedSentences(evaluateTelling(revision.ruleset, item.telling)).filter((id) =>
      passing.critical.includes(id),
    ),
  );
  return {
    attemptId: attempt.row.id,
    number: attempt.row.number,
    score: attempt.items.reduce((sum, asked) => sum + (asked.answer?.score ?? 0), 0),
    max: attempt.items.length,
    // Cents of a point: 0.8 of 32 is 25.6, and not a little less.
    needed: Number((attempt.items.length * passing.share).toFixed(4)),
    missedCritical: [...new Set(critical)],
    missed: [...new Set(about)],
    closedAt: attempt.row.closedAt ?? attempt.row.startedAt,
  };
}

/** A check that does not reach its points by itself, or misses what is critical. */
export function fellShort({ score, needed, missedCritical }: GradedResult): boolean {
  return !reaches(score, needed) || missedCritical.length > 0;
}

/** Compared without rounding surprises: 0.8 of 15 is 12. */
export function reaches(score: number, needed: number): boolean {
  return score + 1e-9 >= needed;
}
