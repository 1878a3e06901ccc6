import { z } from 'zod';
import { nudge as ask } from '#assignments/nudge.ts';
import { formAction } from './define.ts';
import { id } from './fields.ts';

/** A manager asks one of their people to come to a training. */
export const nudge = formAction({
  roles: ['manager'],
  input: z.object({ assignment: id }),
  async run({ assignment }, { locals }, { number }) {
    const { db, clock, config } = locals.portal;
    const act = { assignmentId: assignment, by: number, at: clock(), timeZone: config.timeZone };
    return ask(db, act);
  },
});
