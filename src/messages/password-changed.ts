import { sayInstant } from '#clock.ts';
import type { Message } from './told.ts';

/** A notice: if it was somebody else, the person learns it. */
export const passwordChanged: Message = async ({ mail, person, origin, timeZone }) => ({
  subject: 'Your password was changed',
  parts: [
    `Hello ${person.name},`,
    `The password of your account in the policy training portal was set ${sayInstant(new Date(Number(mail.detail['at'] ?? mail.queuedAt)), timeZone)}. ` +
      'Wherever you were signed in before, you sign in anew.',
    'If that was you, all is well. If it was not, set a new password now and tell HR:',
    { link: 'Set a new password', href: `${origin}/forgot` },
  ],
  why: 'You get this mail whenever your password changes, so that you learn of it if it was not you.',
});
