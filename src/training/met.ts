import { and, eq } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { assignments, attemptItems, attempts } from '#db/schema/index.ts';

/**
 * `scenario/telling` of everything a person has been asked in a policy, in whichever assignment and
 * kind of attempt: what stands answered on old pages is not asked first.
 */
export async function metIn(
  read: Pick<Reader, 'select'>,
  { employeeNumber, policyId }: { employeeNumber: string; policyId: string },
): Promise<Set<string>> {
  const items = await read
    .select({ scenario: attemptItems.scenario, telling: attemptItems.telling })
    .from(attemptItems)
    .innerJoin(attempts, eq(attempts.id, attemptItems.attemptId))
    .innerJoin(assignments, eq(assignments.id, attempts.assignmentId))
    .where(and(eq(assignments.employeeNumber, employeeNumber), eq(assignments.policyId, policyId)));
  return new Set(items.map(({ scenario, telling }) => `${scenario}/${telling}`));
}
