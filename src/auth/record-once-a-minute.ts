import { and, eq, gt } from 'drizzle-orm';
import { recordEvent, type AuditEvent } from '#audit/record.ts';
import type { Tx } from '#db/client.ts';
import { auditEvents } from '#db/schema/index.ts';

const MINUTE = 60_000;

/**
 * Appends to the audit log what a person can make happen as often as they like, once a minute: the
 * log keeps everything, so nobody may fill it. Within the write, so many at once are one.
 */
export async function recordOnceAMinute(
  tx: Tx,
  event: AuditEvent & { subject: string },
): Promise<void> {
  const [told] = await tx
    .select({ id: auditEvents.id })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.subject, event.subject),
        eq(auditEvents.act, event.act),
        gt(auditEvents.at, new Date(event.at.getTime() - MINUTE)),
      ),
    )
    .limit(1);
  if (!told) await recordEvent(tx, event);
}
