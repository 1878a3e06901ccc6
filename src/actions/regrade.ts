import { z } from 'zod';
import { findRevision } from '#policies/find-revision.ts';
import { regrade as regradeChecks } from '#training/regrade/regrade.ts';
import { formAction } from './define.ts';
import { id, typed } from './fields.ts';

/** HR scores the finished checks on a revision anew, as the page showed it. */
export const regrade = formAction({
  roles: ['hr'],
  input: z.object({
    policy: id,
    revision: id,
    /** Names the changes that stood on the page. */
    seen: id,
    because: typed(5000, 'A reason has at most 1000 characters.'),
  }),
  async run({ policy, revision, ...act }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    const found = findRevision(policies, policy, revision);
    return regradeChecks(db, { ...act, ...found, policies, by: number, at: clock() });
  },
});
