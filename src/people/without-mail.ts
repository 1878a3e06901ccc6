import { and, asc, count, eq, gt, isNull, like, or, sql } from 'drizzle-orm';
import { civilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { departments, employees } from '#db/schema/index.ts';

export type Found = {
  number: string;
  publicId: string;
  name: string;
  title: string;
  department: string;
  hasMail: boolean;
};

/**
 * People employed, those without mail first, then by name: a page of them, and how many in all.
 * `search` is part of a name or number; `departmentId` leaves out other departments.
 */
export async function withoutMailFirst(
  db: Db,
  { search = '', departmentId = '', at }: { search?: string; departmentId?: string; at: Date },
  page: { number: number; size: number },
): Promise<{ rows: Found[]; total: number }> {
  const part = `%${search.trim().replaceAll(/[%_\\]/g, (sign) => `\\${sign}`)}%`;
  const where = and(
    or(isNull(employees.separatedOn), gt(employees.separatedOn, civilDate(at, 'UTC'))),
    departmentId === '' ? undefined : eq(employees.departmentId, departmentId),
    search.trim() === ''
      ? undefined
      : or(
          sql`${like(employees.name, part)} ESCAPE '\\'`,
          sql`${like(employees.number, part)} ESCAPE '\\'`,
        ),
  );
  const rows = await db.read
    .select({
      number: employees.number,
      publicId: employees.publicId,
      name: employees.name,
      title: employees.title,
      department: departments.name,
      mail: employees.mail,
    })
    .from(employees)
    .innerJoin(departments, eq(departments.id, employees.departmentId))
    .where(where)
    .orderBy(sql`${employees.mail} IS NOT NULL`, asc(employees.name), asc(employees.number))
    .limit(page.size)
    .offset((page.number - 1) * page.size);
  const [all] = await db.read.select({ total: count() }).from(employees).where(where);
  return {
    rows: rows.map(({ mail, ...row }) => ({ ...row, hasMail: mail !== null })),
    total: all?.total ?? 0,
  };
}
