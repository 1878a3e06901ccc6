import { addDays, civilDate, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { endOf, stoodThen } from './as-of.ts';
import { everyLife } from './lives.ts';

export type Point = { on: CivilDate; assigned: number; signed: number };
/** Two years of weeks; a campaign that goes on for longer shows its last ones. */
const MOST = 105;

/**
 * How many of a campaign's people had signed, week by week since it began and today; of each day what
 * the report of that day says of this campaign.
 */
export async function overTime(
  db: Pick<Db, 'read'>,
  campaign: { id: string; policyId: string; createdAt: Date },
  { today, timeZone }: { today: CivilDate; timeZone: string },
): Promise<Point[]> {
  const days: CivilDate[] = [];
  for (let day = civilDate(campaign.createdAt, timeZone); day < today; day = addDays(day, 7)) {
    days.push(day);
  }
  const points = [...days, today]
    .slice(-MOST)
    .map((on) => ({ on, end: endOf(on, timeZone), assigned: 0, signed: 0 }));
  for await (const person of everyLife(db.read, campaign.policyId)) {
    if (!person.lives.some(({ campaignId }) => campaignId === campaign.id)) continue;
    for (const point of points) {
      const stood = stoodThen(person, point.end);
      if (stood?.life.campaignId !== campaign.id || stood.state === 'exempt') continue;
      point.assigned += 1;
      if (stood.state === 'attested') point.signed += 1;
    }
  }
  return points.map(({ on, assigned, signed }) => ({ on, assigned, signed }));
}
