import { z } from 'zod';
import { assign as assignPolicy } from '#assignments/assign.ts';
import { formAction } from './define.ts';
import { chosen, id, ticked, typed } from './fields.ts';

/** HR assigns a policy to everyone or to departments, with a due date. */
export const assign = formAction({
  roles: ['hr'],
  input: z.object({
    id,
    policyId: typed(64, 'Choose a policy from the list.'),
    reach: z.enum(['everyone', 'departments'], { error: 'Choose everyone, or some departments.' }),
    departments: chosen,
    again: ticked,
    refreshers: ticked,
    testOut: ticked,
    dueOn: typed(10, 'Give the due date as a day that exists, like 2026-12-11.'),
  }),
  async run({ reach, departments, ...form }, { locals }, { number }) {
    const { db, policies, clock, config } = locals.portal;
    return assignPolicy(db, {
      ...form,
      policies,
      audience: reach === 'everyone' ? { everyone: true } : { departments },
      timeZone: config.timeZone,
      by: number,
      at: clock(),
    });
  },
});
