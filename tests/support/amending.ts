import type { Clause, Lesson, Revision } from '#policies/model.ts';
import { rulesetSha256 } from '#rules/ruleset.ts';
import type { Ruleset } from '#rules/model.ts';
import { realPolicies } from './school.ts';

export const FIRST = '2023-04-20';

/** The City's text as the made-up draft amends it. */
export function fictionalDraft(): Revision {
  return realPolicies()[0]!.drafts[0]!;
}

/** Those that bind somebody on no track. */
export function everyonesLessons({ lessons }: Revision): Lesson[] {
  return lessons.filter(({ tracks }) => tracks.length === 0);
}

/**
 * A revision that amends another by its rules alone: each sentence that a norm quotes, in one lesson,
 * and no story.
 */
export function amendingBy(before: Ruleset, after: Ruleset): Revision {
  const later: Ruleset = {
    ...after,
    revision: '2031-05-06',
    amends: [{ revision: before.revision, renumbered: {} }],
  };
  const clauses = textOf(later);
  const lesson: Lesson = {
    id: 'A-all',
    title: 'All',
    summary: 'All of it.',
    order: 1,
    minutes: 1,
    clauses: [...new Set(clauses.map(({ id }) => id))],
    graded: 3,
    tracks: [],
    source: `${before.policy}/${before.revision}/A-all`,
    sha256: '',
  };
  return {
    policyId: before.policy,
    id: later.revision,
    citation: '',
    clauses,
    policySha256: 'p'.repeat(64),
    readings: [],
    ruleset: later,
    earlier: [{ id: before.revision, clauses: textOf(before), ruleset: before }],
    rulesetSha256: rulesetSha256(later),
    passing: { share: 0.8, critical: [] },
    lessons: [lesson],
    scenarios: [],
    manifest: {},
    releaseSha256: 'r'.repeat(64),
    contents: new Map(),
  };
}

function textOf({ norms }: Ruleset): Clause[] {
  const quotes = new Map(norms.map(({ sentence, quote }) => [sentence, quote]));
  const byClause = Map.groupBy(quotes, ([sentence]) => sentence.split(':')[0]!);
  return [...byClause].map(([id, its]) => ({
    id,
    anchor: id.toLowerCase().replaceAll('.', '-'),
    level: 1,
    marker: id,
    heading: undefined,
    sentences: its.map(([sentence, text]) => ({
      id: sentence,
      anchor: sentence.toLowerCase().replaceAll(/[.:]/g, '-'),
      text,
    })),
  }));
}
