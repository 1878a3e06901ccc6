import { z } from 'zod';
import { signIn as signInPerson } from '#auth/sign-in.ts';
import { browserOf, keepBegun } from './cookies.ts';
import { formAction } from './define.ts';

/** Signs in; the page then leads to where the person wanted to go. */
export const signIn = formAction({
  open: true,
  input: z.object({
    login: z.string('Enter your work e-mail or employee number.').max(320, 'That is too long.'),
    password: z.string('Enter your password.').max(1024, 'That is too long.'),
  }),
  async run({ login, password }, context) {
    const { db, clock } = context.locals.portal;
    const at = clock();
    const begun = await signInPerson(db, { login, password, ...browserOf(context), at });
    await keepBegun(context, begun, at);
    return {};
  },
});
