import { inArray, sql, type SQL } from 'drizzle-orm';
import { sayDay, type CivilDate } from '#clock.ts';
import type { Db } from '#db/client.ts';
import { campaigns, departments, employees } from '#db/schema/index.ts';
import { endOf, stoodThen, type StoodThen } from './as-of.ts';
import {
  addTo,
  cellsOf,
  countsBy,
  countsByManager,
  noCounts,
  sumOf,
  type CompletionCounts,
} from './counts.ts';
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
  /** A revision's date in words, with what a draft is. */
  sayRevision?: (revision: string) => string;
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
  const groups =
    asked.on === asked.today ? await countsNow(db, asked) : await countsThen(db, asked);
  const whole = sumOf(groups.values());
  const names = await namesOf(db, asked, [...groups.keys()]);
  const rows = [...groups].map(([id, counts]) => ({
    id,
    name: id === null ? 'Nobody: no manager is known' : (names.get(id) ?? id),
    counts,
  }));
  return { whole, rows: rows.sort((a, b) => byName.compare(a.name, b.name)) };
}

const byName = new Intl.Collator('en-US');
type Counts = Map<string | null, CompletionCounts>;

async function countsNow(db: Pick<Db, 'read'>, asked: Asked): Promise<Counts> {
  if (asked.by === 'manager') return countsByManager(db.read, asked);
  const by = { department: 'departmentId', campaign: 'campaignId', revision: 'revision' } as const;
  return countsBy(await cellsOf(db.read, asked), by[asked.by]);
}

async function countsThen(db: Pick<Db, 'read'>, asked: Asked): Promise<Counts> {
  const then = endOf(asked.on, asked.timeZone);
  const groups: Counts = new Map();
  for await (const person of everyLife(db.read, asked.policyId)) {
    const stood = stoodThen(person, then);
    if (!stood) continue;
    const id = groupOf(stood, asked.by);
    const counts = groups.get(id) ?? noCounts();
    groups.set(id, counts);
    addTo(counts, stood.state, 1);
  }
  return groups;
}

function groupOf({ place, life }: StoodThen, by: Group): string | null {
  const { departmentId, managerNumber } = place;
  const { campaignId, revision } = life;
  return { department: departmentId, manager: managerNumber, campaign: campaignId, revision }[by];
}

/** Their names of today, whenever the report is of. */
async function namesOf(
  db: Pick<Db, 'read'>,
  { by, sayRevision = sayDay }: Pick<Asked, 'by' | 'sayRevision'>,
  ids: readonly (string | null)[],
): Promise<Map<string, string>> {
  const asked = ids.filter((id) => id !== null);
  if (by === 'revision') return new Map(asked.map((id) => [id, `Revision of ${sayRevision(id)}`]));
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
