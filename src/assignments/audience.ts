import { and, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { departments, employees, type Audience } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';

/** Employee numbers of everybody in the audience who is employed on a day. */
export async function audienceOf(
  read: Pick<Reader, 'select'>,
  audience: Audience,
  today: string,
): Promise<string[]> {
  const employed = or(isNull(employees.separatedOn), gt(employees.separatedOn, today));
  if ('everyone' in audience) {
    const rows = await read.select({ number: employees.number }).from(employees).where(employed);
    return rows.map((row) => row.number);
  }
  const known = await read
    .select({ id: departments.id })
    .from(departments)
    .where(inArray(departments.id, audience.departments));
  if (audience.departments.length === 0 || known.length < new Set(audience.departments).size) {
    throw new Refusal('bad-input', 'Choose everyone, or one or more departments.', 'audience');
  }
  const rows = await read
    .select({ number: employees.number })
    .from(employees)
    .where(and(employed, inArray(employees.departmentId, audience.departments)));
  return rows.map((row) => row.number);
}
