import { z } from 'zod';
import { changeRoles as change } from '#auth/change-roles.ts';
import { inviteMany, newcomerNumbers, numbersBehind } from '#auth/invite.ts';
import { endOtherSessions as endOthers } from '#auth/own-sessions.ts';
import { ROLE_NAMES } from '#auth/signed-in.ts';
import { Refusal } from '#errors.ts';
import { formAction } from './define.ts';
import { chosen, id, ticked, typed } from './fields.ts';

/** HR invites people to set their first password: those chosen, or everybody not invited yet. */
export const invite = formAction({
  roles: ['hr'],
  input: z.object({ people: chosen, everybody: ticked }),
  async run({ people, everybody }, { locals }, { number }) {
    const { db, clock } = locals.portal;
    const at = clock();
    const numbers = everybody
      ? await newcomerNumbers(db, 'not-invited', at)
      : await numbersBehind(db, people);
    if (numbers.length === 0) {
      const sentence = everybody
        ? 'Everybody who can be invited has been invited.'
        : 'Choose at least one person to invite.';
      throw new Refusal('bad-input', sentence, 'people');
    }
    return inviteMany(db, { numbers, by: number, at });
  },
});

const GRANTABLE = ROLE_NAMES.filter((role) => role !== 'employee');

/** An admin gives another person their roles, with the password asked again. */
export const changeRoles = formAction({
  roles: ['admin'],
  input: z.object({
    person: id,
    roles: z.array(z.enum(GRANTABLE, 'Choose roles from the list.')).max(GRANTABLE.length),
    seen: typed(100, 'This form did not arrive whole. Open the page again and retry.'),
    password: typed(1024, 'This is not the password you sign in with. Please type it again.'),
  }),
  async run(form, { locals }, by) {
    const { db, clock } = locals.portal;
    await change(db, { ...form, by, address: locals.address, at: clock() });
    return {};
  },
});

/** Ends one's own sessions elsewhere: the one named, or all. */
export const endOtherSessions = formAction({
  input: z.object({ session: typed(64, 'Choose one from the list.') }),
  async run({ session }, { locals }, person) {
    const { db, clock } = locals.portal;
    const ended = await endOthers(db, { person, session: session || undefined, at: clock() });
    return { ended };
  },
});
