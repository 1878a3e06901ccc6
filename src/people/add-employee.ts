import { eq, sql } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import { isCivilDate, type CivilDate } from '#clock.ts';
import type { Tx } from '#db/client.ts';
import { departments, employees, placements } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';
import { randomId } from './random-id.ts';

export type NewEmployee = {
  number: string;
  name: string;
  title: string;
  /** Work mail; kept in lower case. Some employees have none. */
  mail?: string | undefined;
  departmentId: string;
  /** Employee number of the manager, who is added first. */
  managerNumber?: string | undefined;
  hiredOn: CivilDate;
  at: Date;
  /** Employee number of who adds, or `system`. */
  by: string;
};

/**
 * Adds a person and returns their public id. Refuses a field that is empty, too long or not what it
 * says, an unknown department or manager, and a number or mail that another person has.
 */
export async function addEmployee(tx: Tx, added: NewEmployee): Promise<string> {
  const number = text(added.number, 'number', 'employee number', 32);
  const name = text(added.name, 'name', 'name', 200);
  const title = text(added.title, 'title', 'job title', 200);
  const mail = added.mail === undefined ? null : mailAddress(added.mail);
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(number)) {
    throw refuse('number', 'An employee number is letters, digits, dots and hyphens.');
  }
  if (!isCivilDate(added.hiredOn)) {
    throw refuse('hiredOn', 'The hire date is a day that exists, written like 2026-03-09.');
  }
  await refuseUnknown(tx, added);
  await refuseDuplicate(tx, number, mail);

  const publicId = randomId();
  await tx.insert(employees).values({
    number,
    publicId,
    name,
    title,
    mail,
    departmentId: added.departmentId,
    managerNumber: added.managerNumber ?? null,
    hiredOn: added.hiredOn,
  });
  await tx.insert(placements).values({
    employeeNumber: number,
    fromOn: added.hiredOn,
    name,
    title,
    departmentId: added.departmentId,
    managerNumber: added.managerNumber ?? null,
  });
  await recordEvent(tx, { at: added.at, actor: added.by, act: 'employee.added', subject: number });
  return publicId;
}

async function refuseUnknown(tx: Tx, added: NewEmployee): Promise<void> {
  const [department] = await tx
    .select({ id: departments.id })
    .from(departments)
    .where(eq(departments.id, added.departmentId));
  if (!department) throw refuse('departmentId', 'That department does not exist.');
  if (added.managerNumber === undefined) return;
  const [manager] = await tx
    .select({ number: employees.number })
    .from(employees)
    .where(eq(employees.number, added.managerNumber));
  if (!manager) throw refuse('managerNumber', 'No employee has the manager’s employee number.');
}

async function refuseDuplicate(tx: Tx, number: string, mail: string | null): Promise<void> {
  const [sameNumber] = await tx
    .select({ number: employees.number, name: employees.name })
    .from(employees)
    .where(eq(sql`lower(${employees.number})`, number.toLowerCase()));
  if (sameNumber) {
    throw new Refusal(
      'conflict',
      `Employee number ${sameNumber.number} already belongs to ${sameNumber.name}.`,
      'number',
    );
  }
  if (mail === null) return;
  const [sameMail] = await tx
    .select({ name: employees.name })
    .from(employees)
    .where(eq(employees.mail, mail));
  if (sameMail) {
    throw new Refusal('conflict', `${mail} already belongs to ${sameMail.name}.`, 'mail');
  }
}

function text(value: string, field: string, what: string, longest: number): string {
  const trimmed = value.trim();
  if (!isVisible(trimmed)) throw refuse(field, `The ${what} is missing.`);
  if (trimmed.length > longest) {
    throw refuse(field, `The ${what} is longer than ${longest} characters.`);
  }
  const odd = oddCharacterIn(trimmed);
  if (odd) throw refuse(field, `The ${what} holds ${odd}.`);
  return trimmed;
}

function mailAddress(value: string): string {
  const mail = text(value, 'mail', 'work e-mail', 254).toLowerCase();
  if (!/^[^\s@,;:<>"]+@[^\s@,;:<>"]+\.[^\s@,;:<>"]+$/.test(mail)) {
    throw refuse('mail', 'The work e-mail looks like name@example.gov.');
  }
  return mail;
}

function refuse(field: string, sentence: string): Refusal {
  return new Refusal('bad-input', sentence, field);
}
