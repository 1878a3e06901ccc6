import { describe, expect, test } from 'vitest';
import { compare } from '#rules/compare.ts';
import type { Part } from '#rules/compare.ts';
import { all, any, is, not } from '#rules/condition.ts';
import type { Condition, Norm } from '#rules/model.ts';
import { norm, rules, text, without } from './comparing.ts';
import { ruleset, withNorm } from './support.ts';

const nothing = {
  sentences: { added: [], removed: [], reworded: [], moved: [] },
  norms: { added: [], removed: [], changed: [] },
  witnesses: [],
};

describe('by text', () => {
  const against = (later: ReadonlyMap<string, string>) =>
    compare({ ruleset, sentences: text }, { ruleset, sentences: later });

  test('a ruleset and its own text are the same', () => {
    expect(against(text)).toEqual({ outcome: 'same', ...nothing });
    const copy = structuredClone(ruleset);
    expect(rules(ruleset, copy)).toEqual({ outcome: 'same', ...nothing });
  });

  test('a reworded sentence is words alone', () => {
    expect(against(new Map(text).set('C.3:3', 'Nobody speaks for the City.'))).toEqual({
      ...nothing,
      outcome: 'words',
      sentences: { ...nothing.sentences, reworded: ['C.3:3'] },
    });
  });

  test('white space is no difference', () => {
    const wider = ` ${text.get('C.3:3')!.replaceAll(' ', '\n  ')} `;
    expect(against(new Map(text).set('C.3:3', wider)).outcome).toBe('same');
  });

  test('sentences more and less are told apart, each side in its own order', () => {
    const later = new Map([['Z:1', 'New.'], ...text, ['Z:2', 'Newer.']] as const);
    later.delete('C.4:2');
    later.delete('C.1:5');
    const { outcome, sentences } = against(later);
    expect(outcome).toBe('words');
    expect(sentences).toEqual({
      ...nothing.sentences,
      added: ['Z:1', 'Z:2'],
      removed: ['C.1:5', 'C.4:2'],
    });
  });
});

describe('by norm', () => {
  const C33 = norm('C.3:3');
  const phi = norm('C.6:1/phi');
  const differently: [Part, string, Partial<Norm>][] = [
    ['when', C33.id, { when: is('use.act', 'browse') }],
    ['wrong', C33.id, { wrong: is('content.political') }],
    ['unless', phi.id, { unless: [] }],
    ['effect', C33.id, { effect: 'needs-approval' }],
    ['strength', C33.id, { strength: 'should' }],
    ['bearer', C33.id, { bearer: 'city' }],
    ['readings', C33.id, { readings: ['R1', ...C33.readings] }],
    ['yieldsTo', 'C.1:3', { yieldsTo: ['C.6'] }],
    ['words', C33.id, { quote: `${C33.quote}!` }],
    ['words', C33.id, { gist: 'Do not speak.' }],
    ['words', C33.id, { because: '{use.act}.' }],
    ['words', phi.id, { unless: phi.unless.map((one) => ({ ...one, note: 'Own.' })) }],
    ['words', phi.id, { unless: phi.unless.map((one) => ({ ...one, cite: 'C.6:2' })) }],
  ];

  test.each(differently)('what differs is named: %s of %s', (part, id, change) => {
    const { norms, outcome } = rules(
      ruleset,
      withNorm(id, () => change),
    );
    expect(norms).toEqual({ added: [], removed: [], changed: [{ norm: id, parts: [part] }] });
    expect(outcome).toBe(['when', 'wrong', 'unless', 'effect'].includes(part) ? 'duties' : 'words');
  });

  test('several parts of one norm are named together, norms in the order of the newer', () => {
    const change = { effect: 'needs-approval', gist: 'Ask first.', bearer: 'city' } as const;
    const twice = withNorm('C.3:3', () => change).norms.map((one) =>
      one.id === 'C.1:5' ? { ...one, gist: 'Work first.' } : one,
    );
    const { changed } = rules(ruleset, { ...ruleset, norms: twice.toReversed() }).norms;
    expect(changed).toEqual([
      { norm: 'C.3:3', parts: ['effect', 'bearer', 'words'] },
      { norm: 'C.1:5', parts: ['words'] },
    ]);
  });

  test('order, double negation and white space are no difference', () => {
    const rewritten = ruleset.norms.map((one) => ({
      ...one,
      when: reordered(one.when),
      ...(one.wrong && { wrong: not(not(reordered(one.wrong))) }),
      unless: one.unless
        .map((exception) => ({ ...exception, when: reordered(exception.when) }))
        .reverse(),
      quote: one.quote.replaceAll(' ', '\n'),
      readings: one.readings.toReversed(),
    }));
    expect(rules(ruleset, { ...ruleset, norms: rewritten.reverse() })).toEqual({
      outcome: 'same',
      ...nothing,
    });
  });

  test('the order of exceptions is no difference', () => {
    const more = { cite: 'C.6:2', when: is('use.interferes'), note: 'At work.' };
    const [one, other] = [
      [...phi.unless, more],
      [more, ...phi.unless],
    ].map((unless) => withNorm(phi.id, () => ({ unless })));
    expect(rules(one!, other!)).toEqual({ outcome: 'same', ...nothing });
  });

  test('a negation moved to its parts is no difference, one dropped or one more is', () => {
    const [a, b] = [is('content.political'), is('content.demeaning')];
    const outside = withNorm('C.3:3', () => ({ wrong: not(all(a, b)) }));
    const inside = withNorm('C.3:3', () => ({ wrong: any(not(b), not(a)) }));
    expect(rules(outside, inside).outcome).toBe('same');
    for (const wrong of [all(not(a), not(b)), all(a, b), not(any(a, b)), any(a, not(b)), not(a)])
      expect(
        rules(
          outside,
          withNorm('C.3:3', () => ({ wrong })),
        ).outcome,
      ).toBe('duties');
  });

  test('a norm under another id is removed and added, and makes no difference to a verdict', () => {
    const { norms, outcome } = rules(
      ruleset,
      withNorm('C.3:3', () => ({ id: 'C.3:4' })),
    );
    expect(norms).toEqual({ added: ['C.3:4'], removed: ['C.3:3'], changed: [] });
    expect(outcome).toBe('words');
  });
});

