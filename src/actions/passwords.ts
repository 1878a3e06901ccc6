import { z } from 'zod';
import { beginPortal as begin } from '#auth/first-admin.ts';
import { forgotPassword as forgot } from '#auth/forgot-password.ts';
import { changePassword as change, choosePassword as choose } from '#auth/set-password.ts';
import { browserOf, keepBegun } from './cookies.ts';
import { formAction } from './define.ts';
import { typed } from './fields.ts';

/** Longer than any password may be: the rule itself says so in its own words. */
const newPassword = {
  newPassword: z
    .string('Type the password you choose.')
    .max(1024, 'The password is too long. It may have at most 128 characters.'),
  newPasswordAgain: typed(1024, 'The two passwords are not the same. Please type both again.'),
};
const token = typed(200, 'This link is not whole. Open it from the mail again.');
const line = (what: string) => typed(400, `The ${what} is too long.`);

/** Sets a password by a link from a mail: whoever was invited is signed in. */
export const choosePassword = formAction({
  open: true,
  input: z.object({ token, ...newPassword }),
  async run(form, context) {
    const { db, clock, config } = context.locals.portal;
    const at = clock();
    const chosen = await choose(db, {
      token: form.token,
      typed: { password: form.newPassword, again: form.newPasswordAgain },
      city: config.city,
      browser: browserOf(context),
      at,
    });
    if (chosen.kind === 'invite') await keepBegun(context, chosen.begun, at);
    return { kind: chosen.kind };
  },
});

/** Begins an empty portal by the link on its terminal. */
export const beginPortal = formAction({
  open: true,
  input: z.object({
    token,
    number: line('employee number'),
    name: line('name'),
    title: line('job title'),
    department: line('department’s name'),
    mail: line('work e-mail'),
    hiredOn: line('hire date'),
    ...newPassword,
  }),
  async run(form, context) {
    const { db, clock, config } = context.locals.portal;
    const at = clock();
    const { token: link, newPassword: password, newPasswordAgain: again, ...person } = form;
    const begun = await begin(db, {
      token: link,
      person,
      typed: { password, again },
      city: config.city,
      browser: browserOf(context),
      at,
    });
    await keepBegun(context, begun, at);
    return {};
  },
});

/** Somebody has forgotten their password. The answer is the same whoever it was. */
export const forgotPassword = formAction({
  open: true,
  input: z.object({
    login: z.string('Enter your work e-mail or employee number.').max(320, 'That is too long.'),
  }),
  async run({ login }, { locals }) {
    const { db, clock } = locals.portal;
    await forgot(db, { login, address: locals.address, at: clock() });
    return {};
  },
});

/** Changes one's own password, with the old one asked. */
export const changePassword = formAction({
  input: z.object({
    password: typed(1024, 'This is not the password you sign in with. Please type it again.'),
    ...newPassword,
  }),
  async run(form, context, person) {
    const { db, clock, config } = context.locals.portal;
    const at = clock();
    const begun = await change(db, {
      person,
      old: form.password,
      typed: { password: form.newPassword, again: form.newPasswordAgain },
      city: config.city,
      browser: browserOf(context),
      at,
    });
    await keepBegun(context, begun, at);
    return {};
  },
});
