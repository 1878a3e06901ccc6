import { sayInstant } from '#clock.ts';
import type { Message } from './told.ts';

/** A notice to the address that somebody had: if it is a mistake, or worse, they learn it. */
export const addressChanged: Message = async ({ mail, person, city, timeZone }) => ({
  subject: 'Your address in the policy training portal was changed',
  parts: [
    `Hello ${person.name},`,
    `Your e-mail address in the policy training portal was changed ${sayInstant(new Date(Number(mail.detail['at'] ?? mail.queuedAt)), timeZone)}. ` +
      'Its mail goes to the other address from now on, and so do links to set a new password.',
    'If you know of that, all is well. If you do not, tell HR and the portal’s administrator today, ' +
      'best in person: whoever reads the other address can take over your account.',
  ],
  why: `You get this mail because this was your address as an employee of the ${city}.`,
});
