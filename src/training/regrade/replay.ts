import type { Db } from '#db/client.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { finishedChecks, type FinishedCheck, type FinishedItem } from './finished-checks.ts';
import { score } from '../key.ts';
import { pinnedRevision } from '../pinned-revision.ts';
import { storedKey } from './stored-key.ts';

/** A stored score that the rules do not confirm. */
export type Fault = {
  attemptId: string;
  person: FinishedCheck['person'];
  lesson: string;
  position: number;
  stored: number;
  /** Undefined where the release knows no such question. */
  replayed: number | undefined;
};

/**
 * Scores every answer in the finished checks on a revision again, each by the rules of the release it
 * pins, and so every score that HR gave anew. What is not as stored is a fault: there are none unless
 * somebody wrote to the database, or the engine reads rules otherwise than it did.
 */
export async function replayScores(
  db: Db,
  policies: readonly Policy[],
  revision: Pick<Revision, 'policyId' | 'id'>,
): Promise<{ replayed: number; faults: Fault[] }> {
  let replayed = 0;
  const faults: Fault[] = [];
  for await (const checks of finishedChecks(db, revision)) {
    for (const check of checks) {
      for (const item of check.items) {
        for (const one of scoresOf(check, item)) {
          replayed += 1;
          const release = await pinnedRevision(db, policies, one.release);
          const again = scoreAgain(release, item, one.given, one.anew);
          if (isSame(one.score, again)) continue;
          faults.push({
            attemptId: check.row.id,
            person: check.person,
            lesson: check.row.lesson,
            position: item.asked.position,
            stored: one.score,
            replayed: again,
          });
        }
      }
    }
  }
  return { replayed, faults };
}

/** Every score of an item, with the release that gave it: of each turn, and of each regrade of the last. */
function scoresOf(check: FinishedCheck, { answers, regrades }: FinishedItem) {
  const last = answers.at(-1)?.given ?? [];
  const release = check.row.releaseSha256;
  return [
    ...answers.map(({ given, score }) => ({ release, given, score, anew: false })),
    ...regrades.map((one) => ({
      release: one.releaseSha256,
      given: last,
      score: one.score,
      anew: true,
    })),
  ];
}

function scoreAgain(
  release: Revision,
  { asked }: FinishedItem,
  given: readonly string[],
  anew: boolean,
): number | undefined {
  const found = storedKey(release, asked);
  // What was asked is the scenario of these bytes; a regrade is by those of its own release.
  if (!found || (!anew && found.item.scenario.sha256 !== asked.scenarioSha256)) return undefined;
  return score(found.key, given);
}

function isSame(stored: number, again: number | undefined): boolean {
  return again !== undefined && Math.abs(stored - again) < 1e-9;
}
