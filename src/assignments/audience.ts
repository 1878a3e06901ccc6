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
  const { departments: asked = [] } = audience;
  if (audience.everyone) {
    const rows = await read.select({ number: employees.number }).from(employees).where(employed);
    return rows.map((row) => row.number);
  }
  const known = await read
    .select({ id: departments.id })
    .from(departments)
    .where(inArray(departments.id, asked));
  if (asked.length === 0 || known.length < new Set(asked).size) {
    throw new Refusal('bad-input', 'Choose everyone, or one or more departments.', 'audience');
  }
  const rows = await read
    .select({ number: employees.number })
    .from(employees)
    .where(and(employed, inArray(employees.departmentId, asked)));
  return rows.map((row) => row.number);
}
