import { recordEvent } from '#audit/record.ts';
import { sayDay, type CivilDate } from '#clock.ts';
import type { Tx } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { endLinksOf } from './end-access.ts';
import { refuseAddressOfAdmin } from './guard-address.ts';
import { readDay, readMail, readName, readTitle } from './fields.ts';
import { changed, type Kept } from './history.ts';
import { keptPeople, writePeople } from './keep.ts';
import { managerFor } from './managers.ts';
import { refuseUnknownDepartment, refuseMailOfAnother } from './taken.ts';
import { tellFormerAddress } from './tell-former-address.ts';

export type Change = {
  number: string;
  name?: string;
  title?: string;
  /** Null or empty: none. */
  mail?: string | null;
  departmentId?: string;
  /** Null or empty: none. */
  managerNumber?: string | null;
  hiredOn?: CivilDate;
};

/**
 * Changes what is said of a person, as of a day: today, or back to their last change. What they did
 * and signed stays theirs. Returns the names of the fields that changed; none changes nothing.
 */
export async function changeEmployee(
  tx: Tx,
  act: Change & { on: CivilDate; today: CivilDate; at: Date; by: string },
): Promise<string[]> {
  const person = await personToChange(tx, act.number);
  const to = await readChange(tx, person, act);
  const next = changed(person, to, effective(person, act));
  const fields = differences(person, next);
  if (Object.keys(fields).length === 0) return [];
  if (fields['mail']) await refuseAddressOfAdmin(tx, [person.number], act.by);
  await writePeople(tx, [next]);
  if (fields['mail']) {
    const [from, to] = fields['mail'];
    await endLinksOf(tx, [person.number]);
    await tellFormerAddress(tx, [{ number: person.number, from, to }], act);
  }
  await recordEvent(tx, {
    at: act.at,
    actor: act.by,
    act: 'employee.changed',
    subject: person.number,
    detail: { on: act.on, changed: fields },
  });
  return Object.keys(fields);
}

/** The person of a number, with where they were. Refuses a number of nobody. */
export async function personToChange(tx: Tx, number: string): Promise<Kept> {
  const person = (await keptPeople(tx, [number])).get(number);
  if (person) return person;
  throw new Refusal('not-found', 'There is no such person. Choose one from the list.');
}

/** What a form says of a person, read and checked; what it leaves out stays. */
export async function readChange(tx: Tx, person: Kept, act: Change & { at: Date }) {
  const to: Partial<Omit<Kept, 'number' | 'publicId' | 'history' | 'separatedOn'>> = {};
  if (act.name !== undefined) to.name = readName(act.name);
  if (act.title !== undefined) to.title = readTitle(act.title);
  if (act.hiredOn !== undefined) to.hiredOn = readDay(act.hiredOn, 'hiredOn', 'hire date');
  if (act.mail !== undefined) {
    to.mail = act.mail?.trim() ? readMail(act.mail) : null;
    if (to.mail !== null) await refuseMailOfAnother(tx, to.mail, person.number);
  }
  if (act.departmentId !== undefined) {
    await refuseUnknownDepartment(tx, act.departmentId);
    to.departmentId = act.departmentId;
  }
  if (act.managerNumber !== undefined) {
    const typed = act.managerNumber?.trim() ?? '';
    const stays = typed.toLowerCase() === (person.managerNumber ?? '').toLowerCase();
    to.managerNumber = stays
      ? person.managerNumber
      : typed === ''
        ? null
        : await managerFor(tx, { ...person, managerNumber: typed, at: act.at });
  }
  return to;
}

const FIELDS = [
  'name',
  'title',
  'mail',
  'departmentId',
  'managerNumber',
  'hiredOn',
  'separatedOn',
] as const;

/** What is said otherwise, each from and to. */
export function differences(from: Kept, to: Kept): Record<string, [string | null, string | null]> {
  return Object.fromEntries(
    FIELDS.filter((field) => from[field] !== to[field]).map((field) => [
      field,
      [from[field], to[field]],
    ]),
  );
}

function effective(person: Kept, { on, today }: { on: CivilDate; today: CivilDate }): CivilDate {
  const day = readDay(on, 'on', 'day from which this holds');
  if (day > today) {
    throw new Refusal('bad-input', 'A change holds from today or from an earlier day.', 'on');
  }
  const { fromOn } = person.history.at(-1)!;
  if (day < fromOn && day < today) {
    throw new Refusal(
      'bad-input',
      `What stands here holds since ${sayDay(fromOn)}. A change cannot be older than that.`,
      'on',
    );
  }
  return day;
}
