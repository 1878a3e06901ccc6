import { and, desc, eq, sql } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import { auditEvents, employees, leaves } from '#db/schema/index.ts';
import type { Leave } from './due.ts';

/** What the audit log calls a leave that was taken back. */
export const TAKEN_BACK = 'leave.taken-back';

/** The leaves of each of some people, whether past or to come. */
export async function leavesByPerson(
  read: Pick<Reader, 'select'>,
  numbers: readonly string[],
): Promise<Map<string, (Leave & { id: number })[]>> {
  const rows = await read
    .select()
    .from(leaves)
    .where(
      sql`${leaves.employeeNumber} IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`,
    )
    .orderBy(leaves.fromOn);
  const each = new Map<string, (Leave & { id: number })[]>();
  for (const { id, employeeNumber, fromOn, backOn, at } of rows) {
    const leave = { id, fromOn, backOn, notedAt: at };
    each.set(employeeNumber, [...(each.get(employeeNumber) ?? []), leave]);
  }
  return each;
}

/** One person's leaves, the latest first. */
export async function leavesOf(read: Pick<Reader, 'select'>, number: string) {
  return ((await leavesByPerson(read, [number])).get(number) ?? []).toReversed();
}

export type TakenBack = { fromOn: CivilDate; backOn: CivilDate | null; at: Date; by: string };

/** The leaves of a person that were taken back, the latest act first; `by` is a name. */
export async function takenBackLeaves(
  read: Pick<Reader, 'select'>,
  number: string,
): Promise<TakenBack[]> {
  const rows = await read
    .select({ at: auditEvents.at, detail: auditEvents.detail, name: employees.name })
    .from(auditEvents)
    .leftJoin(employees, eq(employees.number, auditEvents.actor))
    .where(and(eq(auditEvents.subject, number), eq(auditEvents.act, TAKEN_BACK)))
    .orderBy(desc(auditEvents.id));
  return rows.map(({ at, detail, name }) => {
    const { fromOn, backOn } = detail as { fromOn: CivilDate; backOn: CivilDate | null };
    return { fromOn, backOn, at, by: name ?? 'the portal' };
  });
}
