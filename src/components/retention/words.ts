import { SERIES_WORDS, type Series } from '#retention/series.ts';
import type { Proposal } from '#retention/read-proposals.ts';

export const many = (count: number, one: string, more = `${one}s`) =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : more}`;

export const sayYears = (years: number | null | undefined) =>
  years == null ? 'No end set: nothing is disposed of' : many(years, 'year');

/** What the portal still has of a record that was disposed of. */
export const REMAINS: Record<Series, string> = {
  attestations:
    'That each was signed, by whom and when, stays, and so does its place in the ledger.',
  declines:
    'That somebody declined, who and when, stays, and so do HR’s answers and its place in the ledger.',
};

/** Whose records a hold is about. */
export function sayHeld(hold: {
  employeeNumber: string | null;
  name: string | null;
  series: Series | null;
}): string {
  const what = hold.series === null ? 'All records' : SERIES_WORDS[hold.series];
  if (hold.employeeNumber === null) return `${what}, of everybody`;
  return `${what}, of ${hold.name ?? 'somebody'} (${hold.employeeNumber})`;
}

/** How far a proposal has come. */
export function sayState({ decision, records, gone }: Proposal): string {
  if (decision === null) return 'Waits for a second person';
  if (decision === 'rejected') return 'Turned down';
  return gone === records ? 'Disposed of' : `Approved; ${gone} of ${records} disposed of`;
}
