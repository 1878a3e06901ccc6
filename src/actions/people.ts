import { z } from 'zod';
import { inviteNew } from '#auth/invite.ts';
import { addDays, civilDate, isCivilDate } from '#clock.ts';
import { addDepartment as add, renameDepartment as rename } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import { changeEmployee } from '#people/change-employee.ts';
import { personAt } from '#people/person.ts';
import { callOffSeparation, separate } from '#people/separate.ts';
import { takeBack } from '#people/take-back.ts';
import { formAction } from './define.ts';
import { id, ticked, typed } from './fields.ts';

const line = typed(1000, 'At most 200 characters, please.');
const date = typed(10, 'Give the date as a day that exists, like 2026-12-11.');
const number = typed(64, 'An employee number has at most 32 characters.');
const room = typed(100, 'Choose a department from the list.');
const job = { title: line, departmentId: room, managerNumber: number };

/** Now, today in the city, and who acts. */
function byNow({ portal }: App.Locals, by: string) {
  const at = portal.clock();
  return { at, today: civilDate(at, portal.config.timeZone), by };
}

/** HR adds a person by hand, and invites them at once when that is ticked and there is an address. */
export const addPerson = formAction({
  roles: ['hr'],
  input: z.object({ number, name: line, mail: line, hiredOn: date, invite: ticked, ...job }),
  async run({ mail, managerNumber, invite, ...form }, { locals }, hr) {
    const added = {
      ...form,
      mail: mail.trim() || undefined,
      managerNumber: managerNumber.trim() || undefined,
      ...byNow(locals, hr.number),
    };
    return locals.portal.db.write(async (tx) => {
      const person = await addEmployee(tx, added);
      return { person, invited: invite && (await inviteNew(tx, { ...added, publicId: person })) };
    });
  },
});

/** HR changes what is said of a person, from a day on. */
export const changePerson = formAction({
  roles: ['hr'],
  input: z.object({ person: id, name: line, mail: line, hiredOn: date, on: date, ...job }),
  async run({ person, on, ...form }, { locals }, hr) {
    const { db } = locals.portal;
    const now = byNow(locals, hr.number);
    const act = {
      ...form,
      ...now,
      on: on || now.today,
      number: (await personAt(db, person)).number,
    };
    return { changed: await db.write((tx) => changeEmployee(tx, act)) };
  },
});

/** HR enters a person's last day, or another one. */
export const endEmployment = formAction({
  roles: ['hr'],
  input: z.object({ person: id, lastDay: date }),
  async run({ person, lastDay }, { locals }, hr) {
    const { db } = locals.portal;
    // What is no day is refused as it was typed.
    const on = isCivilDate(lastDay) ? addDays(lastDay, 1) : lastDay;
    const act = { on, ...byNow(locals, hr.number), number: (await personAt(db, person)).number };
    return db.write((tx) => separate(tx, act));
  },
});

/** HR takes a last day back that has not come. */
export const keepEmployment = formAction({
  roles: ['hr'],
  input: z.object({ person: id }),
  async run({ person }, { locals }, hr) {
    const { db } = locals.portal;
    const act = { ...byNow(locals, hr.number), number: (await personAt(db, person)).number };
    await db.write((tx) => callOffSeparation(tx, act));
    return { kept: true };
  },
});

/** HR enters that somebody who had left is back. */
export const returnPerson = formAction({
  roles: ['hr'],
  input: z.object({ person: id, on: date, ...job }),
  async run({ person, ...form }, { locals }, hr) {
    const { db } = locals.portal;
    const { number } = await personAt(db, person);
    await db.write((tx) => takeBack(tx, { ...form, number, ...byNow(locals, hr.number) }));
    return { back: true };
  },
});

/** HR adds a department. */
export const addDepartment = formAction({
  roles: ['hr'],
  input: z.object({ name: line }),
  async run({ name }, { locals }, hr) {
    const act = { name, ...byNow(locals, hr.number) };
    return { department: await locals.portal.db.write((tx) => add(tx, act)) };
  },
});

/** HR gives a department another name. */
export const renameDepartment = formAction({
  roles: ['hr'],
  input: z.object({ department: room.pipe(id), name: line }),
  async run({ department, name }, { locals }, hr) {
    const act = { id: department, name, ...byNow(locals, hr.number) };
    await locals.portal.db.write((tx) => rename(tx, act));
    return { department };
  },
});
