import { z } from 'zod';
import { confirmPassword } from '#auth/confirm-password.ts';
import { formAction } from './define.ts';
import { password } from './fields.ts';

/** Asks for the password before everything may leave; the page then sends it. */
export const exportEverything = formAction({
  roles: ['hr', 'auditor'],
  input: z.object({ password }),
  async run({ password }, { locals }, person) {
    const { db, clock } = locals.portal;
    const { method } = await confirmPassword(db, person, password, locals.address, clock());
    return { confirmedBy: method };
  },
});
