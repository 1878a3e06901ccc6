import { z } from 'zod';
import { endExemption, exempt, extend } from '#assignments/change-terms.ts';
import {
  endLeave as sayBack,
  noteLeave as note,
  takeBackLeave as takeBack,
} from '#assignments/leave.ts';
import { personAt } from '#people/person.ts';
import { formAction } from './define.ts';
import { count, id, typed } from './fields.ts';

const because = typed(5000, 'A reason has at most 500 characters.');
const day = typed(10, 'Give a day that exists, like 2026-12-11.');

/** HR gives one person's training another due date. */
export const extendAssignment = formAction({
  roles: ['hr'],
  input: z.object({ assignment: id, dueOn: day, because }),
  async run({ assignment, ...change }, { locals }, { number }) {
    const { db, clock, config } = locals.portal;
    const act = { ...change, by: number, at: clock(), timeZone: config.timeZone };
    await extend(db, { ...act, assignmentId: assignment });
    return { assignment };
  },
});

/** HR excuses a person from a training. */
export const exemptAssignment = formAction({
  roles: ['hr'],
  input: z.object({ assignment: id, because }),
  async run({ assignment, because }, { locals }, { number }) {
    const { db, clock, config } = locals.portal;
    const act = { because, by: number, at: clock(), timeZone: config.timeZone };
    await exempt(db, { ...act, assignmentId: assignment });
    return { assignment };
  },
});

/** HR requires a training again. */
export const endAssignmentExemption = formAction({
  roles: ['hr'],
  input: z.object({ assignment: id, because }),
  async run({ assignment, because }, { locals }, { number }) {
    const { db, clock, config } = locals.portal;
    const act = { because, by: number, at: clock(), timeZone: config.timeZone };
    await endExemption(db, { ...act, assignmentId: assignment });
    return { assignment };
  },
});

/** HR notes that a person is away. */
export const noteLeave = formAction({
  roles: ['hr'],
  input: z.object({ person: id, fromOn: day, backOn: day }),
  async run({ person, fromOn, backOn }, { locals }, { number }) {
    const { db, clock, config } = locals.portal;
    const { number: employeeNumber } = await personAt(db, person);
    const act = { employeeNumber, by: number, at: clock(), timeZone: config.timeZone };
    await db.write((tx) => note(tx, { ...act, fromOn, backOn: backOn === '' ? null : backOn }));
    return { person };
  },
});

/** HR says when a person is back. */
export const endLeave = formAction({
  roles: ['hr'],
  input: z.object({ leave: count(1), backOn: day }),
  async run({ leave, backOn }, { locals }, { number }) {
    const { db, clock, config } = locals.portal;
    const act = { leave, backOn, by: number, at: clock(), timeZone: config.timeZone };
    await db.write((tx) => sayBack(tx, act));
    return { leave };
  },
});

/** HR takes back a leave that was noted by mistake. */
export const takeBackLeave = formAction({
  roles: ['hr'],
  input: z.object({ leave: count(1) }),
  async run({ leave }, { locals }, { number }) {
    const { db, clock, config } = locals.portal;
    const act = { leave, by: number, at: clock(), timeZone: config.timeZone };
    await db.write((tx) => takeBack(tx, act));
    return { leave };
  },
});
