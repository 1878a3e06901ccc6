import { z } from 'zod';
import { assign as assignPolicy } from '#assignments/assign.ts';
import { formAction } from './define.ts';
import { chosen, id, typed } from './fields.ts';

/** HR assigns a policy to everyone or to departments, with a due date. */
export const assign = formAction({
  roles: ['hr'],
  input: z.object({
    id,
    policyId: typed(64, 'Choose a policy from the list.'),
    reach: z.enum(['everyone', 'departments'], { error: 'Choose everyone, or some departments.' }),
    departments: chosen,
    again: typed(8, 'Choose again whether those who have signed are asked anew.'),
    dueOn: typed(10, 'Give the due date as a day that exists, like 2026-12-11.'),
  }),
  async run({ id, policyId, reach, departments, again, dueOn }, { locals }, { number }) {
    const { db, policies, clock, config } = locals.portal;
    return assignPolicy(db, {
      id,
      policies,
      policyId,
      again: again === 'true',
      audience: reach === 'everyone' ? { everyone: true } : { departments },
      dueOn,
      timeZone: config.timeZone,
      by: number,
      at: clock(),
    });
  },
});
