import { asc, gt } from 'drizzle-orm';
import { addDays, type CivilDate } from '#clock.ts';
import type { Reader } from '#db/client.ts';
import { departments, employees } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { nearest } from '#nearest.ts';
import { departmentId, departmentKey } from '#people/department-names.ts';
import { begun, changed, returned, separated, staying, type Kept } from '#people/history.ts';
import { keptPeople, turn } from '#people/keep.ts';
import { randomId } from '#people/random-id.ts';
import { sha256Hex } from '#rules/hash.ts';
import { columnName, type ColumnKey } from './columns.ts';
import { leaveChanges } from './leave.ts';
import { managerProblems } from './managers.ts';
import type { Item, NewDepartment, Plan } from './plan.ts';
import { inOrder, type Problem } from './problem.ts';
import type { Roster, RosterRow } from './read-roster.ts';
import { kindOf, sayFields } from './say-fields.ts';

type Read = Pick<Reader, 'select' | 'all'>;
/** A person as their row stands, without where they were. */
export type Known = Omit<Kept, 'history'>;

/**
 * What taking this roster over would do today. People are known by their number alone, in any case:
 * a new name or mail is the same person. Who is employed and not in the file leaves today; who has a
 * last day to come leaves on it. A column that is not there says nothing. Changes nothing.
 */
export async function compareRoster(
  read: Read,
  { rows, sha256 }: Roster,
  { today }: { today: CivilDate },
): Promise<Plan> {
  const people = await everybody(read);
  const rooms = await departmentsFor(read, rows);
  const problems: Problem[] = [...mailProblems(rows, people)];
  if (rooms.added.length > MOST_DEPARTMENTS) {
    const sentence = `This file names more than ${MOST_DEPARTMENTS} departments that the portal does not know. Is another column named Department?`;
    problems.push({ column: columnName('department'), sentence });
  }
  const byNumber = new Map<string, RosterRow>();
  for (const row of rows) {
    const known = people.get(row.number.toLowerCase());
    byNumber.set(known?.number ?? row.number, row);
  }
  /** Numbers as they are kept: people type them in any case. */
  const numbers = new Map([...people.values()].map(({ number }) => [number.toLowerCase(), number]));
  for (const number of byNumber.keys()) numbers.set(number.toLowerCase(), number);
  const said = (row: RosterRow) => readSaid(row, rooms.ids, numbers);

  const touched = new Set<string>();
  for (const [number, row] of byNumber) {
    const known = people.get(number.toLowerCase());
    if (known && differs(known, row, said(row), today)) touched.add(number);
  }
  for (const known of people.values()) {
    if (!byNumber.has(known.number) && known.separatedOn === null) touched.add(known.number);
  }
  const leaves = await leaveChanges(read, byNumber, today);
  for (const number of leaves.keys()) if (people.has(number.toLowerCase())) touched.add(number);
  const kept = await keptPeople(read, [...touched]);
  await turn();

  const items: Item[] = [];
  const after = new Map<string, Known>([...people.values()].map((known) => [known.number, known]));
  const add = (number: string, row: RosterRow | undefined, next: () => Kept) => {
    try {
      const before = kept.get(number);
      const to = next();
      after.set(number, to);
      items.push({
        kind: kindOf(before, to, today),
        number,
        name: to.name,
        fields: [],
        before,
        next: to,
        leave: leaves.get(number),
      });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      problems.push({
        ...(row && { line: row.line }),
        column: FIELD_COLUMNS[error.field ?? ''] ?? columnName('number'),
        sentence: error.message,
      });
    }
  };
  for (const [number, row] of byNumber) {
    if (items.length % 1000 === 999) await turn();
    const before = kept.get(number);
    if (before) add(number, row, () => nextOf(before, row, said(row), today));
    else if (!people.has(number.toLowerCase())) {
      add(number, row, () => begun({ ...newPerson(row), ...said(row) }));
    }
  }
  for (const before of kept.values()) {
    if (byNumber.has(before.number)) continue;
    const { fromOn } = before.history.at(-1)!;
    add(before.number, undefined, () => separated(before, fromOn > today ? fromOn : today));
  }
  problems.push(...managerProblems({ byNumber, numbers, before: people, after, today }));

  const names = new Map([
    ...rooms.names,
    ...rooms.added.map(({ id, name }) => [id, name] as const),
  ]);
  const nameOf = (number: string) => after.get(number)?.name ?? number;
  for (const [at, item] of items.entries()) {
    item.fields = sayFields(item, { departments: names, nameOf });
    if (at % 1000 === 999) await turn();
  }
  const { compare } = new Intl.Collator('en');
  items.sort((a, b) => compare(a.name, b.name) || (a.number < b.number ? -1 : 1));
  const employed = [...people.values()].filter(
    ({ separatedOn }) => separatedOn === null || separatedOn > today,
  ).length;
  const unchanged = byNumber.size - items.filter(({ number }) => byNumber.has(number)).length;
  const shown = items.map(({ kind, number, fields, leave }) => [kind, number, fields, leave]);
  const hash = sha256Hex(JSON.stringify([sha256, today, rooms.added, shown, unchanged]));
  return {
    items,
    departments: rooms.added,
    unchanged,
    employed,
    problems: inOrder(problems),
    hash,
  };
}

