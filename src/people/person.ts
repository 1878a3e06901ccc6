import { eq, sql, type SQL } from 'drizzle-orm';
import { civilDate } from '#clock.ts';
import type { Db, Reader } from '#db/client.ts';
import { departments, employees } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';

export type Person = {
  /** Employee number: the key of a person. */
  number: string;
  /** For addresses. */
  publicId: string;
  name: string;
  title: string;
  mail: string | null;
  departmentId: string;
  department: string;
  managerNumber: string | null;
  hiredOn: string;
  separatedOn: string | null;
};

export type Department = { id: string; name: string };

/** The person with this employee number, separated or not. */
export async function personByNumber(db: Db, number: string): Promise<Person | undefined> {
  return first(db.read, eq(employees.number, number));
}

/** The person an address speaks of, separated or not. */
export async function personByPublicId(db: Db, publicId: string): Promise<Person | undefined> {
  return first(db.read, eq(employees.publicId, publicId));
}

/** The person an address speaks of. Refuses an address of nobody. */
export async function personAt(db: Db, publicId: string | undefined): Promise<Person> {
  const person = await first(db.read, eq(employees.publicId, publicId ?? ''));
  if (person) return person;
  throw new Refusal('not-found', 'There is no such person. Choose one from the list.');
}

/**
 * Who signs in as `login`: an employee number or a work mail address, in any case.
 * Separated people are not found.
 */
export async function personByLogin(db: Db, login: string, at: Date): Promise<Person | undefined> {
  const typed = login.trim().toLowerCase();
  const person =
    (await first(db.read, eq(sql`lower(${employees.number})`, typed))) ??
    (await first(db.read, eq(employees.mail, typed)));
  return person && !isSeparated(person, at) ? person : undefined;
}

/** Every department, by name. */
export async function departmentsInOrder(db: Db): Promise<Department[]> {
  // As it stands: of two hundred, the query builder's rows take longer than the query.
  return db.read.all<Department>(sql`SELECT id, name FROM departments ORDER BY name`);
}

/**
 * True from the first moment, in UTC, of the day of separation: in the city a few hours early,
 * never late.
 */
export function isSeparated(person: { separatedOn: string | null }, at: Date): boolean {
  return person.separatedOn !== null && person.separatedOn <= today(at);
}

function today(at: Date): string {
  return civilDate(at, 'UTC');
}

async function first(read: Reader, where: SQL): Promise<Person | undefined> {
  const [person] = await select(read).where(where).limit(1);
  return person;
}

function select(read: Reader) {
  return read
    .select({
      number: employees.number,
      publicId: employees.publicId,
      name: employees.name,
      title: employees.title,
      mail: employees.mail,
      departmentId: employees.departmentId,
      department: departments.name,
      managerNumber: employees.managerNumber,
      hiredOn: employees.hiredOn,
      separatedOn: employees.separatedOn,
    })
    .from(employees)
    .innerJoin(departments, eq(departments.id, employees.departmentId));
}
