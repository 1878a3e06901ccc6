import { recordEvent } from '#audit/record.ts';
import type { CivilDate } from '#clock.ts';
import type { Tx } from '#db/client.ts';
import { readDay, readMail, readName, readNumber, readTitle } from './fields.ts';
import { begun } from './history.ts';
import { writePeople } from './keep.ts';
import { managerFor } from './managers.ts';
import { randomId } from './random-id.ts';
import { refuseMailOfAnother, refuseNumberOfAnother, refuseUnknownDepartment } from './taken.ts';

export type NewEmployee = {
  number: string;
  name: string;
  title: string;
  /** Work mail; kept in lower case. Some employees have none. */
  mail?: string | undefined;
  departmentId: string;
  /** Employee number of the manager, who is added first. */
  managerNumber?: string | undefined;
  hiredOn: CivilDate;
  at: Date;
  /** Employee number of who adds, or `system`. */
  by: string;
};

/**
 * Adds a person and returns their public id. Refuses a field that is empty, too long or not what it
 * says, an unknown department or manager, and a number or mail that another person has.
 */
export async function addEmployee(tx: Tx, added: NewEmployee): Promise<string> {
  const person = {
    number: readNumber(added.number),
    publicId: randomId(),
    name: readName(added.name),
    title: readTitle(added.title),
    mail: added.mail === undefined ? null : readMail(added.mail),
    departmentId: added.departmentId,
    managerNumber: null as string | null,
    hiredOn: readDay(added.hiredOn, 'hiredOn', 'hire date'),
    separatedOn: null,
  };
  await refuseUnknownDepartment(tx, added.departmentId);
  if (added.managerNumber !== undefined) {
    const manager = { ...person, managerNumber: added.managerNumber, at: added.at };
    person.managerNumber = await managerFor(tx, manager);
  }
  await refuseNumberOfAnother(tx, person.number);
  if (person.mail !== null) await refuseMailOfAnother(tx, person.mail, person.number);
  await writePeople(tx, [begun(person)]);
  await recordEvent(tx, {
    at: added.at,
    actor: added.by,
    act: 'employee.added',
    subject: person.number,
  });
  return person.publicId;
}
