import { sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { soughtIn } from './sought.ts';

export type Found = {
  publicId: string;
  number: string;
  name: string;
  department: string;
  separatedOn: string | null;
};

/**
 * People by a part of their name or number, separated or not, in the order of names; the first `most`.
 * A text of less than two characters finds nobody.
 */
export async function findPeople(
  read: Pick<Reader, 'all'>,
  search: string,
  most: number,
): Promise<Found[]> {
  if (search.trim().length < 2) return [];
  const { piece, holds } = await soughtIn(read, search);
  return read.all<Found>(sql`
    SELECT e.public_id AS publicId, e.number AS number, e.name AS name, d.name AS department,
      e.separated_on AS separatedOn
    FROM name_pieces AS p CROSS JOIN employees AS e ON e.number = p.employee_number
    JOIN departments AS d ON d.id = e.department_id
    WHERE p.piece = ${piece} AND ${holds(sql`p.name`, sql`p.employee_number`)}
    ORDER BY p.name, p.employee_number LIMIT ${most}`);
}
