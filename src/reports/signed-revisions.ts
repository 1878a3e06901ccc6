import { sql } from 'drizzle-orm';
import type { CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';

export type SignedRevision = {
  revision: string;
  /** Signatures that stand, also of people who have left: nobody's earlier one is ever taken away. */
  signatures: number;
  /** People employed today whose newest signature is of this revision, and who count by it. */
  people: number;
  /** People employed today who signed this revision, and a later one since. */
  superseded: number;
};

/** How many signed which revision of a policy, the newest first. What HR has withdrawn does not count. */
export async function signedRevisions(
  read: Pick<Reader, 'all'>,
  { policyId, today }: { policyId: string; today: CivilDate },
): Promise<SignedRevision[]> {
  return read.all<SignedRevision>(sql`
    WITH signed AS (
      SELECT s.revision, s.employee_number AS number, count(*) AS times,
        max(s.separated_on IS NULL OR s.separated_on > ${today}) AS here
      FROM standings AS s
      WHERE s.policy_id = ${policyId} AND s.state = 'attested' AND NOT s.withdrawn
      GROUP BY s.revision, s.employee_number
    ), newest AS (SELECT number, max(revision) AS revision FROM signed GROUP BY number)
    SELECT signed.revision, sum(signed.times) AS signatures,
      sum(signed.here AND signed.revision = newest.revision) AS people,
      sum(signed.here AND signed.revision < newest.revision) AS superseded
    FROM signed JOIN newest ON newest.number = signed.number
    GROUP BY signed.revision ORDER BY signed.revision DESC`);
}
