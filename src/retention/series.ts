import { SERIES } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';

export type Series = (typeof SERIES)[number];
export const ALL_SERIES: readonly Series[] = SERIES;

/** What people call a series. */
export const SERIES_WORDS: Record<Series, string> = {
  attestations: 'Signed attestations, with the training behind them',
  declines: 'Declines to sign',
};

/** The series a form or an address names. Refuses another word. */
export function seriesNamed(word: string | null | undefined): Series {
  const series = SERIES.find((name) => name === word);
  if (series) return series;
  throw new Refusal('not-found', 'There is no such series of records. Choose one from Retention.');
}
