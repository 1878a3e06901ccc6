import { sayDay, sayDue } from '#clock.ts';
import { assignmentTold, isOutdone, type Message } from './told.ts';

/** A due date moved, or fell away. */
export const dueChanged: Message = async (asked) => {
  if (await isOutdone(asked))
    return { dropped: 'A newer mail about this due date took its place.' };
  const told = await assignmentTold(asked);
  if ('dropped' in told) return told;
  const { title } = told;
  const hello = `Hello ${asked.person.name},`;
  const { calendar } = told;
  if (told.exempt) {
    return {
      subject: `${title}: nothing left to do`,
      parts: [
        hello,
        `You need not do the training on the ${title} now. What you have read and answered is kept.`,
      ],
      why: 'You get this mail because the training was assigned to you before.',
      calendar,
    };
  }
  return {
    subject: `${title}: ${told.dueOn === null ? 'the due date waits' : `now due ${sayDay(told.dueOn)}`}`,
    parts: [
      hello,
      `Your training on the ${title} is now ${sayDue(told.dueOn, asked.timeZone)}.`,
      told.progress.done > 0
        ? 'What you have read and answered is kept; you go on where you left off.'
        : 'You can begin any time before that.',
      { link: 'Open your training', href: calendar.href },
    ],
    why: 'You get this mail because the due date of a training of yours has changed.',
    calendar,
  };
};
