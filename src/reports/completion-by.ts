import { and, eq, gt, inArray, sql, type SQL } from 'drizzle-orm';
import { OPEN_STATES, type CompletionState } from '#assignments/standing.ts';
import { sayDay, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { campaigns, departments, employees, tallies } from '#db/schema/index.ts';
import { endOf, stoodThen, type StoodThen } from './as-of.ts';
import { addTo, noCounts, type CompletionCounts } from './completion.ts';
import { stateIn } from './counted.ts';
import { everyLife } from './lives.ts';

export const GROUPS = ['department', 'manager', 'campaign', 'revision'] as const;
export type Group = (typeof GROUPS)[number];
export type Asked = {
  policyId: string;
  by: Group;
  /** The end of this day; today: now. */
  on: CivilDate;
  today: CivilDate;
  timeZone: string;
};
export type GroupRow = {
  /** Of the department, manager, campaign or revision; null: people without a manager. */
  id: string | null;
  name: string;
  counts: CompletionCounts;
};

/**
 * Completion of a policy as of a day, by group in the order of names. Today's figures are counted by the
 * database itself; a past day's are computed from what happened, people where they were then.
 */
export async function completionBy(
  db: Pick<Db, 'read'>,
  asked: Asked,
): Promise<{ whole: CompletionCounts; rows: GroupRow[] }> {
  const cells = asked.on === asked.today ? await cellsNow(db, asked) : await cellsThen(db, asked);
  const whole = noCounts();
  const groups = new Map<string | null, CompletionCounts>();
  for (const { id, state, count } of cells) {
    const counts = groups.get(id) ?? noCounts();
    groups.set(id, counts);
    for (const sum of [whole, counts]) addTo(sum, state, count);
  }
  const names = await namesOf(db, asked.by, [...groups.keys()]);
  const rows = [...groups].map(([id, counts]) => ({
    id,
    name: id === null ? 'Nobody: no manager is known' : (names.get(id) ?? id),
    counts,
  }));
  return { whole, rows: rows.sort((a, b) => byName.compare(a.name, b.name)) };
}

const byName = new Intl.Collator('en-US');
type Cell = { id: string | null; state: CompletionState; count: number };

async function cellsNow(db: Pick<Db, 'read'>, { policyId, by, today }: Asked): Promise<Cell[]> {
  if (by === 'manager') {
    // Named, or a whole city's rows would be read: all that this asks for stands in the index.
    return db.read.all<Cell>(sql`
      SELECT manager_number AS id, count(*) AS count,
        CASE WHEN state IN ${[...OPEN_STATES]} AND due_on < ${today} THEN 'overdue' ELSE state END AS state
      FROM standings INDEXED BY standings_by_manager
      WHERE policy_id = ${policyId} AND newest = 1 AND (separated_on IS NULL OR separated_on > ${today})
      GROUP BY 1, 3`);
  }
  const id = {
    department: tallies.departmentId,
    campaign: tallies.campaignId,
    revision: tallies.revision,
  }[by];
  const state = stateIn(tallies, today);
  return db.read
    .select({ id, state, count: sql<number>`sum(${tallies.count})` })
    .from(tallies)
    .where(
      and(eq(tallies.policyId, policyId), eq(tallies.newest, true), gt(tallies.separatedOn, today)),
    )
    .groupBy(id, state);
}

async function cellsThen(db: Pick<Db, 'read'>, asked: Asked): Promise<Cell[]> {
  const then = endOf(asked.on, asked.timeZone);
  const cells = new Map<string, Cell>();
  for await (const person of everyLife(db.read, asked.policyId)) {
    const stood = stoodThen(person, then);
    if (!stood) continue;
    const id = groupOf(stood, asked.by);
    const key = `${stood.state} ${id}`;
    const cell = cells.get(key) ?? { id, state: stood.state, count: 0 };
    cell.count += 1;
    cells.set(key, cell);
  }
  return [...cells.values()];
}

function groupOf({ place, life }: StoodThen, by: Group): string | null {
  const { departmentId, managerNumber } = place;
  const { campaignId, revision } = life;
  return { department: departmentId, manager: managerNumber, campaign: campaignId, revision }[by];
}

/** Their names of today, whenever the report is of. */
async function namesOf(
  db: Pick<Db, 'read'>,
  by: Group,
  ids: readonly (string | null)[],
): Promise<Map<string, string>> {
  const asked = ids.filter((id) => id !== null);
  if (by === 'revision') return new Map(asked.map((id) => [id, `Revision of ${sayDay(id)}`]));
  const among = (column: SQL | Parameters<typeof inArray>[0]) =>
    sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(asked)}))`;
  const rows = await {
    department: () =>
      db.read
        .select({ id: departments.id, name: departments.name })
        .from(departments)
        .where(among(departments.id)),
    manager: () =>
      db.read
        .select({ id: employees.number, name: employees.name })
        .from(employees)
        .where(among(employees.number)),
    campaign: () =>
      db.read
        .select({ id: campaigns.id, name: campaigns.name })
        .from(campaigns)
        .where(among(campaigns.id)),
  }[by]();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
