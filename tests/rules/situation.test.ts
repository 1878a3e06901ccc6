import { describe, expect, test } from 'vitest';
import { isRefusal } from '#errors.ts';
import { closed, open, possible } from '#rules/situation.ts';
import { FACTS } from '#rules/social-media/facts.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';
import type { Situation } from '#rules/model.ts';

describe('a scenario is closed', () => {
  test('an unstated fact has its first value', () => {
    const facts = closed(ruleset, {});
    for (const { id, values } of FACTS) expect(possible(ruleset, facts, id)).toEqual([values[0]]);
  });

  test('a stated fact has its value, several values, or is unknown', () => {
    const facts = closed(ruleset, {
      'content.truth': 'careless',
      'use.time': ['off-duty', 'lunch'],
      'content.uncivil': 'unknown',
    });
    expect(possible(ruleset, facts, 'content.truth')).toEqual(['careless']);
    expect(possible(ruleset, facts, 'use.time')).toEqual(['off-duty', 'lunch']);
    expect(possible(ruleset, facts, 'content.uncivil')).toEqual([false, true]);
  });
});

describe('an open situation', () => {
  test('has no silent default: what is unstated can be anything', () => {
    const facts = open(ruleset, { 'use.act': 'post' });
    expect(possible(ruleset, facts, 'use.act')).toEqual(['post']);
    for (const { id, values } of FACTS.filter(({ id }) => id !== 'use.act'))
      expect(possible(ruleset, facts, id)).toEqual(values);
  });
});

describe('a situation is refused', () => {
  const refusals: [string, Situation, string][] = [
    [
      'with a misspelt fact, naming the nearest',
      { 'content.selfInUnifrom': true },
      'There is no fact `content.selfInUnifrom`; did you mean `content.selfInUniform`?',
    ],
    ['with a fact like no other', { zzzzzzzzzz: true }, 'There is no fact `zzzzzzzzzz`.'],
    [
      'with a misspelt value, naming the nearest and all',
      { 'identity.disclaimer': 'ful' },
      '`identity.disclaimer` cannot be `ful`; did you mean `full`? It is one of `none`, `partial`, `profile-only`, `full`, or `unknown`.',
    ],
    [
      'with words where a flag stands',
      { 'content.uncivil': 'true' },
      '`content.uncivil` cannot be the word "true": write `true` without quotes.',
    ],
    [
      'with an empty list of values',
      { 'content.truth': [] },
      '`content.truth` is given no value at all.',
    ],
    [
      'with a wrong value in a list',
      { 'use.time': ['lunch', 'launch'] },
      '`use.time` cannot be `launch`; did you mean `lunch`? It is one of `off-duty`, `lunch`, `work-time`, or `unknown`.',
    ],
    ['with a name every object has', { constructor: true }, 'There is no fact `constructor`.'],
  ];
  for (const [what, situation, sentence] of refusals)
    for (const [world, read] of [
      ['closed', closed],
      ['open', open],
    ] as const)
      test(`${what}, ${world}`, () => {
        try {
          read(ruleset, situation);
        } catch (refused) {
          expect(isRefusal(refused)).toBe(true);
          expect((refused as Error).message).toBe(sentence);
          expect(refused).toHaveProperty('field', Object.keys(situation)[0]);
          return;
        }
        expect.unreachable('nothing was refused');
      });
});
