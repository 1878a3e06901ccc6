import { describe, expect, test } from 'vitest';
import { contestedBy, rereadings } from '#rules/contested.ts';
import { evaluate } from '#rules/evaluate.ts';
import type { Situation } from '#rules/model.ts';
import { compile } from '#rules/compile.ts';
import { closed } from '#rules/situation.ts';
import { compare } from '#rules/compare.ts';
import { ruleset } from './support.ts';

const contested = (situation: Situation) => contestedBy(ruleset, closed(ruleset, situation));

describe('an answer hangs on a reading', () => {
  const hangs: [string, Situation, string[]][] = [
    ['a plain posting', {}, []],
    ['a uniform picture on one’s own phone', { 'content.selfInUniform': true }, []],
    [
      'the same on a City device',
      { 'content.selfInUniform': true, 'use.device': 'other-city-device' },
      ['R1'],
    ],
    [
      'a statement in the profile',
      { 'identity.asEmployee': 'words', 'identity.disclaimer': 'profile-only' },
      ['R3'],
    ],
    ['demeaning a co-worker', { 'content.about': 'co-worker', 'content.demeaning': true }, ['R9']],
    [
      'demeaning an official in a message',
      {
        'content.about': 'official',
        'content.demeaning': true,
        'use.venue': 'direct-message',
      },
      ['R9', 'R38'],
    ],
    ['one’s own political post', { 'content.political': true }, ['R2', 'R21']],
    ['a patient’s image, posted privately', { 'info.patientImage': true }, ['R17']],
    ['a private message in place of 9-1-1', { 'use.insteadOf911': true }, ['R18', 'R62']],
    [
      'the same for the City',
      { 'use.insteadOf911': true, 'use.purpose': 'city-business' },
      ['R18'],
    ],
    [
      'a caller’s whereabouts, told for the City',
      { 'info.emergencySubject': true, 'use.purpose': 'city-business' },
      [],
    ],
    [
      'the same with the caller’s permission',
      {
        'info.emergencySubject': true,
        'info.personPermits': true,
        'use.purpose': 'city-business',
      },
      ['R61'],
    ],
    [
      'two approvals of which one is missing',
      {
        'use.act': 'site',
        'approval.siteCao': true,
        'site.adminAuthorized': true,
        'site.monitored': true,
        'site.statesCity': true,
        'site.statesPolicy': true,
        'site.linksPolicy': true,
      },
      ['R19'],
    ],
  ];
  test.each(hangs)('%s', (_, situation, readings) => {
    expect(contested(situation)).toEqual(readings);
  });

  test('that is open may hang on one too', () => {
    expect(contested({ 'info.patientImage': 'unknown' })).toEqual(['R17']);
  });
});

describe('the other side of a reading', () => {
  test('makes rules that can be run, and differ somewhere in what they decide or cite', () => {
    for (const { reading, gist, ruleset: other } of rereadings(ruleset)) {
      expect(() => compile(other), gist).not.toThrow();
      const { witnesses } = compare(
        { ruleset, sentences: new Map() },
        { ruleset: other, sentences: new Map() },
      );
      // A manager who retaliates is prohibited from it by either sentence.
      if (reading === 'R33') expect(witnesses).toEqual([]);
      else expect(witnesses.length, `${reading}: ${gist}`).toBeGreaterThan(0);
    }
  });

  test('R33 changes who breaches C.5:4, not the verdict', () => {
    const facts = closed(ruleset, {
      'use.act': 'reprisal',
      'reprisal.by': 'city',
      'reprisal.cause': 'report',
    });
    const breached = (rules: typeof ruleset) =>
      evaluate(rules, facts)
        .findings.filter(({ status }) => status === 'breached')
        .map(({ norm }) => norm);
    const other = rereadings(ruleset).find(({ reading }) => reading === 'R33')!;
    expect(breached(ruleset)).toEqual(['C.5:3']);
    expect(breached(other.ruleset)).toEqual(['C.5:3', 'C.5:4']);
  });

  test('travels in the ruleset’s JSON', () => {
    const alternatives = ruleset.alternatives ?? [];
    expect(alternatives.length).toBeGreaterThan(25);
    for (const { norms, without = [] } of alternatives)
      for (const id of [...norms.map((norm) => norm.id), ...without])
        expect(
          ruleset.norms.some((norm) => norm.id === id),
          id,
        ).toBe(true);
  });
});
