import { sql } from 'drizzle-orm';
import { recordEvents } from '#audit/record.ts';
import type { Tx } from '#db/client.ts';
import { roleGrants } from '#db/schema/index.ts';

/** Who comes back begins as an employee: what they were trusted with years ago is not given unasked. */
export async function endRolesOf(
  tx: Tx,
  numbers: readonly string[],
  { at, by }: { at: Date; by: string },
): Promise<void> {
  const ended = await tx
    .delete(roleGrants)
    .where(
      sql`${roleGrants.employeeNumber} IN (SELECT value FROM json_each(${JSON.stringify(numbers)}))`,
    )
    .returning({ number: roleGrants.employeeNumber, role: roleGrants.role });
  await recordEvents(
    tx,
    ended.map(({ number, role }) => ({
      at,
      actor: by,
      act: 'role.revoked',
      subject: number,
      detail: { role, because: 'returned' },
    })),
  );
}
