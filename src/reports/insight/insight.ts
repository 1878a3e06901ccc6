import type { Db } from '#db/client.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { campaignNames, firstAnswers, stateOfAnswers } from './read-answers.ts';
import { reportOf, type Insight } from './report.ts';
import { resolverFor } from './resolve.ts';
import { tallyOf } from './tally.ts';

export type { Insight } from './report.ts';

type Kept = { state: string; insight: Promise<Insight> };
/** The last report of each revision in force, as long as nothing it was made of has changed. */
const kept = new WeakMap<Db, WeakMap<Revision, Kept>>();

/**
 * How people's first answers went, by sentence, fact, scenario and question; nobody can be told from
 * it. Kept until another check is finished or scored anew, or the release changes.
 */
export async function insightOf(
  db: Db,
  policies: readonly Policy[],
  revision: Revision,
  timeZone: string,
): Promise<Insight> {
  const state = `${await stateOfAnswers(db)} ${timeZone}`;
  const byRevision = kept.get(db) ?? new WeakMap<Revision, Kept>();
  kept.set(db, byRevision);
  const before = byRevision.get(revision);
  if (before?.state === state) return before.insight;
  const insight = makeInsight(db, policies, revision, timeZone);
  byRevision.set(revision, { state, insight });
  insight.catch(() => byRevision.delete(revision));
  return insight;
}

/** The same, made anew. */
export async function makeInsight(
  db: Pick<Db, 'read'>,
  policies: readonly Policy[],
  revision: Revision,
  timeZone: string,
): Promise<Insight> {
  const tally = await tallyOf(firstAnswers(db, revision), timeZone);
  const resolve = await resolverFor(db as Db, policies, revision, tally);
  return reportOf(tally, revision, resolve, await campaignNames(db, revision, timeZone));
}
