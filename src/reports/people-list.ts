import { and, eq, inArray, not, sql, type SQL } from 'drizzle-orm';
import { stateOn, type CompletionState } from '#assignments/standing.ts';
import type { Db, Reader } from '#db/client.ts';
import {
  attestations,
  departments,
  employees,
  standings,
  tallies,
  type SIGNED_HOW,
} from '#db/schema/index.ts';
import { isCorrected, isWithdrawn } from '#evidence/withdrawn.ts';
import { soughtIn } from '#people/sought.ts';
import { dueBetween, storedStates, tallied, type CompletionFilter } from './counted.ts';

export type CompletionRow = {
  number: string;
  publicId: string;
  name: string;
  title: string;
  department: string;
  revision: string;
  assignedAt: Date;
  /** Null while the person is on leave and nobody knows how long. */
  dueOn: string | null;
  state: CompletionState;
  signedAt: Date | null;
  attestationId: string | null;
  how: (typeof SIGNED_HOW)[number] | null;
  /** HR has corrected what was signed: the receipt says how. */
  corrected: boolean;
  /** It was signed, and HR has withdrawn that: the person is to be assigned again. */
  withdrawn: boolean;
};

export type Page = {
  size: number;
  /** Public id of the person after whom the page begins; none: the first page. */
  after?: string | undefined;
  /** Or before whom it ends. */
  before?: string | undefined;
};

export type CompletionPage = {
  rows: CompletionRow[];
  /** How many there are in all; undefined where counting would mean reading all of them. */
  total: number | undefined;
  /** There are people before the first one, and after the last one. */
  earlier: boolean;
  later: boolean;
};

/**
 * One page of people in order of their names. A page is found by the person it begins after, so that the
 * last of 100,000 people takes no longer than the first.
 */
export async function completionPage(
  db: Pick<Db, 'read'>,
  filter: CompletionFilter,
  page: Page,
): Promise<CompletionPage> {
  const backwards = page.before !== undefined;
  const edge = await personEdge(db.read, page.before ?? page.after);
  const found = await keysOf(db.read, filter, { edge, backwards, size: page.size + 1 });
  const more = found.length > page.size;
  const keys = found.slice(0, page.size);
  if (backwards) keys.reverse();
  const isWhole = edge === undefined && !more;
  return {
    rows: await detailsOf(db.read, keys, filter.today),
    total: isWhole ? keys.length : await countPeople(db, filter),
    earlier: backwards ? more : edge !== undefined,
    later: backwards ? true : more,
  };
}

/** How many people there are of a filter; undefined where counting would mean reading all of them. */
export async function countPeople(
  db: Pick<Db, 'read'>,
  filter: CompletionFilter,
): Promise<number | undefined> {
  const where = tallied(filter);
  if (!where) return undefined;
  const [sum] = await db.read
    .select({ total: sql<number>`coalesce(sum(${tallies.count}), 0)` })
    .from(tallies)
    .where(where);
  return sum?.total;
}

