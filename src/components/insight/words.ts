import type { Figure } from '#reports/insight/figure.ts';
import type { Correlation } from '#reports/insight/statistics.ts';
import type { Chosen } from '#reports/insight/options.ts';

/** What stands in the place of a number that is not told. */
export const HIDDEN_WORDS: Record<Exclude<Figure['hidden'], false>, string> = {
  'too-few': 'Not enough people yet',
  'few-missed': 'Fewer than 10 missed it',
  'few-right': 'Fewer than 10 were right',
  withheld: 'Not shown: it would give a small group away',
};

export const sayShare = (share: number) => `${Math.round(100 * share)}%`;

/** `62% right, likely between 55% and 69%` */
export function sayFigure(figure: Figure): string {
  if (figure.hidden) return HIDDEN_WORDS[figure.hidden];
  return `${sayShare(figure.share)} right, likely between ${sayShare(figure.low)} and ${sayShare(figure.high)}`;
}

/** `−0.31 (−0.42 to −0.20)`, with a true minus sign. */
export function sayCorrelation({ r, low, high }: Correlation): string {
  const say = (number: number) => number.toFixed(2).replace('-', '−');
  return `${say(r)} (${say(low)} to ${say(high)})`;
}

export function sayChosen(chosen: Chosen): string {
  if (!chosen) return 'Not shown';
  if (chosen.count === undefined) return `about ${sayShare(chosen.share)}`;
  return `${sayShare(chosen.share)} (${chosen.count})`;
}

/** A question about a sentence has a colon in its id, which a path may have. */
export const scenarioHref = (id: string, query: string) =>
  `/hr/insight/${encodeURIComponent(id).replaceAll('%3A', ':')}${query}`;

/** Where a sentence stands beside its rule. */
export const ruleHref = (policyId: string, anchor: string) => `/hr/policy/${policyId}#${anchor}`;
