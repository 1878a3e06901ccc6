import { sql } from 'drizzle-orm';
import { addDays, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';

/** So many days ahead are "soon". */
export const SOON = 7;

export type DuePerson = {
  name: string;
  /** The one they report to, where that is somebody else who is here. */
  through: string | null;
  policyId: string;
  revision: string;
  dueOn: CivilDate;
  /** The campaign tells the manager after so many days; null: never. */
  escalateAfter: number | null;
};

/** Open now, due by a day, of somebody who is here; `s` are standings, `c` their campaigns. */
const open = (today: CivilDate) => sql`
  s.newest = 1 AND s.state IN ('in-progress', 'not-started') AND NOT s.withdrawn
  AND s.due_on <= ${addDays(today, SOON)} AND (s.separated_on IS NULL OR s.separated_on > ${today})
  AND c.ended_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM leaves AS l WHERE l.employee_number = s.employee_number
    AND l.from_on <= ${today} AND (l.back_on IS NULL OR l.back_on > ${today}))`;

/** Whoever reports to a manager, directly or through others, and has something due; the latest first. */
export async function duePeopleUnder(
  db: Db,
  manager: string,
  today: CivilDate,
): Promise<DuePerson[]> {
  return db.read.all<DuePerson>(sql`
    WITH RECURSIVE under(number) AS (
      SELECT number FROM employees WHERE manager_number = ${manager}
      UNION SELECT e.number FROM employees AS e JOIN under ON e.manager_number = under.number
    )
    SELECT s.name, CASE WHEN s.manager_number <> ${manager}
        AND (m.separated_on IS NULL OR m.separated_on > ${today}) THEN m.name END AS through,
      s.policy_id AS policyId, s.revision, s.due_on AS dueOn, c.escalate_after AS escalateAfter
    FROM under JOIN standings AS s ON s.employee_number = under.number
    JOIN campaigns AS c ON c.id = s.campaign_id
    LEFT JOIN employees AS m ON m.number = s.manager_number
    WHERE s.employee_number <> ${manager} AND ${open(today)}
    ORDER BY s.due_on, s.name`);
}

/** Managers, all the way up, of whoever has something due under one policy. */
export async function managersToTell(
  db: Db,
  policyId: string,
  today: CivilDate,
): Promise<string[]> {
  const rows = await db.read.all<{ number: string }>(sql`
    WITH RECURSIVE up(number) AS (
      SELECT s.manager_number FROM standings AS s JOIN campaigns AS c ON c.id = s.campaign_id
      WHERE s.policy_id = ${policyId} AND s.manager_number IS NOT NULL AND ${open(today)}
      UNION SELECT e.manager_number FROM employees AS e JOIN up ON e.number = up.number
      WHERE e.manager_number IS NOT NULL
    )
    SELECT up.number FROM up JOIN employees AS e ON e.number = up.number
    WHERE e.separated_on IS NULL OR e.separated_on > ${today} ORDER BY up.number`);
  return rows.map(({ number }) => number);
}
