import { asc, eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Reader } from '#db/client.ts';
import { departments, employees, placements } from '#db/schema/index.ts';

/** Where a person was, from their first day on: with the names their department and manager have today. */
export async function placementsOf(read: Pick<Reader, 'select'>, number: string) {
  const managers = alias(employees, 'managers');
  return read
    .select({
      fromOn: placements.fromOn,
      /** The first day it no longer holds; null: still. */
      toOn: placements.toOn,
      name: placements.name,
      title: placements.title,
      departmentId: placements.departmentId,
      department: departments.name,
      managerNumber: placements.managerNumber,
      manager: managers.name,
    })
    .from(placements)
    .innerJoin(departments, eq(departments.id, placements.departmentId))
    .leftJoin(managers, eq(managers.number, placements.managerNumber))
    .where(eq(placements.employeeNumber, number))
    .orderBy(asc(placements.fromOn));
}
