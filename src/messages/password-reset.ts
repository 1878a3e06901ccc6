import { LINK_LASTS } from '#auth/password-links.ts';
import { passwordLink, sayLasting } from './link.ts';
import { isOlderThan, type Message } from './told.ts';

/** Somebody asked for a new password. */
export const passwordReset: Message = async (asked) => {
  if (isOlderThan(1, asked)) return { dropped: 'It was asked for more than a day ago.' };
  return {
    subject: 'Set a new password',
    parts: [
      `Hello ${asked.person.name},`,
      'Somebody, most likely you, asked for a new password for the policy training portal.',
      await passwordLink(asked, 'reset'),
      `The link is good once, and for ${sayLasting(LINK_LASTS.reset)}.`,
      'If it was not you, you need not do anything: your password stays as it is.',
    ],
    why: 'You get this mail because your address or employee number was typed on the page for forgotten passwords.',
  };
};
