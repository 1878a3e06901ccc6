import type { Ruleset } from '#rules/model.ts';
import type { Kind } from './kind.ts';

/** What a sentence of the policy does. */
export const MEANINGS = {
  must: { text: 'It binds', hint: 'One must do it, or must not.' },
  should: { text: 'It advises', hint: 'One should do it, or should not.' },
  may: { text: 'It permits', hint: 'Employees are free to do it.' },
  city: { text: 'It is about what the City may or will do', hint: 'Its right, or its own task.' },
  information: { text: 'It informs', hint: 'It explains or defines, and asks nothing.' },
} as const;
export type Meaning = keyof typeof MEANINGS;

/** Asked of the City's sentence itself, which stands as the story: also of those that no rule decides. */
export const meaning: Kind = {
  prompt: 'What does this sentence of the policy do?',
  hint: 'Choose one.',
  several: false,
  ordered: true,
  fits: ({ ruleset, scenario }) =>
    scenario.sentence !== undefined && meaningOf(ruleset, scenario.sentence) !== undefined,
  options: () => Object.keys(MEANINGS),
  key: ({ ruleset, scenario }) => {
    const right = meaningOf(ruleset, scenario.sentence ?? '');
    return { how: 'one', worth: right === undefined ? {} : { [right]: 1 } };
  },
  say: (_, __, option) => MEANINGS[option as Meaning],
};

/** What the rules, or the reasons for none, say that a sentence does; undefined where they say several things. */
export function meaningOf(
  { norms, unruled = [] }: Pick<Ruleset, 'norms' | 'unruled'>,
  sentence: string,
): Meaning | undefined {
  const meanings = new Set<Meaning>([
    ...norms
      .filter((norm) => norm.sentence === sentence)
      .map(({ strength, bearer }) =>
        strength === 'may' && bearer !== 'employee' && bearer !== 'designated' ? 'city' : strength,
      ),
    ...unruled.filter((norm) => norm.sentence === sentence).map((norm) => norm.meaning),
  ]);
  return meanings.size === 1 ? [...meanings][0] : undefined;
}
