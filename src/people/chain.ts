import { sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';

/** Deeper than any city; a circle that stood in an imported database ends here. */
const DEEPEST = 100;

/**
 * Why a manager sees a person: the names of those between them, from the person's own manager up; empty
 * when the person reports to them directly, undefined when they do not report to them at all.
 */
export async function chainBetween(
  read: Pick<Reader, 'all'>,
  number: string,
  managerNumber: string,
): Promise<string[] | undefined> {
  if (number === managerNumber) return undefined;
  const above = await read.all<{ number: string; name: string }>(sql`
    WITH RECURSIVE above(number, depth) AS (
      SELECT manager_number, 1 FROM employees WHERE number = ${number}
      UNION ALL
      SELECT e.manager_number, above.depth + 1 FROM above JOIN employees AS e ON e.number = above.number
      WHERE above.number <> ${managerNumber} AND above.depth < ${DEEPEST}
    )
    SELECT e.number AS number, e.name AS name
    FROM above JOIN employees AS e ON e.number = above.number ORDER BY above.depth`);
  const reached = above.findIndex((person) => person.number === managerNumber);
  return reached === -1 ? undefined : above.slice(0, reached).map(({ name }) => name);
}
