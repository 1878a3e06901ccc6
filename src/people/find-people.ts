import { and, asc, eq, or, sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { departments, employees } from '#db/schema/index.ts';

/** People by a part of their name or the beginning of their number, separated or not; the first `most`. */
export async function findPeople(read: Pick<Reader, 'select'>, search: string, most: number) {
  const typed = search.trim().toLowerCase();
  return read
    .select({
      publicId: employees.publicId,
      number: employees.number,
      name: employees.name,
      department: departments.name,
      separatedOn: employees.separatedOn,
    })
    .from(employees)
    .innerJoin(departments, eq(departments.id, employees.departmentId))
    .where(
      and(
        sql`${typed} <> ''`,
        or(
          sql`instr(lower(${employees.name}), ${typed}) > 0`,
          sql`instr(lower(${employees.number}), ${typed}) = 1`,
        ),
      ),
    )
    .orderBy(asc(employees.name), asc(employees.number))
    .limit(most);
}
