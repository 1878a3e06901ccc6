import { z } from 'zod';
import { assign as assignPolicy } from '#assignments/assign.ts';
import { formAction } from './define.ts';

/** HR assigns a policy to everyone or to departments, with a due date. */
export const assign = formAction({
  roles: ['hr'],
  input: z.object({
    id: z.string().max(64),
    policyId: z.string().max(64),
    reach: z.enum(['everyone', 'departments'], { error: 'Choose everyone, or some departments.' }),
    departments: z.array(z.string().max(64)).max(500).default([]),
    dueOn: z.string().max(10).default(''),
  }),
  async run({ id, policyId, reach, departments, dueOn }, { locals }, { number }) {
    const { db, policies, clock, config } = locals.portal;
    return assignPolicy(db, {
      id,
      policies,
      policyId,
      audience: reach === 'everyone' ? { everyone: true } : { departments },
      dueOn,
      timeZone: config.timeZone,
      by: number,
      at: clock(),
    });
  },
});
