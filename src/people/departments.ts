import { sql } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';

/** Every department by name, with how many are employed there on a day. */
export async function departmentsWithPeople(
  read: Pick<Reader, 'all'>,
  today: CivilDate,
): Promise<{ id: string; name: string; people: number }[]> {
  return read.all(sql`
    SELECT d.id AS id, d.name AS name, count(e.number) AS people
    FROM departments AS d LEFT JOIN employees AS e
      ON e.department_id = d.id AND (e.separated_on IS NULL OR e.separated_on > ${today})
    GROUP BY d.id ORDER BY d.name`);
}
