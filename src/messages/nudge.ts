import { sayDue } from '#clock.ts';
import type { Mail } from '#mail/deliver.ts';
import { personByNumber } from '#people/person.ts';
import { nextStep } from '#training/next-step.ts';
import { assignmentTold, isOlderThan, isOutdone, type Message } from './told.ts';

/** A manager asks somebody of theirs to come to it. */
export const nudge: Message = async (asked) => {
  if (isOlderThan(7, asked)) return { dropped: 'It has waited for more than a week.' };
  if (await isOutdone(asked)) return { dropped: 'A newer one took its place.' };
  const told = await assignmentTold(asked);
  if ('dropped' in told) return told;
  if (told.exempt) return { dropped: 'The person need not do it any more.' };
  const { title } = told;
  const isLate = told.dueOn !== null && told.dueOn < asked.today;
  const manager = await personByNumber(asked.db, askedBy(asked.mail));
  const who = manager?.name ?? 'Your manager';
  return {
    subject: `${title}: ${who} asks you to come to it`,
    parts: [
      `Hello ${asked.person.name},`,
      `${who} asks you to find some time for your training on the ${title}. It ` +
        `${isLate ? 'was' : 'is'} ${sayDue(told.dueOn, asked.timeZone)}.`,
      nextStep(told.id, told.progress).where,
      { link: 'Open your training', href: told.calendar.href },
    ],
    why: `You get this mail because ${who} sent it from the portal. As your manager they see how far you are, when it is due and whether you declined to sign; not your answers.`,
  };
};

/** The manager, also where HR has sent it again. */
const askedBy = ({ detail, queuedBy }: Mail) => String(detail['by'] ?? queuedBy);
