import { z } from 'zod';
import { resendMail as resend, stopMail as stop } from '#messages/act-on-mail.ts';
import { formAction } from './define.ts';
import { id } from './fields.ts';

/** HR sends a mail again. */
export const resendMail = formAction({
  roles: ['hr'],
  input: z.object({ mail: id }),
  async run({ mail: mailId }, { locals }, { number }) {
    const { db, clock } = locals.portal;
    return { mail: await resend(db, { mailId, by: number, at: clock() }) };
  },
});

/** HR stops a mail that waits. */
export const stopMail = formAction({
  roles: ['hr'],
  input: z.object({ mail: id }),
  async run({ mail: mailId }, { locals }, { number }) {
    const { db, clock } = locals.portal;
    await stop(db, { mailId, by: number, at: clock() });
    return { mail: mailId };
  },
});
