import { sql } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';

/** How the people employed today stand with the text that binds, whatever else they were assigned. */
export type InForce = { signed: number; open: number; overdue: number };

/**
 * Once a coming revision was assigned, everybody is counted by that. This tells what the other figures
 * then do not: who has signed the text that binds until it takes effect, and who has that still open.
 */
export async function inForce(
  read: Pick<Reader, 'all'>,
  { policyId, revision, today }: { policyId: string; revision: string; today: CivilDate },
): Promise<InForce> {
  const [counts] = await read.all<InForce>(sql`
    WITH each AS (
      SELECT max(s.state = 'attested') AS signed,
        max(s.state IN ('not-started', 'in-progress')) AS open,
        max(s.state IN ('not-started', 'in-progress') AND s.due_on < ${today}) AS overdue
      FROM standings AS s
      WHERE s.policy_id = ${policyId} AND s.revision = ${revision} AND NOT s.withdrawn
        AND (s.separated_on IS NULL OR s.separated_on > ${today})
      GROUP BY s.employee_number
    )
    SELECT coalesce(sum(signed), 0) AS signed, coalesce(sum(open AND NOT signed), 0) AS open,
      coalesce(sum(overdue AND NOT signed), 0) AS overdue FROM each`);
  return counts!;
}
