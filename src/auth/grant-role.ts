import { eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Tx } from '#db/client.ts';
import { employees, roleGrants, type ROLES } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Confirmation } from './confirm-password.ts';
import { endAllSessions } from './sessions.ts';

export type GrantableRole = (typeof ROLES)[number];

/** `confirmed` is how whoever does it has shown anew who they are; nobody did at a portal’s begin. */
export type RoleChange = {
  number: string;
  role: GrantableRole;
  by: string;
  at: Date;
  confirmed?: Confirmation['method'];
};

/**
 * Adds a role to a person and ends their sessions, so that nobody works on under old limits.
 * A role they have already changes nothing. Refuses with `not-found` for an unknown number.
 */
export async function grantRole(
  tx: Tx,
  { number, role, by, at, confirmed }: RoleChange,
): Promise<void> {
  const [person] = await tx
    .select({ number: employees.number })
    .from(employees)
    .where(eq(employees.number, number));
  if (!person) throw new Refusal('not-found', `No employee has the number ${number}.`, 'number');
  const added = await tx
    .insert(roleGrants)
    .values({ employeeNumber: number, role, grantedAt: at, grantedBy: by })
    .onConflictDoNothing()
    .returning({ role: roleGrants.role });
  if (added.length === 0) return;
  await endAllSessions(tx, number);
  await recordEvent(tx, {
    at,
    actor: by,
    act: 'role.granted',
    subject: number,
    detail: { role, confirmed },
  });
}
