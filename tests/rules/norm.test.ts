import { describe, expect, test } from 'vitest';
import { compile } from '#rules/compile.ts';
import { all, any, is, not, reads } from '#rules/condition.ts';
import { flag } from '#rules/facts.ts';
import type { Norm, Ruleset } from '#rules/model.ts';
import {
  advises,
  advisesAgainst,
  breach,
  forbids,
  permits,
  readsOf,
  requires,
} from '#rules/norm.ts';
import { ruleset, withNorm } from './support.ts';

const words = { quote: 'q', gist: 'g', because: 'b' };
const when = is('a.when');
const flags = ['a.when', 'a.wrong', 'a.saved'].map((id) =>
  flag(id, { doc: 'D.', ask: 'A?', yes: 'so', no: 'not so' }),
);
const rules = (...norms: Norm[]): Ruleset => ({ policy: 'p', revision: 'r', facts: flags, norms });

describe('a condition', () => {
  test('names the facts that it reads, each once', () => {
    expect(reads(all(when, any(not(is('b', 'x', 'y')), when)))).toEqual(['a.when', 'b']);
  });

  test('is data, with nested parts of one kind made flat', () => {
    expect(all(when, all(is('b', 'x'), any(when)))).toEqual({
      k: 'all',
      of: [
        { k: 'is', fact: 'a.when', in: [true] },
        { k: 'is', fact: 'b', in: ['x'] },
        { k: 'any', of: [when] },
      ],
    });
  });
});

describe('every norm has one normal form', () => {
  const wrong = is('a.wrong');
  test('forbids', () => {
    expect(forbids('X.1:2/slug', { ...words, when, wrong })).toEqual({
      ...words,
      id: 'X.1:2/slug',
      sentence: 'X.1:2',
      bearer: 'employee',
      strength: 'must',
      when,
      wrong,
      unless: [],
      effect: 'prohibited',
      readings: [],
    });
  });
  test('requires: what is needed is absent', () => {
    const norm = requires('X:1', { ...words, when, needs: wrong, otherwise: 'needs-approval' });
    expect(norm).toMatchObject({ strength: 'must', wrong: not(wrong), effect: 'needs-approval' });
  });
  test('advises and advises against', () => {
    const effect = 'advised-against';
    expect(advises('X:1', { ...words, when, needs: wrong })).toMatchObject({
      strength: 'should',
      wrong: not(wrong),
      effect,
    });
    expect(advisesAgainst('X:1', { ...words, when, wrong })).toMatchObject({
      strength: 'should',
      wrong,
      effect,
    });
  });
  test('permits: nothing can be wrong', () => {
    const norm = permits('X:1', { ...words, when });
    expect(norm).toMatchObject({ strength: 'may', effect: 'permitted' });
    expect('wrong' in norm).toBe(false);
  });
  test('it reads what its breach mentions, exceptions too', () => {
    const norm = forbids('X:1', {
      ...words,
      when,
      wrong,
      unless: [{ cite: 'X:2', when: is('a.saved'), note: 'n' }],
    });
    expect(breach(norm)).toEqual(all(when, wrong, not(any(is('a.saved')))));
    expect(readsOf(norm)).toEqual(['a.when', 'a.wrong', 'a.saved']);
  });
});

describe('a ruleset that does not hold together throws a sentence', () => {
  const wrong = is('a.wrong');
  const norm = forbids('X:1', { ...words, when, wrong });
  const broken: [string, () => Ruleset, string][] = [
    [
      'a misspelt fact',
      () => rules({ ...norm, wrong: is('a.worng') }),
      'X:1 reads `a.worng`, which is no fact; did you mean `a.wrong`?',
    ],
    [
      'a value that a fact never has',
      () => rules({ ...norm, wrong: is('a.wrong', 'yes') }),
      'X:1 asks whether `a.wrong` is `yes`, which it never is',
    ],
    ['one id for two norms', () => rules(norm, norm), 'two norms have the id '],
    [
      'one id for two facts',
      () => ({ ...rules(norm), facts: [...flags, flags[0]!] }),
      'two facts have the id `',
    ],
    [
      'a value without words',
      () => ({ ...rules(), facts: [{ ...flags[0]!, say: { false: 'no' } }] }),
      '`a.when` has no words for `true`',
    ],
    [
      'a prohibition that permits',
      () => rules({ ...norm, effect: 'permitted' }),
      'X:1: a permission has no `wrong` and permits; any other norm has both',
    ],
    [
      'a permission with a wrong',
      () => withNorm('C.1:3', () => ({ wrong })),
      'C.1:3: a permission has no `wrong` and permits; any other norm has both',
    ],
  ];
  for (const [what, made, sentence] of broken)
    test(what, () => expect(() => compile(made())).toThrow(sentence));
});

test('a ruleset is made ready once', () => {
  expect(compile(ruleset)).toBe(compile(ruleset));
});
