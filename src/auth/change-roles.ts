import { and, eq, isNull, or, sql } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { civilDate } from '#clock.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import { departments, employees, roleGrants, ROLES } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isSeparated, personByPublicId } from '#people/person.ts';
import { confirmPassword } from './confirm-password.ts';
import { grantRole, type GrantableRole, type RoleChange } from './grant-role.ts';
import { endAllSessions } from './sessions.ts';
import type { SignedIn } from './signed-in.ts';

/**
 * Takes a role from a person and ends their sessions. A role they do not have changes nothing. Refuses
 * with `conflict` to take the last admin's.
 */
export async function takeRole(
  tx: Tx,
  { number, role, by, at, confirmed }: RoleChange,
): Promise<void> {
  if (role === 'admin' && (await otherAdmins(tx, number, at)) === 0) {
    throw new Refusal(
      'conflict',
      'Somebody must be admin. Make another person admin first; then they can take the role away.',
      'roles',
    );
  }
  const taken = await tx
    .delete(roleGrants)
    .where(and(eq(roleGrants.employeeNumber, number), eq(roleGrants.role, role)))
    .returning({ role: roleGrants.role });
  if (taken.length === 0) return;
  await endAllSessions(tx, number);
  await recordEvent(tx, {
    at,
    actor: by,
    act: 'role.taken',
    subject: number,
    detail: { role, confirmed },
  });
}

/**
 * Gives a person exactly these roles, by an admin who gives their password again. `seen` is what the
 * form showed: when somebody else has changed them since, nothing happens. Refuses one's own roles,
 * somebody who has left, and as `takeRole` and `confirmPassword` do.
 */
export async function changeRoles(
  db: Db,
  asked: {
    by: SignedIn;
    person: string;
    roles: readonly GrantableRole[];
    seen: string;
    password: string;
    address: string;
    at: Date;
  },
): Promise<void> {
  const { by, roles, seen, password, address, at } = asked;
  const person = await personByPublicId(db, asked.person);
  if (!person) throw new Refusal('not-found', 'There is no such person. Look for them again.');
  if (person.number === by.number) throw ownRoles();
  const { method: confirmed } = await confirmPassword(db, by, password, address, at);
  await db.write(async (tx) => {
    // Two admins could take each other's role at the same moment.
    if (!(await rolesGranted(tx, by.number)).includes('admin')) {
      throw new Refusal('not-allowed', 'You are no admin any more. Nothing was changed.');
    }
    if (isSeparated(person, at) && roles.length > 0) {
      throw new Refusal('conflict', 'They have left, so they get no role.', 'roles');
    }
    const now = await rolesGranted(tx, person.number);
    if (seen !== sayRoles(now)) {
      throw new Refusal(
        'conflict',
        'Somebody else has changed these roles meanwhile. Look at them as they are now, then choose again.',
        'roles',
      );
    }
    const change = { number: person.number, by: by.number, at, confirmed };
    // Given first, so that the last admin may be followed by this one.
    for (const role of roles) await grantRole(tx, { ...change, role });
    for (const role of now) {
      if (!roles.includes(role)) await takeRole(tx, { ...change, role });
    }
  });
}

/** Roles as one text, the same for the same roles: what a form has shown. */
export function sayRoles(roles: readonly GrantableRole[]): string {
  return ROLES.filter((role) => roles.includes(role)).join(' ');
}

export function ownRoles(): Refusal {
  return new Refusal(
    'not-allowed',
    'Nobody changes their own roles. Another admin can; if there is none, make somebody else admin first.',
  );
}

/** The roles a person was given. */
export async function rolesGranted(read: Reader, number: string): Promise<GrantableRole[]> {
  const rows = await read
    .select({ role: roleGrants.role })
    .from(roleGrants)
    .where(eq(roleGrants.employeeNumber, number));
  return rows.map(({ role }) => role);
}

/** How many admins there are beside this person who have not left. */
export async function otherAdmins(read: Reader, number: string, at: Date): Promise<number> {
  const [row] = await read
    .select({ n: sql<number>`count(*)` })
    .from(roleGrants)
    .innerJoin(employees, eq(employees.number, roleGrants.employeeNumber))
    .where(
      and(
        eq(roleGrants.role, 'admin'),
        sql`${employees.number} <> ${number}`,
        or(isNull(employees.separatedOn), sql`${employees.separatedOn} > ${civilDate(at, 'UTC')}`),
      ),
    );
  return row?.n ?? 0;
}

export type RoleHolder = {
  publicId: string;
  number: string;
  name: string;
  department: string;
  roles: GrantableRole[];
};

/**
 * Whom an admin may want: those whose name, number or mail holds `text`, or without a text everybody
 * who has a role. By name, at most `most`.
 */
export async function findRoleHolders(
  db: Db,
  { text, most, at }: { text: string; most: number; at: Date },
): Promise<RoleHolder[]> {
  const typed = text.trim().toLowerCase();
  const holds = (column: unknown) => sql`instr(lower(${column}), ${typed}) > 0`;
  const rows = await db.read
    .select({
      publicId: employees.publicId,
      number: employees.number,
      name: employees.name,
      department: departments.name,
      roles: sql<
        string | null
      >`(select group_concat(${roleGrants.role}, ' ') from ${roleGrants} where ${roleGrants.employeeNumber} = ${employees.number})`,
    })
    .from(employees)
    .innerJoin(departments, eq(departments.id, employees.departmentId))
    .where(
      and(
        typed === ''
          ? sql`exists (select 1 from ${roleGrants} where ${roleGrants.employeeNumber} = ${employees.number})`
          : or(holds(employees.name), holds(employees.number), holds(employees.mail)),
        or(isNull(employees.separatedOn), sql`${employees.separatedOn} > ${civilDate(at, 'UTC')}`),
      ),
    )
    .orderBy(employees.name, employees.number)
    .limit(most);
  return rows.map((row) => ({
    ...row,
    roles: ROLES.filter((role) => row.roles?.split(' ').includes(role)),
  }));
}
