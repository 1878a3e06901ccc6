import { asc, sql } from 'drizzle-orm';
import type { Reader, Tx } from '#db/client.ts';
import { employees, placements } from '#db/schema/index.ts';
import type { Kept } from './history.ts';

/** The only writer of `employees` and `placements`: one person or a whole city at once. */

const AT_ONCE = 500;

/** People with where they were, by number, separated or not; those there are. */
export async function keptPeople(
  read: Pick<Reader, 'select'>,
  numbers: readonly string[],
): Promise<Map<string, Kept>> {
  const people = new Map<string, Kept>();
  for (const some of chunks(numbers, AT_ONCE)) {
    const asked = sql`(SELECT value FROM json_each(${JSON.stringify(some)}))`;
    const rows = await read
      .select()
      .from(employees)
      .where(sql`${employees.number} IN ${asked}`);
    for (const row of rows) people.set(row.number, { ...row, history: [] });
    const were = await read
      .select()
      .from(placements)
      .where(sql`${placements.employeeNumber} IN ${asked}`)
      .orderBy(asc(placements.employeeNumber), asc(placements.fromOn));
    for (const { employeeNumber, ...placement } of were) {
      people.get(employeeNumber)?.history.push(placement);
    }
  }
  return people;
}

/** Writes people as they are to be from now on, new ones and others. Who they may be is settled before. */
export async function writePeople(tx: Tx, people: readonly Kept[]): Promise<void> {
  // Two people may have swapped their addresses: all old ones go before the first new one comes.
  for (const some of chunks(people, AT_ONCE)) {
    const given = JSON.stringify(some.map(({ number, mail }) => ({ number, mail })));
    await tx.run(sql`
      UPDATE employees SET mail = NULL FROM json_each(${given}) AS given
      WHERE employees.number = given.value ->> 'number' AND employees.mail IS NOT given.value ->> 'mail'`);
  }
  for (const some of chunks(people, AT_ONCE)) {
    const given = JSON.stringify(some);
    await tx.run(sql`
      INSERT INTO employees (number, public_id, name, title, mail, department_id, manager_number, hired_on, separated_on)
      SELECT value ->> 'number', value ->> 'publicId', value ->> 'name', value ->> 'title', value ->> 'mail',
        value ->> 'departmentId', value ->> 'managerNumber', value ->> 'hiredOn', value ->> 'separatedOn'
      FROM json_each(${given}) WHERE true
      ON CONFLICT (number) DO UPDATE SET name = excluded.name, title = excluded.title, mail = excluded.mail,
        department_id = excluded.department_id, manager_number = excluded.manager_number,
        hired_on = excluded.hired_on, separated_on = excluded.separated_on`);
    await tx.run(sql`
      DELETE FROM placements
      WHERE employee_number IN (SELECT value ->> 'number' FROM json_each(${given}))`);
    await tx.run(sql`
      INSERT INTO placements (employee_number, from_on, to_on, name, title, department_id, manager_number)
      SELECT person.value ->> 'number', it.value ->> 'fromOn', it.value ->> 'toOn', it.value ->> 'name',
        it.value ->> 'title', it.value ->> 'departmentId', it.value ->> 'managerNumber'
      FROM json_each(${given}) AS person, json_each(person.value, '$.history') AS it`);
    await turn();
  }
}

/**
 * Lets the portal answer others. It is no waiting for anything else than the database: a write of a
 * whole city would keep everybody waiting for seconds.
 */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export function* chunks<T>(list: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < list.length; start += size) yield list.slice(start, start + size);
}
