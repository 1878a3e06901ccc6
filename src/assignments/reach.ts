import type { Db } from '#db/client.ts';
import type { Revision } from '#policies/model.ts';
import { civilDate } from '#clock.ts';
import { standing } from './assign.ts';
import { audienceOf } from './audience.ts';

export type Reach = { people: number; open: number; signed: number };

/** What assigning a revision would meet today: for everyone, and for each department by id. */
export async function reachOf(
  db: Db,
  revision: Revision,
  departments: readonly string[],
  { at, timeZone }: { at: Date; timeZone: string },
): Promise<{ everyone: Reach; departments: Map<string, Reach> }> {
  const today = civilDate(at, timeZone);
  const { open, signed } = await standing(db.read, revision.policyId, revision.id);
  const count = (people: readonly string[]) => ({
    people: people.length,
    open: people.filter((number) => open.has(number)).length,
    signed: people.filter((number) => signed.has(number) && !open.has(number)).length,
  });
  const each = new Map<string, Reach>();
  for (const id of departments) {
    each.set(id, count(await audienceOf(db.read, { departments: [id] }, today)));
  }
  return {
    everyone: count(await audienceOf(db.read, { everyone: true }, today)),
    departments: each,
  };
}