describe('no verdict differs where the same is written otherwise', () => {
  test('the values of one fact asked for one by one', () => {
    const apart = ruleset.norms.map((one) => ({ ...one, when: valuesApart(one.when) }));
    const comparison = rules(ruleset, { ...ruleset, norms: apart });
    expect(comparison.norms.changed.length).toBeGreaterThan(50);
    expect(comparison).toMatchObject({ outcome: 'words', witnesses: [] });
  });

  test('a condition moved from where it applies to what is wrong', () => {
    const moved = withNorm('C.3:3', ({ when, wrong }) => ({
      when: is('use.purpose', 'personal'),
      wrong: all(when, wrong!),
    }));
    expect(rules(ruleset, moved)).toMatchObject({
      outcome: 'words',
      norms: { changed: [{ norm: 'C.3:3', parts: ['when', 'wrong'] }] },
    });
  });

  test('a norm removed or added that another always outdoes', () => {
    const again = { ...norm('C.3:3'), id: 'C.3:3/again' };
    const milder = { ...again, effect: 'advised-against' } as const;
    const narrower = { ...again, when: all(again.when, is('content.political')) };
    for (const one of [again, milder, narrower]) {
      const more = { ...ruleset, norms: [...ruleset.norms, one] };
      expect(rules(more, ruleset)).toEqual({
        ...nothing,
        outcome: 'words',
        norms: { added: [], removed: [one.id], changed: [] },
      });
      expect(rules(ruleset, more).norms.added).toEqual([one.id]);
      expect(rules(ruleset, more).outcome).toBe('words');
    }
  });

  test('a permission removed: it brings nothing of its own', () => {
    expect(rules(ruleset, without('C.1:3'))).toMatchObject({ outcome: 'words', witnesses: [] });
  });
});

/** All parts and values the other way round, and every part negated twice. */
function reordered(condition: Condition): Condition {
  if (condition.k === 'is') return { ...condition, in: condition.in.toReversed() };
  if (condition.k === 'not') return not(reordered(condition.of));
  return { ...condition, of: condition.of.toReversed().map((part) => not(not(reordered(part)))) };
}

/** One part for each value of a fact. */
function valuesApart(condition: Condition): Condition {
  if (condition.k === 'is') return any(...condition.in.map((value) => is(condition.fact, value)));
  if (condition.k === 'not') return not(valuesApart(condition.of));
  return { ...condition, of: condition.of.map(valuesApart) };
}
