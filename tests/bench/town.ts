import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realPolicies } from '../support/school.ts';
import type { Figure } from './compare.ts';
import { benchHrPages } from './hr-pages.ts';
import { benchHrWork } from './hr-work.ts';
import { makeTown } from './town-database.ts';

/** Of whom some have left. */
const PEOPLE = 103_200;

/** HR's day in a city: 100,000 people in 200 departments, five campaigns, 500,000 assignments. */
export async function benchTown(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  const file = join(folder, 'town.db');
  const [policy] = realPolicies();
  try {
    const revision = policy!.revisions.at(-1)!;
    await makeTown(file, { people: PEOPLE, revision, quick: true });
    const small = join(folder, 'small-town.db');
    await makeTown(small, { people: 2000, revision, quick: true });
    return [...(await benchHrPages(file, policy!)), ...(await benchHrWork(file, policy!, small))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
