import { asc, eq, sql } from 'drizzle-orm';
import type { Reader } from '#db/client.ts';
import { employees } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isSeparated } from './person.ts';

/** Deeper than any city; a circle that stood in an imported database ends here. */
const DEEPEST = 100;

export type Under = {
  number: string;
  name: string;
  managerNumber: string;
  separatedOn: string | null;
  /** 1: reports to them directly. */
  depth: number;
};

/**
 * Everybody under a manager, directly or through others, separated or not: those whose own manager
 * has left are still under the one above.
 */
export async function peopleUnder(
  read: Pick<Reader, 'all'>,
  managerNumber: string,
): Promise<Under[]> {
  return read.all<Under>(sql`
    WITH RECURSIVE under(number, depth) AS (
      SELECT number, 1 FROM employees WHERE manager_number = ${managerNumber}
      UNION
      SELECT e.number, under.depth + 1 FROM under JOIN employees AS e ON e.manager_number = under.number
      WHERE under.depth < ${DEEPEST}
    )
    SELECT e.number AS number, e.name AS name, e.manager_number AS managerNumber,
      e.separated_on AS separatedOn, min(under.depth) AS depth
    FROM under JOIN employees AS e ON e.number = under.number
    WHERE e.number <> ${managerNumber}
    GROUP BY e.number ORDER BY depth, e.name, e.number`);
}

/** The employed people whose manager has left, by manager and name; of these managers, when given. */
export async function withoutManager(
  read: Pick<Reader, 'all'>,
  today: string,
  managers?: readonly string[],
): Promise<{ number: string; publicId: string; name: string; manager: string }[]> {
  const among = managers
    ? sql`AND m.number IN (SELECT value FROM json_each(${JSON.stringify(managers)}))`
    : sql``;
  return read.all(sql`
    SELECT e.number AS number, e.public_id AS publicId, e.name AS name, m.name AS manager
    FROM employees AS m JOIN employees AS e ON e.manager_number = m.number
    WHERE m.separated_on <= ${today} AND (e.separated_on IS NULL OR e.separated_on > ${today}) ${among}
    ORDER BY m.name, m.number, e.name, e.number`);
}

/**
 * Refuses a manager who is nobody, has left, or is under the person already. Returns the number as it
 * is kept: people type it in any case. `name` and `number` are the person's; a new person is over nobody.
 */
export async function managerFor(
  read: Pick<Reader, 'select' | 'all'>,
  person: { number: string; name: string; managerNumber: string; at: Date },
): Promise<string> {
  const [manager] = await read
    .select()
    .from(employees)
    .where(eq(sql`lower(${employees.number})`, person.managerNumber.trim().toLowerCase()))
    .orderBy(asc(employees.number));
  if (!manager) throw refuse('No employee has the manager’s employee number.');
  if (isSeparated(manager, person.at)) {
    throw refuse(`${manager.name} has left. Choose a manager who is employed.`);
  }
  if (manager.number === person.number) throw refuse('Nobody is their own manager.');
  const above = await read.all<{ number: string; name: string }>(sql`
    WITH RECURSIVE above(number, depth) AS (
      SELECT ${manager.number}, 0
      UNION ALL
      SELECT e.manager_number, above.depth + 1 FROM above JOIN employees AS e ON e.number = above.number
      WHERE e.manager_number IS NOT NULL AND above.number <> ${person.number} AND above.depth < ${DEEPEST}
    )
    SELECT e.number AS number, e.name AS name
    FROM above JOIN employees AS e ON e.number = above.number ORDER BY above.depth`);
  const circle = above.findIndex(({ number }) => number === person.number);
  if (circle === -1) return manager.number;
  const chain = above.slice(1, circle + 1).map(({ name }) => name);
  throw refuse(
    `${person.name} cannot report to ${manager.name}: ${sayChain(manager.name, chain)}.`,
  );
}

/** `Ana reports to Bo, who reports to Cy`. */
export function sayChain(first: string, above: readonly string[]): string {
  return `${first} reports to ${above.join(', who reports to ')}`;
}

function refuse(sentence: string): Refusal {
  return new Refusal('bad-input', sentence, 'managerNumber');
}
