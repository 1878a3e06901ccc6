import { and, eq, ne, sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { departments, employees } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';

type Read = Pick<Reader, 'select'>;

/** Refuses a number that another person has, in whatever case it is written. */
export async function refuseNumberOfAnother(read: Read, number: string): Promise<void> {
  const [same] = await read
    .select({ number: employees.number, name: employees.name })
    .from(employees)
    .where(eq(sql`lower(${employees.number})`, number.toLowerCase()));
  if (!same) return;
  const sentence = `Employee number ${same.number} already belongs to ${same.name}.`;
  throw new Refusal('conflict', sentence, 'number');
}

/** Refuses a mail that somebody else has. */
export async function refuseMailOfAnother(read: Read, mail: string, number: string): Promise<void> {
  const [same] = await read
    .select({ name: employees.name })
    .from(employees)
    .where(and(eq(employees.mail, mail), ne(employees.number, number)));
  if (same) throw new Refusal('conflict', `${mail} already belongs to ${same.name}.`, 'mail');
}

export async function refuseUnknownDepartment(read: Read, id: string): Promise<void> {
  const [department] = await read
    .select({ id: departments.id })
    .from(departments)
    .where(eq(departments.id, id));
  if (!department) {
    throw new Refusal('bad-input', 'That department does not exist.', 'departmentId');
  }
}
