import { sql } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import type { Found } from '#people/find-people.ts';

/**
 * People who have not left and have nothing of a policy assigned, in the order of names: `size` of
 * them from `page` on (the first is 1), and whether there are more. Lists of completion leave them out.
 */
export async function notAssigned(
  db: Db,
  { policyId, today }: { policyId: string; today: CivilDate },
  { page, size }: { page: number; size: number },
): Promise<{ people: Found[]; more: boolean }> {
  const people = await db.read.all<Found>(sql`
    SELECT e.public_id AS publicId, e.number AS number, e.name AS name, d.name AS department,
      e.separated_on AS separatedOn
    FROM employees AS e JOIN departments AS d ON d.id = e.department_id
    WHERE (e.separated_on IS NULL OR e.separated_on > ${today}) AND NOT EXISTS (
      SELECT 1 FROM standings AS s WHERE s.employee_number = e.number AND s.policy_id = ${policyId})
    ORDER BY e.name, e.number LIMIT ${size + 1} OFFSET ${(page - 1) * size}`);
  return { people: people.slice(0, size), more: people.length > size };
}
