import { z } from 'zod';
import { readSession, sessionCookie } from '#auth/sessions.ts';
import { signIn as signInPerson } from '#auth/sign-in.ts';
import { formAction } from './define.ts';

/** Signs in; the page then leads to where the person wanted to go. */
export const signIn = formAction({
  open: true,
  input: z.object({
    login: z.string('Enter your work e-mail or employee number.').max(320, 'That is too long.'),
    password: z.string('Enter your password.').max(1024, 'That is too long.'),
  }),
  async run({ login, password }, { locals, cookies }) {
    const { db, clock, config } = locals.portal;
    const { name, options } = sessionCookie(config.origin);
    const at = clock();
    const oldCookie = cookies.get(name)?.value;
    const { address } = locals;
    const { cookieValue } = await signInPerson(db, { login, password, address, oldCookie, at });
    cookies.set(name, cookieValue, options);
    locals.signedIn = await readSession(db, cookieValue, at);
    return {};
  },
});
