import { describe, expect, test } from 'vitest';
import { compile } from '#rules/compile.ts';
import { englishOf, inLine, sentenceOf } from '#rules/english.ts';
import { evaluate } from '#rules/evaluate.ts';
import { exampleOf } from '#rules/example.ts';
import { statusOf } from '#rules/interval.ts';
import { closed } from '#rules/situation.ts';
import { trace } from '#rules/trace.ts';
import { variants } from '#rules/variants.ts';
import { ruleset } from './support.ts';

const norm = (id: string) => ruleset.norms.find((one) => one.id === id)!;

describe('a rule in English', () => {
  test('says what its conditions say', () => {
    expect(sentenceOf(ruleset, norm('E.6:1'))).toBe(
      'Where you are a City employee, and this is a reply to a public comment on a City site: needs ' +
        'approval if you speak there as a spokesperson or representative of the City, unless the ' +
        'Chief Administrative Officer approved beforehand (E.6:1).',
    );
  });

  test('carries a "not" down to the facts', () => {
    const wrong = englishOf(ruleset, norm('C.3:1')).wrong!;
    expect(inLine(wrong)).toBe(
      'the posting carries no disclaimer, or the posting carries only half of the disclaimer, or the ' +
        'disclaimer stands in the profile, not in the posting',
    );
    const facts = englishOf(ruleset, norm('D.3.s:1')).wrong!;
    expect(facts).toEqual({
      any: [
        'it was not revealed to the public before',
        'it is not of legitimate public concern',
        'it would be offensive to a reasonable person',
      ],
    });
  });
});

describe('an example', () => {
  test('of every norm takes hold there, and no longer at its near miss', () => {
    const rules = compile(ruleset);
    for (const compiled of rules.norms) {
      const { id } = compiled.norm;
      const { situation, nearMiss } = exampleOf(ruleset, id);
      expect(statusOf(compiled, closed(ruleset, situation)), id).toBe(compiled.takesHold);
      const missed = closed(ruleset, { ...situation, [nearMiss.fact]: nearMiss.value });
      expect(statusOf(compiled, missed), id).not.toBe(compiled.takesHold);
    }
  });

  test('is decided by that norm alone', () => {
    for (const { id, wrong, effect } of ruleset.norms) {
      if (!wrong) continue;
      const { situation } = exampleOf(ruleset, id);
      const { verdict, comment } = evaluate(ruleset, closed(ruleset, situation));
      expect([verdict.lo, comment?.lo], id).toContain(effect);
    }
  });

  test('is as small as can be, and its near miss a thing to do', () => {
    expect(exampleOf(ruleset, 'C.3:1')).toEqual({
      situation: { 'identity.asEmployee': 'words' },
      nearMiss: { fact: 'identity.disclaimer', value: 'full' },
    });
  });
});

describe('variants', () => {
  const facts = closed(ruleset, { 'identity.asEmployee': 'words', 'use.device': 'personal' });
  const found = variants(ruleset, facts);

  test('differ in one fact, with the verdict each then has', () => {
    for (const { fact, value, evaluation } of found)
      expect(evaluation).toEqual(
        evaluate(ruleset, closed(ruleset, { 'identity.asEmployee': 'words', [fact]: value })),
      );
  });

  test('come as such that change the verdict and such that do not', () => {
    const changing = found.filter(({ changes }) => changes).map(({ fact, value }) => [fact, value]);
    expect(changing).toContainEqual(['identity.disclaimer', 'full']);
    expect(changing).toContainEqual(['identity.asEmployee', 'no']);
    const keeping = found.filter(({ changes }) => !changes).map(({ fact, value }) => [fact, value]);
    expect(keeping).toContainEqual(['identity.disclaimer', 'partial']);
    expect(keeping).toContainEqual(['identity.asEmployee', 'image']);
  });

  test('leave out what no engaged norm reads', () => {
    expect(found.some(({ fact }) => fact.startsWith('comment.') || fact === 'poster.corps')).toBe(
      false,
    );
  });
});

describe('a trace', () => {
  test('shows each condition down to the facts, and whether it holds', () => {
    const facts = closed(ruleset, { 'info.health': true, 'info.ownOnly': 'unknown' });
    const made = trace(ruleset, facts, 'C.6:1/phi');
    expect(made.status).toBe('undetermined');
    expect(made.when.holds).toBe('yes');
    expect(made.when.parts.map(({ holds }) => holds)).toEqual(['yes', 'yes', 'yes']);
    expect(made.wrong).toMatchObject({ holds: 'yes', of: { fact: 'info.health', has: [true] } });
    expect(made.unless).toEqual([
      {
        cite: 'C.1:3',
        step: {
          holds: 'unknown',
          of: { fact: 'info.ownOnly', in: [true], has: [false, true] },
          parts: [],
        },
      },
    ]);
  });

  test('of a norm that is not there is refused', () => {
    expect(() => trace(ruleset, closed(ruleset, {}), 'C.9:9')).toThrow('there is no norm `C.9:9`');
  });
});
