import { and, eq } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { auditEvents } from '#db/schema/index.ts';

/**
 * The instants at which a campaign's due date was moved for everybody. A later day given at any other
 * instant was given to one person by hand.
 */
export async function movesOf(
  read: Pick<Reader, 'select'>,
  campaignId: string,
): Promise<ReadonlySet<number>> {
  const moves = await read
    .select({ at: auditEvents.at })
    .from(auditEvents)
    .where(and(eq(auditEvents.subject, campaignId), eq(auditEvents.act, 'campaign.due-changed')));
  return new Set(moves.map(({ at }) => at.getTime()));
}
