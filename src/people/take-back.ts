import { recordEvent } from '#audit/record.ts';
import type { CivilDate } from '#clock.ts';
import type { Tx } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { personToChange, readChange, type Change } from './change-employee.ts';
import { readDay } from './fields.ts';
import { returned } from './history.ts';
import { writePeople } from './keep.ts';
import { endRolesOf } from './end-roles.ts';
import { isSeparated } from './person.ts';
import { managerFor } from './managers.ts';

/**
 * A person who had left is employed again, from a day on: the same number and address, with everything
 * they did before. The time between stays a gap, and roles are to be granted anew.
 */
export async function takeBack(
  tx: Tx,
  act: Change & { on: CivilDate; at: Date; by: string },
): Promise<void> {
  const person = await personToChange(tx, act.number);
  if (!isSeparated(person, act.at)) {
    throw new Refusal('conflict', `${person.name} has not left. There is no return to enter.`);
  }
  const on = readDay(act.on, 'on', 'day of the return');
  const to = await readChange(tx, person, act);
  const managerNumber = to.managerNumber === undefined ? person.managerNumber : to.managerNumber;
  // The manager they had may have left meanwhile.
  if (managerNumber !== null) await managerFor(tx, { ...person, managerNumber, at: act.at });
  await writePeople(tx, [returned(person, to, on)]);
  await endRolesOf(tx, [person.number], act);
  await recordEvent(tx, {
    at: act.at,
    actor: act.by,
    act: 'employee.returned',
    subject: person.number,
    detail: { on },
  });
}