/** More new ones than this are no departments. */
const MOST_DEPARTMENTS = 500;

/** Everybody there ever was, by their number in lower case; some at a time, so that others go on. */
async function everybody(read: Read): Promise<Map<string, Known>> {
  const people = new Map<string, Known>();
  for (let last = ''; ;) {
    const some = await read
      .select()
      .from(employees)
      .where(gt(employees.number, last))
      .orderBy(asc(employees.number))
      .limit(2000);
    for (const row of some) people.set(row.number.toLowerCase(), row);
    if (some.length < 2000) return people;
    last = some.at(-1)!.number;
    await turn();
  }
}

/** The id of each department in the file by its key, and those the portal does not know yet. */
async function departmentsFor(read: Read, rows: readonly RosterRow[]) {
  const known = await read.select().from(departments);
  const ids = new Map(known.map(({ id, name }) => [departmentKey(name), id]));
  const added: NewDepartment[] = [];
  for (const { department } of rows) {
    const key = departmentKey(department);
    if (ids.has(key)) continue;
    if (added.length > MOST_DEPARTMENTS) break;
    const name = department.replaceAll(/\s+/g, ' ');
    const id = departmentId(name, [...known, ...added]);
    added.push({
      id,
      name,
      like: nearest(
        name,
        [...known, ...added].map((one) => one.name),
      ),
    });
    ids.set(key, id);
  }
  return { ids, added, names: new Map(known.map(({ id, name }) => [id, name])) };
}

type Said = Partial<Pick<Kept, 'mail' | 'managerNumber'>> &
  Pick<Kept, 'name' | 'title' | 'departmentId' | 'hiredOn'>;

/** What a row says of a person; what has no column stays as it is. */
function readSaid(
  row: RosterRow,
  ids: ReadonlyMap<string, string>,
  numbers: ReadonlyMap<string, string>,
): Said {
  const manager = row.managerNumber;
  return {
    name: row.name,
    title: row.title,
    departmentId: ids.get(departmentKey(row.department)) ?? '',
    hiredOn: row.hiredOn,
    ...(row.mail === undefined ? {} : { mail: row.mail }),
    ...(manager === undefined
      ? {}
      : { managerNumber: manager && (numbers.get(manager.toLowerCase()) ?? manager) }),
  };
}

const newPerson = (row: RosterRow) => ({
  number: row.number,
  publicId: randomId(),
  mail: null,
  managerNumber: null,
  separatedOn: endOf(row) ?? null,
});

/** The first day no longer employed; undefined where the file has no such column. */
const endOf = ({ lastDay }: RosterRow): CivilDate | null | undefined =>
  lastDay ? addDays(lastDay, 1) : lastDay;

/** When a person who is in the file is to have left: in the file without a last day, they have not. */
function wantedEnd(known: Known, row: RosterRow, today: CivilDate): CivilDate | null {
  const end = endOf(row);
  if (end !== undefined) return end;
  const isGone = known.separatedOn !== null && known.separatedOn <= today;
  return isGone ? null : known.separatedOn;
}

function differs(known: Known, row: RosterRow, said: Said, today: CivilDate): boolean {
  if (wantedEnd(known, row, today) !== known.separatedOn) return true;
  return Object.entries(said).some(([field, value]) => known[field as keyof Said] !== value);
}

/** A person as the file says they are from today on. */
function nextOf(before: Kept, row: RosterRow, said: Said, today: CivilDate): Kept {
  const end = wantedEnd(before, row, today);
  const left = before.separatedOn;
  if (left !== null && left <= today && (end === null || end > today)) {
    const on = said.hiredOn >= left ? said.hiredOn : today;
    const back = returned(before, said, on);
    return end === null ? back : separated(back, end);
  }
  // The end first: what is said of them holds, even where it is older than their last move.
  const ended = end === left ? before : end === null ? staying(before) : separated(before, end);
  return changed(ended, said, today);
}

/** Addresses of people whom the file does not name: it cannot take them away from them. */
function mailProblems(rows: readonly RosterRow[], people: ReadonlyMap<string, Known>): Problem[] {
  const named = new Set(rows.map(({ number }) => number.toLowerCase()));
  const owners = new Map<string, Known>();
  for (const [number, known] of people) {
    if (known.mail !== null && !named.has(number)) owners.set(known.mail, known);
  }
  return rows.flatMap(({ line, mail }) => {
    const owner = mail ? owners.get(mail) : undefined;
    if (!owner) return [];
    const sentence = `${mail} belongs to ${owner.name} (${owner.number}), who is not in this file.`;
    return [{ line, column: columnName('mail'), sentence }];
  });
}

/** The columns that a refusal of the history is about. */
const FIELD_COLUMNS: Readonly<Record<string, string>> = Object.fromEntries(
  (
    [
      ['lastDay', 'lastDay'],
      ['hiredOn', 'hiredOn'],
      ['on', 'hiredOn'],
    ] satisfies [string, ColumnKey][]
  ).map(([field, key]) => [field, columnName(key)]),
);
