import { sayDue } from '#clock.ts';
import { nextStep } from '#training/next-step.ts';
import { assignmentTold, daysBetween, isOutdone, sayDays, type Message } from './told.ts';

/** How much time is left, and where to go on. Whoever is late is told so, and no more. */
export const reminder: Message = async (asked) => {
  if (await isOutdone(asked)) return { dropped: 'A newer reminder took its place.' };
  const told = await assignmentTold(asked);
  if ('dropped' in told) return told;
  if (told.exempt) return { dropped: 'The person need not do it any more.' };
  const { dueOn, progress } = told;
  if (dueOn === null || dueOn !== (asked.mail.detail['dueOn'] ?? dueOn)) {
    return { dropped: 'The due date has changed meanwhile; a later reminder goes by the new one.' };
  }
  const { title } = told;
  const step = nextStep(told.id, progress);
  const left = daysBetween(asked.today, dueOn);
  return {
    subject: `${title}: ${shortly(left)}`,
    parts: [
      `Hello ${asked.person.name},`,
      sentence(title, left, sayDue(dueOn, asked.timeZone)),
      progress.done > 0 ? `Here you left off. ${step.where}` : step.where,
      {
        link: progress.done > 0 ? 'Go on where you left off' : step.text,
        href: told.calendar.href,
      },
      'If something keeps you from it, tell HR: they can move the date.',
    ],
    why: 'You get this mail because a training that was assigned to you is not signed yet. Once it is, these mails stop.',
    calendar: told.calendar,
  };
};

function shortly(left: number): string {
  if (left < 0) return 'still open';
  if (left === 0) return 'due today';
  return left === 1 ? 'due tomorrow' : `${sayDays(left)} left`;
}

function sentence(title: string, left: number, due: string): string {
  const training = `Your training on the ${title}`;
  if (left < 0) {
    return `${training} was ${due}: ${sayDays(-left)} ago. You can still do it, and it counts.`;
  }
  if (left === 0) return `${training} is due today: ${due.replace(/^due /, '')}.`;
  return `${training} is ${due}: ${left === 1 ? 'that is tomorrow' : `${sayDays(left)} are left`}.`;
}
