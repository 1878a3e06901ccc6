import { sayMinutes } from '#training/say-minutes.ts';
import type { ChangedClause } from '#policies/changed-clauses.ts';
import type { SinceGroup } from '#reports/blast-radius.ts';
import type { Publication } from '#policies/publications.ts';

export const KIND_WORDS: Record<Publication['kind'], { text: string; hint: string }> = {
  first: { text: 'The first', hint: 'The text this portal began with.' },
  editorial: {
    text: 'Editorial',
    hint: 'Other words, and no other duties or rights, as you read the text. Nobody is asked to sign again, and signatures stand.',
  },
  material: {
    text: 'Material',
    hint: 'Somebody has other duties, or fewer. You ask people to sign it by a campaign; signatures of before stay in their records.',
  },
};

const TEXT_WORDS: Record<ChangedClause['text'][number], string> = {
  added: 'New',
  reworded: 'Reworded',
  removed: 'Taken out',
  moved: 'Only its number',
};

export const sayText = ({ text }: ChangedClause): string =>
  text.map((how) => TEXT_WORDS[how]).join(', ') || 'As it was';

export function sayRules({ rules }: ChangedClause): string {
  if (rules.length === 0) return 'As it was';
  return rules.length === 1 ? '1 rule' : `${rules.length} rules`;
}

export function saySpan({ least, most }: Pick<SinceGroup, 'least' | 'most'>): string {
  if (most === 0) return 'Nothing to do';
  return least === most ? sayMinutes(most) : `${least} to ${most} minutes`;
}

export const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);
