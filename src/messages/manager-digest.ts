import { sayDay } from '#clock.ts';
import type { Part } from '#mail/letter.ts';
import { sayTitle } from '#policies/as-of.ts';
import { duePeopleUnder, SOON, type DuePerson } from './due-people.ts';
import { daysBetween, isOlderThan, isOutdone, sayDays, type Asked, type Message } from './told.ts';

/** More lines than this nobody reads; the page has them all. */
const MOST = 40;

/**
 * One mail a manager: who of their people is late or soon to be, those first whom to talk with. It names
 * who reports to them directly; of who reports to another manager it says how many, until the campaign
 * has told that one for long enough.
 */
export const managerDigest: Message = async (asked) => {
  const { db, person, today, origin } = asked;
  if (isOlderThan(6, asked) || (await isOutdone(asked))) {
    return { dropped: 'A newer one tells how things stand.' };
  }
  const people = await duePeopleUnder(db, person.number, today);
  if (people.length === 0) return { dropped: 'Nobody is late or soon due any more.' };
  const late = (one: DuePerson) => daysBetween(one.dueOn, today);
  const isRaised = (one: DuePerson) =>
    one.escalateAfter !== null && late(one) > 0 && late(one) >= one.escalateAfter;
  const raised = people.filter(isRaised);
  const named = people.filter((one) => one.through === null && !isRaised(one));
  const overdue = named.filter((one) => late(one) > 0);
  const soon = named.filter((one) => late(one) <= 0);
  const counted = people.filter((one) => one.through !== null && !isRaised(one));
  const countedLate = counted.filter((one) => late(one) > 0).length;
  return {
    subject: subjectOf(
      raised.length + overdue.length + countedLate,
      soon.length + counted.length - countedLate,
    ),
    parts: [
      `Hello ${person.name},`,
      'This is how the policy training of your people stands this week.',
      ...listed('Overdue for some time; please find a moment to talk with them:', raised, asked),
      ...listed('Overdue:', overdue, asked),
      ...listed(`Due within ${SOON} days:`, soon, asked),
      ...furtherDown(countedLate, counted.length - countedLate),
      { link: 'Your team', href: `${origin}/team` },
    ],
    why:
      'You get this mail, at most once a week, because these people report to you, directly or ' +
      'through others. It names only who is overdue or soon due, and nobody’s answers. Who reports to ' +
      'another manager is named once that has lasted. Please keep it to yourself.',
  };
};

function subjectOf(overdue: number, soon: number): string {
  const parts = [
    ...(overdue > 0 ? [`${overdue} overdue`] : []),
    ...(soon > 0 ? [`${soon} due soon`] : []),
  ];
  return `Policy training of your people: ${parts.join(', ')}`;
}

/** Whose own manager is told by name. */
function furtherDown(overdue: number, soon: number): Part[] {
  const parts = [
    ...(overdue > 0 ? [`${overdue} overdue`] : []),
    ...(soon > 0 ? [`${soon} due within ${SOON} days`] : []),
  ];
  if (parts.length === 0) return [];
  return [`Of those who report to other managers of your team: ${parts.join(', ')}.`];
}

function listed(words: string, people: readonly DuePerson[], asked: Asked): Part[] {
  if (people.length === 0) return [];
  const shown = people.slice(0, MOST).map((one) => line(one, asked));
  const more = people.length - shown.length;
  return [words, { list: more > 0 ? [...shown, `and ${more} more`] : shown }];
}

function line(
  { name, through, policyId, revision, dueOn }: DuePerson,
  { policies, today }: Asked,
): string {
  const policy = policies.find(({ id }) => id === policyId);
  const asked = policy?.revisions.find(({ id }) => id === revision);
  const title = policy ? sayTitle(policy, asked ?? {}) : policyId;
  const days = daysBetween(dueOn, today);
  const when =
    days > 0 ? `${sayDays(days)} late` : days === 0 ? 'due today' : `due ${sayDay(dueOn)}`;
  return `${name}: ${title}, ${when}${through === null ? '' : ` (reports to ${through})`}`;
}
