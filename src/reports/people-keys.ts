import { sql, type SQL } from 'drizzle-orm';
import type { Db, Reader } from '#db/client.ts';
import { soughtIn } from '#people/sought.ts';
import { countPeople } from './count-people.ts';
import { dueBetween, isOpen, storedStates, type CompletionFilter, type Stored } from './counted.ts';

export type Edge = { name: string; number: string };
export type Key = Edge & { id: string };

/** So few are read all and put in order; to look for them among everybody's names takes longer. */
const FEW = 300;
/** The people of a larger team are looked for by name; those of a smaller one are read all. */
const LARGE_TEAM = 1000;
/** Deeper than any city; a circle that stood in an imported database ends here. */
const DEEPEST = 100;

type Asked = {
  /** The person before the first, in the order asked; none: from the beginning. */
  edge: Edge | undefined;
  backwards: boolean;
  size: number;
};

/**
 * Which assignments stand on a page, in its order; backwards from the edge when that is asked for. Of the
 * ways to find them the one is taken that reads least.
 */
export async function keysOf(
  { read }: Pick<Db, 'read'>,
  filter: CompletionFilter,
  asked: Asked,
): Promise<Key[]> {
  const { edge, backwards, size } = asked;
  const sought = filter.search ? await soughtIn(read, filter.search) : undefined;
  const sign = backwards ? sql`<` : sql`>`;
  const way = backwards ? sql`DESC` : sql`ASC`;
  const beyond = (name: SQL, number: SQL) =>
    edge ? sql`AND (${name}, ${number}) ${sign} (${edge.name}, ${edge.number})` : sql``;
  const columns = sql`s.assignment_id AS id, s.name AS name, s.employee_number AS number`;
  const restOf = (conditions: CompletionFilter) => sql`AND ${chosen(conditions)}
    ${sought ? sql`AND ${sought.holds(sql`s.name`, sql`s.employee_number`)}` : sql``}
    ${beyond(sql`s.name`, sql`s.employee_number`)}
    ORDER BY s.name ${way}, s.employee_number ${way} LIMIT ${size}`;
  const rest = restOf(filter);

  if (filter.managerNumber !== undefined) {
    return read.all<Key>(sql`
      SELECT ${columns} FROM standings AS s INDEXED BY standings_by_manager
      WHERE s.manager_number = ${filter.managerNumber} AND s.state IN ${[...storedStates(filter)]} ${rest}`);
  }
  const keys: Key[] = [];
  const few = await fewByDueDate(read, filter);
  if (few.length > 0) {
    keys.push(
      ...(await read.all<Key>(sql`
        SELECT ${columns} FROM standings AS s INDEXED BY standings_open
        WHERE s.state IN ('in-progress', 'not-started') AND s.state IN ${few} ${rest}`)),
    );
  }
  const states = storedStates(filter).filter((state) => !few.includes(state));
  if (states.length === 0) return keys;
  if (sought?.piece !== undefined && filter.departmentId === undefined) {
    // The pieces are in the order of names, so the first of them are the page.
    keys.push(
      ...(await read.all<Key>(sql`
        SELECT s.assignment_id AS id, p.name AS name, p.employee_number AS number
        FROM name_pieces AS p CROSS JOIN standings AS s ON s.employee_number = p.employee_number
        WHERE p.piece = ${sought.piece} AND ${sought.holds(sql`p.name`, sql`p.employee_number`)}
          ${beyond(sql`p.name`, sql`p.employee_number`)}
          AND s.state IN ${states} AND ${chosen(filter)}
        ORDER BY p.name ${way}, p.employee_number ${way} LIMIT ${size}`)),
    );
  } else if (filter.under !== undefined && !(await isLarge(read, filter.under))) {
    keys.push(
      ...(await read.all<Key>(sql`
        SELECT ${columns} FROM ${peopleBelow(filter.under)} AS below
        CROSS JOIN standings AS s INDEXED BY standings_by_employee ON s.employee_number = below.number
        WHERE s.state IN ${states} ${restOf({ ...filter, under: undefined })}`)),
    );
  } else {
    // An index holds the names of one state in order; the states' pages make one.
    const from = filter.departmentId ? sql`standings_by_department` : sql`standings_by_name`;
    for (const state of states) {
      keys.push(
        ...(await read.all<Key>(sql`
          SELECT ${columns} FROM standings AS s INDEXED BY ${from} WHERE s.state = ${state} ${rest}`)),
      );
    }
  }
  const order = backwards ? -1 : 1;
  return keys.sort((a, b) => order * compare(a, b)).slice(0, size);
}

