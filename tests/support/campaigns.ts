import { createCampaign, fillCampaign } from '#assignments/create-campaign.ts';
import type { Plan } from '#assignments/plan.ts';
import { previewCampaign } from '#assignments/preview.ts';
import type { Audience } from '#db/schema/index.ts';
import type { Db } from '#db/client.ts';
import type { Policy } from '#policies/model.ts';

type Assigning = Partial<Plan> & {
  id: string;
  policies: readonly Policy[];
  policyId: string;
  audience: Audience;
  /** A day; for another rule give `due`. */
  dueOn?: string;
  timeZone: string;
  by: string;
  at: Date;
};

/** A campaign as HR makes one: previewed, made and assigned to everybody in it. */
export async function assign(
  db: Db,
  { id, policies, timeZone, by, at, dueOn = '2026-12-11', ...chosen }: Assigning,
): Promise<{ campaign: string; created: number }> {
  const plan = planOf({ due: { on: dueOn }, ...chosen });
  const { seen } = await previewCampaign(db.read, plan, { policies, at, timeZone });
  const { campaign } = await createCampaign(db, { ...plan, id, seen, policies, timeZone, by, at });
  return { campaign, created: await fillCampaign(db, { campaign, policies, timeZone, at }) };
}

/** A plan with the plainest choices but these. */
export function planOf(chosen: Partial<Plan> & Pick<Plan, 'policyId' | 'audience'>): Plan {
  return {
    name: '',
    due: { on: '2026-12-11' },
    cycle: { kind: 'once' },
    reminders: [],
    escalateAfter: null,
    notices: false,
    testOut: false,
    refreshers: false,
    again: false,
    ...chosen,
  };
}
