import { z } from 'zod';
import { findRevision } from '#policies/find-revision.ts';
import { signOffReading, withdrawSignOff } from '#policies/sign-off.ts';
import { formAction } from './define.ts';
import { id, typed } from './fields.ts';

const input = z.object({
  policy: id,
  revision: id,
  reading: id,
  /** The hash of the words that stood on the page. */
  wording: id,
  note: typed(5000, 'A note has at most 1000 characters.'),
});

/** HR confirms an adopted reading for the City. */
export const signReading = formAction({
  roles: ['hr'],
  input,
  async run({ policy, revision, ...act }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    const found = findRevision(policies, policy, revision);
    await signOffReading(db, { ...act, revision: found.revision, by: number, at: clock() });
    return { reading: act.reading };
  },
});

/** HR takes a sign-off back, and says why. */
export const withdrawReading = formAction({
  roles: ['hr'],
  input,
  async run({ policy, revision, ...act }, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    const found = findRevision(policies, policy, revision);
    await withdrawSignOff(db, { ...act, revision: found.revision, by: number, at: clock() });
    return { reading: act.reading };
  },
});
