import { desc, eq } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { auditEvents, employees } from '#db/schema/index.ts';
import type { Kind } from './plan.ts';

export type LastRoster = { at: Date; by: string; counts: Record<Kind | 'unchanged', number> };

/** The last roster that changed something, with what it did; undefined when there was none. */
export async function lastRoster(read: Pick<Reader, 'select'>): Promise<LastRoster | undefined> {
  const [event] = await read
    .select({ at: auditEvents.at, by: employees.name, detail: auditEvents.detail })
    .from(auditEvents)
    .innerJoin(employees, eq(employees.number, auditEvents.actor))
    .where(eq(auditEvents.act, 'roster.applied'))
    .orderBy(desc(auditEvents.id))
    .limit(1);
  return event && { ...event, counts: event.detail as LastRoster['counts'] };
}