/** Every person of a filter in order of names, some at a time, while the portal answers others. */
export async function* everyRow(
  db: Pick<Db, 'read'>,
  filter: CompletionFilter,
  atOnce = 500,
): AsyncGenerator<CompletionRow[]> {
  for (let edge: Edge | undefined; ;) {
    const keys = await keysOf(db.read, filter, { edge, backwards: false, size: atOnce });
    if (keys.length > 0) yield await detailsOf(db.read, keys, filter.today);
    edge = keys.at(-1);
    if (keys.length < atOnce) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

type Edge = { name: string; number: string };
type Key = Edge & { id: string };

async function personEdge(
  read: Pick<Reader, 'select'>,
  publicId: string | undefined,
): Promise<Edge | undefined> {
  if (publicId === undefined) return undefined;
  const [person] = await read
    .select({ name: employees.name, number: employees.number })
    .from(employees)
    .where(eq(employees.publicId, publicId));
  return person;
}

/** Which assignments stand on a page, in its order; backwards from the edge when that is asked for. */
async function keysOf(
  read: Pick<Reader, 'all'>,
  filter: CompletionFilter,
  { edge, backwards, size }: { edge: Edge | undefined; backwards: boolean; size: number },
): Promise<Key[]> {
  const sought = filter.search ? await soughtIn(read, filter.search) : undefined;
  const beyond = edge && {
    sign: backwards ? sql`<` : sql`>`,
    edge: sql`(${edge.name}, ${edge.number})`,
  };
  const way = backwards ? sql`DESC` : sql`ASC`;
  const states = [...storedStates(filter)];
  if (sought?.piece !== undefined) {
    // The pieces are in the order of names, so the first of them are the page.
    return read.all<Key>(sql`
      SELECT s.assignment_id AS id, p.name AS name, p.employee_number AS number
      FROM name_pieces AS p CROSS JOIN standings AS s ON s.employee_number = p.employee_number
      WHERE p.piece = ${sought.piece} AND ${sought.holds(sql`p.name`, sql`p.employee_number`)}
        ${beyond ? sql`AND (p.name, p.employee_number) ${beyond.sign} ${beyond.edge}` : sql``}
        AND s.state IN ${states} AND ${chosen(filter)}
      ORDER BY p.name ${way}, p.employee_number ${way} LIMIT ${size}`);
  }
  const rest = sql`AND ${chosen(filter)}
    ${sought ? sql`AND ${sought.holds(sql`s.name`, sql`s.employee_number`)}` : sql``}
    ${beyond ? sql`AND (s.name, s.employee_number) ${beyond.sign} ${beyond.edge}` : sql``}
    ORDER BY s.name ${way}, s.employee_number ${way} LIMIT ${size}`;
  const columns = sql`s.assignment_id AS id, s.name AS name, s.employee_number AS number`;
  if (filter.managerNumber !== undefined) {
    return read.all<Key>(sql`
      SELECT ${columns} FROM standings AS s INDEXED BY standings_by_manager
      WHERE s.manager_number = ${filter.managerNumber} AND s.state IN ${states} ${rest}`);
  }
  if (filter.under !== undefined) {
    return read.all<Key>(sql`
      SELECT ${columns} FROM ${peopleBelow(filter.under)} AS below
      CROSS JOIN standings AS s INDEXED BY standings_by_employee ON s.employee_number = below.number
      WHERE s.state IN ${states} ${rest}`);
  }
  // An index holds the names of one state in order; the states' pages make one.
  const from = filter.departmentId ? sql`standings_by_department` : sql`standings_by_name`;
  const keys: Key[] = [];
  for (const state of states) {
    keys.push(
      ...(await read.all<Key>(sql`
        SELECT ${columns} FROM standings AS s INDEXED BY ${from} WHERE s.state = ${state} ${rest}`)),
    );
  }
  const sign = backwards ? -1 : 1;
  return keys.sort((a, b) => sign * compare(a, b)).slice(0, size);
}

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
    from && sql`(s.due_on >= ${from} OR s.due_on IS NULL)`,
    to && sql`s.due_on <= ${to}`,
    before && sql`s.due_on < ${before}`,
    filter.search &&
      filter.under &&
      sql`s.employee_number IN (SELECT number FROM ${peopleBelow(filter.under)})`,
    filter.search && filter.managerNumber && sql`s.manager_number = ${filter.managerNumber}`,
  ];
  return sql.join(
    conditions.filter((one) => one !== undefined && one !== ''),
    sql` AND `,
  );
}

/** Deeper than any city; a circle that stood in an imported database ends here. */
const DEEPEST = 100;

/** Everybody who reports to a manager, directly or through others, as a table of `number`. */
export function peopleBelow(managerNumber: string): SQL {
  return sql`(
    WITH RECURSIVE below(number, depth) AS (
      SELECT number, 1 FROM employees WHERE manager_number = ${managerNumber}
      UNION
      SELECT e.number, below.depth + 1 FROM below JOIN employees AS e ON e.manager_number = below.number
      WHERE below.depth < ${DEEPEST}
    )
    SELECT DISTINCT number FROM below WHERE number <> ${managerNumber}
  )`;
}

/** As the database compares: by bytes. */
function compare(a: Edge, b: Edge): number {
  return (
    Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)) ||
    Buffer.compare(Buffer.from(a.number), Buffer.from(b.number))
  );
}

async function detailsOf(
  read: Pick<Reader, 'select'>,
  keys: readonly Key[],
  today: string,
): Promise<CompletionRow[]> {
  const rows = await read
    .select({
      id: standings.assignmentId,
      number: standings.employeeNumber,
      publicId: employees.publicId,
      name: standings.name,
      title: employees.title,
      department: departments.name,
      revision: standings.revision,
      assignedAt: standings.assignedAt,
      dueOn: standings.dueOn,
      state: standings.state,
      signedAt: standings.signedAt,
      attestationId: attestations.id,
      how: attestations.how,
      corrected: isCorrected,
      withdrawn: standings.withdrawn,
    })
    .from(standings)
    .innerJoin(employees, eq(employees.number, standings.employeeNumber))
    .innerJoin(departments, eq(departments.id, standings.departmentId))
    .leftJoin(
      attestations,
      and(eq(attestations.assignmentId, standings.assignmentId), not(isWithdrawn)),
    )
    .where(
      inArray(
        standings.assignmentId,
        keys.map(({ id }) => id),
      ),
    );
  const byId = new Map(rows.map(({ id, ...row }) => [id, { ...row, state: stateOn(row, today) }]));
  return keys.flatMap(({ id }) => byId.get(id) ?? []);
}
