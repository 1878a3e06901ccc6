import { desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { campaigns } from '#db/schema/index.ts';

/** A policy's campaigns, the newest first. */
export async function campaignsOf(db: Pick<Db, 'read'>, policyId: string) {
  return db.read
    .select({
      id: campaigns.id,
      policyId: campaigns.policyId,
      name: campaigns.name,
      createdAt: campaigns.createdAt,
      endedAt: campaigns.endedAt,
    })
    .from(campaigns)
    .where(eq(campaigns.policyId, policyId))
    .orderBy(desc(campaigns.createdAt), desc(campaigns.id));
}
