import type { Correlation } from './statistics.ts';

/** What is worth a person's look, and where to look first. Never about a person. */
export type Flag = 'hard' | 'negative' | 'apart';

/** Each flag as a heading and what to do about it. Nothing is disciplinary: the page says so. */
export const FLAG_WORDS: Record<Flag, { heading: string; text: string }> = {
  hard: {
    heading: 'Most people miss this',
    text: "It may be the policy's wording, the scenario's judgement facts or the adopted reading: look at these first.",
  },
  negative: {
    heading: 'Those who do well elsewhere miss this more',
    text: 'That is the mark of a question that is wrong or can be read in two ways: suspect the scenario and its facts first.',
  },
  apart: {
    heading: 'Its tellings differ widely',
    text: 'One telling is got right far more often than another. See what was changed between them: it may be a fact that people overlook, or one that the story hides.',
  },
};

/** Being right here surely goes with being wrong elsewhere. */
export function isNegative(correlation: Correlation | undefined): boolean {
  return correlation !== undefined && correlation.high < 0;
}

/** So many points between two tellings are worth a look. */
const WIDE = 0.2;

/** The easiest is easier than the hardest by a wide margin, and surely: their intervals do not meet. */
export function areApart(shares: readonly { share: number; low: number; high: number }[]): boolean {
  const [first, ...others] = shares.toSorted((a, b) => a.share - b.share);
  const last = others.at(-1);
  return (
    first !== undefined &&
    last !== undefined &&
    last.share - first.share >= WIDE &&
    last.low > first.high
  );
}
