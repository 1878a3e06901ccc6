import type { Db } from '#db/client.ts';
import type { Policy, Revision, Scenario } from '#policies/model.ts';
import { pinnedRevision } from '#training/pinned-revision.ts';
import { scenarioById } from '#training/sentence-questions.ts';
import type { Tally } from './tally.ts';

/** A scenario with the release whose words it is shown in. */
export type Resolved = { revision: Revision; scenario: Scenario };
export type Resolve = (scenario: string, telling: string) => Resolved | undefined;

/** Finds each scenario in the release in force, or where that has it no more in the last that asked it. */
export async function resolverFor(
  db: Db,
  policies: readonly Policy[],
  revision: Revision,
  { scenarios, asked }: Pick<Tally, 'scenarios' | 'asked'>,
): Promise<Resolve> {
  const earlier = new Map<string, Revision>();
  for (const { scenario, telling } of asked) {
    const { release } = scenarios.get(scenario)!;
    if (has(revision, scenario, telling) || earlier.has(release)) continue;
    earlier.set(release, await pinnedRevision(db, policies, release));
  }
  return (scenario, telling) => {
    const release = scenarios.get(scenario)?.release ?? '';
    for (const one of [revision, earlier.get(release)]) {
      const found = one && has(one, scenario, telling);
      if (found) return { revision: one, scenario: found };
    }
    return undefined;
  };
}

function has(revision: Revision, id: string, telling: string): Scenario | undefined {
  const scenario = scenarioById(revision, id);
  return scenario?.tellings.some((one) => one.id === telling) ? scenario : undefined;
}