/** The open states of a filter by due dates when few are due then: an index has them in the order of days. */
async function fewByDueDate(
  read: Pick<Reader, 'select'>,
  filter: CompletionFilter,
): Promise<Stored[]> {
  const { to, before } = dueBetween(filter);
  const open = storedStates(filter).filter(isOpen);
  if ((to ?? before) === undefined || filter.departmentId || open.length === 0) return [];
  const most = await countPeople(read, { ...filter, ...NOT_TALLIED }, open);
  return most !== undefined && most <= FEW ? open : [];
}

/** What a filter may ask and tallies do not know. */
const NOT_TALLIED = { search: undefined, managerNumber: undefined, under: undefined };

/** The newest assignment of everybody employed on the day, as the filter says, but for the states. */
function chosen(filter: CompletionFilter): SQL {
  const { from, to, before } = dueBetween(filter);
  const conditions = [
    sql`s.policy_id = ${filter.policyId}`,
    sql`s.newest = 1`,
    sql`(s.separated_on IS NULL OR s.separated_on > ${filter.today})`,
    filter.departmentId && sql`s.department_id = ${filter.departmentId}`,
    filter.campaignId && sql`s.campaign_id = ${filter.campaignId}`,
    filter.revision && sql`s.revision = ${filter.revision}`,
    // Who waits for a return from leave is due some day: not before one.
    from && (to ? sql`s.due_on >= ${from}` : sql`(s.due_on >= ${from} OR s.due_on IS NULL)`),
    to && sql`s.due_on <= ${to}`,
    before && sql`s.due_on < ${before}`,
    filter.under && isBelow(filter.under),
    filter.managerNumber && sql`s.manager_number = ${filter.managerNumber}`,
  ];
  return sql.join(
    conditions.filter((one) => one !== undefined && one !== ''),
    sql` AND `,
  );
}

/** That the person of standing `s` reports to a manager, directly or through others: asked upwards, some steps a person. */
function isBelow(managerNumber: string): SQL {
  return sql`(s.employee_number <> ${managerNumber} AND EXISTS (
    WITH RECURSIVE above(number, depth) AS (
      SELECT s.manager_number, 1
      UNION ALL
      SELECT e.manager_number, above.depth + 1 FROM above JOIN employees AS e ON e.number = above.number
      WHERE above.number <> ${managerNumber} AND above.depth < ${DEEPEST}
    )
    SELECT 1 FROM above WHERE number = ${managerNumber}))`;
}

/** Everybody who reports to a manager, directly or through others, as a table of `number`; the first `most`. */
function peopleBelow(managerNumber: string, most = -1): SQL {
  return sql`(
    WITH RECURSIVE below(number, depth) AS (
      SELECT number, 1 FROM employees WHERE manager_number = ${managerNumber}
      UNION
      SELECT e.number, below.depth + 1 FROM below JOIN employees AS e ON e.manager_number = below.number
      WHERE below.depth < ${DEEPEST} LIMIT ${most}
    )
    SELECT DISTINCT number FROM below WHERE number <> ${managerNumber}
  )`;
}

async function isLarge(read: Pick<Reader, 'all'>, managerNumber: string): Promise<boolean> {
  const [found] = await read.all<{ people: number }>(
    sql`SELECT count(*) AS people FROM ${peopleBelow(managerNumber, LARGE_TEAM + 1)}`,
  );
  return (found?.people ?? 0) > LARGE_TEAM;
}

/** As the database compares: by bytes. */
function compare(a: Edge, b: Edge): number {
  return (
    Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)) ||
    Buffer.compare(Buffer.from(a.number), Buffer.from(b.number))
  );
}
