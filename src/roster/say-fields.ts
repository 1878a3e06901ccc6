import { addDays, sayDay, type CivilDate } from '#clock.ts';
import type { Kept } from '#people/history.ts';
import { columnName, type ColumnKey } from './columns.ts';
import type { Item, Kind } from './plan.ts';

type Names = { departments: ReadonlyMap<string, string>; nameOf: (number: string) => string };

/** Which change of a person is the one to be told. */
export function kindOf(before: Kept | undefined, next: Kept, today: CivilDate): Kind {
  if (!before) return 'new';
  const left = before.separatedOn;
  if (left === null && next.separatedOn !== null) return 'leaving';
  const isGone = (end: string | null) => end !== null && end <= today;
  if (isGone(left) && !isGone(next.separatedOn)) return 'returning';
  const isMove =
    before.departmentId !== next.departmentId || before.managerNumber !== next.managerNumber;
  return isMove ? 'moved' : 'changed';
}

/** What would be said otherwise of a person, each from and to, in words. */
export function sayFields(
  { before, next, leave }: Pick<Item, 'before' | 'next' | 'leave'>,
  { departments, nameOf }: Names,
): Item['fields'] {
  const fields: Item['fields'] = [];
  for (const [field, key, say] of SAID) {
    const [from, to] = [before?.[field] ?? null, next[field]];
    if (from === to) continue;
    const words = (value: string | null) =>
      value === null ? 'none' : say(value, { departments, nameOf });
    fields.push({ what: columnName(key), from: before ? words(from) : '', to: words(to) });
  }
  if (leave) {
    const back = leave.backOn === null ? 'not known yet' : sayDay(leave.backOn);
    const since = `from ${sayDay(leave.fromOn)}, back ${back}`;
    fields.push({ what: 'Leave', from: leave.known ? 'another day back' : 'none', to: since });
  }
  return fields;
}

type Field =
  'name' | 'title' | 'departmentId' | 'managerNumber' | 'mail' | 'hiredOn' | 'separatedOn';
type Say = (value: string, names: Names) => string;

const asItIs: Say = (value) => value;
const SAID: readonly [field: Field, column: ColumnKey, say: Say][] = [
  ['name', 'name', asItIs],
  ['title', 'title', asItIs],
  ['departmentId', 'department', (id, { departments }) => departments.get(id) ?? id],
  // A new manager of the same name is another one all the same: the number stands beside it.
  ['managerNumber', 'managerNumber', (number, { nameOf }) => `${nameOf(number)} (${number})`],
  ['mail', 'mail', asItIs],
  ['hiredOn', 'hiredOn', (date) => sayDay(date)],
  ['separatedOn', 'lastDay', (date) => sayDay(addDays(date, -1))],
];
