import type { Kind } from '#roster/plan.ts';

export const KIND_WORDS: Record<Kind, string> = {
  leaving: 'Leaving',
  returning: 'Coming back',
  new: 'New',
  moved: 'To another department or manager',
  changed: 'Other changes',
};

/** What else comes with it. */
export const KIND_NOTES: Partial<Record<Kind, string>> = {
  leaving:
    'After the last day nothing lets them in: no password, no invitation, no slip. Their records stay.',
  returning:
    'What they did and signed is theirs again. Roles they had are not: an admin gives them anew. ' +
    'Whoever had not set a password is to be invited again.',
};

/** `3 new, 1 leaving`, or that nothing changed. */
export function sayCounts(counts: Record<Kind | 'unchanged', number>): string {
  const parts = [
    counts.new && `${counts.new} new`,
    counts.changed && `${counts.changed} changed`,
    counts.moved && `${counts.moved} moved`,
    counts.leaving && `${counts.leaving} leaving`,
    counts.returning && `${counts.returning} back`,
  ].filter((part) => part !== 0);
  return parts.length === 0 ? 'nothing changed' : parts.join(', ');
}

/** Points as they are counted: `2.5`, and `3` where there is no half. */
export const sayPoints = (points: number) => Number(points.toFixed(1));
