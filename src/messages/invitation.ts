import { eq } from 'drizzle-orm';
import { passwords } from '#db/schema/index.ts';
import { LINK_LASTS } from '#auth/password-links.ts';
import { passwordLink, sayLasting } from './link.ts';
import { isOutdone, type Message } from './told.ts';

/** Somebody new sets a password, once. */
export const invitation: Message = async (asked) => {
  const { db, city, person } = asked;
  if (await isOutdone(asked)) return { dropped: 'A newer invitation took its place.' };
  const has = eq(passwords.employeeNumber, person.number);
  if ((await db.read.$count(passwords, has)) > 0) {
    return { dropped: 'The person has a password already.' };
  }
  return {
    subject: `Your account for policy training, ${city}`,
    parts: [
      `Hello ${person.name},`,
      `The ${city} has set up an account for you in its policy training portal. There you read ` +
        'what a policy asks of you, try it on everyday situations, and sign.',
      'To begin, choose a password:',
      await passwordLink(asked, 'invite'),
      `The link is good once, and for ${sayLasting(LINK_LASTS.invite)}. If it is over when you ` +
        'come to it, ask HR for a new one.',
    ],
    why: `You get this mail because HR added you as an employee of the ${city}.`,
  };
};
