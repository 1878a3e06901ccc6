import { z } from 'zod';
import { deviceCookie } from '#auth/devices.ts';
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
    const session = sessionCookie(config.origin);
    const device = deviceCookie(config.origin);
    const at = clock();
    const { cookieValue, deviceValue } = await signInPerson(db, {
      login,
      password,
      address: locals.address,
      oldCookie: cookies.get(session.name)?.value,
      oldDevice: cookies.get(device.name)?.value,
      at,
    });
    cookies.set(session.name, cookieValue, session.options);
    cookies.set(device.name, deviceValue, device.options);
    locals.signedIn = await readSession(db, cookieValue, at);
    return {};
  },
});
