import { and, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { Reader, Tx } from '#db/client.ts';
import { employees, kioskCodes, passwordLinks, roleGrants, sessions } from '#db/schema/index.ts';
import { civilDate } from '#clock.ts';
import { Refusal } from '#errors.ts';

/**
 * Takes away what lets people in whose last day has come: sessions, links to set a password, codes for
 * the shared tablet. Sessions and sign-ins ask for the last day anyway; here nothing lies about.
 */
export async function endAccessOfLeavers(tx: Tx, at: Date): Promise<void> {
  const left = tx
    .select({ number: employees.number })
    .from(employees)
    // As `isSeparated`: in the city a few hours early, never late.
    .where(lte(employees.separatedOn, civilDate(at, 'UTC')));
  await tx.delete(sessions).where(inArray(sessions.employeeNumber, left));
  await tx
    .delete(passwordLinks)
    .where(and(inArray(passwordLinks.employeeNumber, left), isNull(passwordLinks.usedAt)));
  await tx
    .delete(kioskCodes)
    .where(and(inArray(kioskCodes.employeeNumber, left), isNull(kioskCodes.usedAt)));
}

/** Links that went to an address that is no longer somebody's. */
export async function endLinksOf(tx: Tx, numbers: readonly string[]): Promise<void> {
  const asked = sql`(SELECT value FROM json_each(${JSON.stringify(numbers)}))`;
  await tx
    .delete(passwordLinks)
    .where(and(sql`${passwordLinks.employeeNumber} IN ${asked}`, isNull(passwordLinks.usedAt)));
}

/**
 * Refuses to end the employment of who asks for it at once, and that of the last admin on whatever day:
 * nobody would be left to set it right. `leaving` are those whose last day is set; `atOnce` those of
 * them who are out now.
 */
export async function refuseLockout(
  read: Pick<Reader, 'select'>,
  {
    leaving,
    atOnce,
    by,
    at,
  }: { leaving: ReadonlySet<string>; atOnce: ReadonlySet<string>; by: string; at: Date },
): Promise<void> {
  if (atOnce.has(by)) {
    throw new Refusal(
      'conflict',
      'This would end your own employment, and sign you out. Ask a colleague in HR to do it.',
      'lastDay',
    );
  }
  const admins = await read
    .select({ number: employees.number, separatedOn: employees.separatedOn })
    .from(employees)
    .innerJoin(roleGrants, eq(roleGrants.employeeNumber, employees.number))
    .where(eq(roleGrants.role, 'admin'));
  const today = civilDate(at, 'UTC');
  const there = admins.filter(({ separatedOn }) => separatedOn === null || separatedOn > today);
  const goes = there.some(({ number }) => leaving.has(number));
  const stays = there.some(
    ({ number, separatedOn }) => !leaving.has(number) && separatedOn === null,
  );
  if (goes && !stays) {
    throw new Refusal(
      'conflict',
      'The portal would have no admin left. Make somebody else an admin first.',
      'lastDay',
    );
  }
}
