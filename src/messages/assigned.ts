import { sayDay, sayDue } from '#clock.ts';
import { sayMinutes } from '#training/say-minutes.ts';
import { assignmentTold, type Message } from './told.ts';

/** A training was assigned: what, until when, how long it takes, why you. */
export const assigned: Message = async (asked) => {
  const told = await assignmentTold(asked);
  if ('dropped' in told) return told;
  if (told.exempt) return { dropped: 'The person need not do it any more.' };
  const { title, dueOn, because, minutes, calendar } = told;
  const isLess = told.progress.followed.path !== 'full';
  return {
    subject: `${title}: training for you${dueOn === null ? '' : `, due ${sayDay(dueOn)}`}`,
    parts: [
      `Hello ${asked.person.name},`,
      `The training on the ${title} is yours to do. It is ${sayDue(dueOn, asked.timeZone)}.`,
      ...(minutes > 0
        ? [
            ...(isLess ? ['You signed this policy before, so less is asked of you now.'] : []),
            `It takes ${sayMinutes(minutes)}, with some questions on everyday situations. You can ` +
              'stop at any time: every answer is saved.',
          ]
        : []),
      { link: 'Open your training', href: calendar.href },
      ...(because ? [`Why you: ${because}.`] : []),
    ],
    why: `You get this mail because HR asked you to learn and sign this policy, as an employee in ${asked.person.department}.`,
    ...(dueOn === null ? {} : { calendar }),
  };
};
