import type { Repeat } from '#assignments/plan.ts';

/** `1 person`, `12 people`. */
export function sayPeople(count: number): string {
  return count === 1 ? '1 person' : `${count.toLocaleString('en-US')} people`;
}

/** The rule printed with a campaign's figures. */
export const PROGRESS_RULE =
  'Counted: everybody employed today whom the campaign asked, each round by itself. People who have ' +
  'left, people who are exempt, and people who were asked anew before they signed are not counted.';

/** What a reader types for reminders, from what is kept. */
export function reminderFields(reminders: readonly number[]): { before: string; after: string } {
  return {
    before: reminders
      .filter((day) => day <= 0)
      .map((day) => Math.abs(day))
      .join(', '),
    after: reminders.filter((day) => day > 0).join(', '),
  };
}

/** What whoever has signed this revision before is asked. */
export const REPEAT_WORDS: Readonly<Record<Repeat, { text: string; hint: string }>> = {
  full: { text: 'The whole training', hint: 'Every lesson and every check.' },
  short: {
    text: 'A few questions, then the signature',
    hint: 'Five questions, about what they or most people missed first.',
  },
  'sign-only': { text: 'Only the signature', hint: 'The text is there to read. Nothing is asked.' },
};
