import { z } from 'zod';
import { isOfKiosk, KIOSK_MARK, sessionCookie } from '#auth/sessions.ts';
import { signOut as signOutPerson } from '#auth/sign-out.ts';
import { formAction } from './define.ts';

/** Signs out, from whatever page; the middleware then leads to the sign-in page. */
export const signOut = formAction({
  // A session that is over already is signed out as well.
  open: true,
  input: z.object({}),
  async run(_, { locals, cookies }) {
    const { db, clock, config } = locals.portal;
    const { name, options } = sessionCookie(config.origin);
    const cookieValue = cookies.get(name)?.value;
    if (cookieValue !== undefined) {
      await signOutPerson(db, { cookieValue, signedIn: locals.signedIn, at: clock() });
    }
    // The tablet stays one: what comes late from another window leads to /kiosk, without anybody's words.
    if (isOfKiosk(cookieValue)) cookies.set(name, KIOSK_MARK, options);
    else cookies.delete(name, options);
    locals.signedIn = undefined;
    return {};
  },
});
