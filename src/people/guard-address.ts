import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { employees, roleGrants } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';

/**
 * Whoever reads an address can have a link to set its account's password, so the address of an admin is
 * changed by an admin alone: HR cannot become one by it. Refuses it to anybody else; `system` is the
 * operator at the machine.
 */
export async function refuseAddressOfAdmin(
  read: Pick<Reader, 'select'>,
  numbers: readonly string[],
  by: string,
): Promise<void> {
  if (numbers.length === 0 || by === 'system') return;
  const changed = sql`(SELECT value FROM json_each(${JSON.stringify(numbers)}))`;
  const admins = await read
    .select({ number: roleGrants.employeeNumber, name: employees.name })
    .from(roleGrants)
    .innerJoin(employees, eq(employees.number, roleGrants.employeeNumber))
    .where(and(eq(roleGrants.role, 'admin'), inArray(roleGrants.employeeNumber, changed)));
  if (admins.length === 0) return;
  const [actor] = await read
    .select({ role: roleGrants.role })
    .from(roleGrants)
    .where(and(eq(roleGrants.employeeNumber, by), eq(roleGrants.role, 'admin')));
  if (actor) return;
  const names = new Intl.ListFormat('en-US').format(admins.map(({ name }) => name));
  throw new Refusal(
    'conflict',
    `${names}: the mail address of an admin is changed by an admin. Ask one to do it; nothing was changed.`,
    'mail',
  );
}
