import { desc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { auditEvents, employees } from '#db/schema/index.ts';

/** A page of the audit log, the last written first; a page that is not there is the nearest that is. */
export async function auditPage(db: Db, { asked, size }: { asked: number; size: number }) {
  const total = await db.read.$count(auditEvents);
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(Math.max(1, Math.trunc(asked) || 1), pages);
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
    .limit(size)
    .offset((page - 1) * size);
  return { rows, total, page, pages };
}
