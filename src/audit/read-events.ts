import { desc, eq, sql } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { auditEvents, employees } from '#db/schema/index.ts';

/** A page of the audit log, newest first; `page` from 1. */
export async function auditPage(db: Db, page: { number: number; size: number }) {
  const rows = await db.read
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      actor: auditEvents.actor,
      actorName: employees.name,
      act: auditEvents.act,
      subject: auditEvents.subject,
      detail: auditEvents.detail,
    })
    .from(auditEvents)
    .leftJoin(employees, eq(employees.number, auditEvents.actor))
    .orderBy(desc(auditEvents.id))
    .limit(page.size)
    .offset((page.number - 1) * page.size);
  const [counted] = await db.read.select({ total: sql<number>`count(*)` }).from(auditEvents);
  return { rows, total: counted?.total ?? 0 };
}
