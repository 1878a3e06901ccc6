import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { all, any, is } from '#rules/condition.ts';
import { flag } from '#rules/facts.ts';
import type { FactDefinition, Ruleset, Situation } from '#rules/model.ts';
import { forbids } from '#rules/norm.ts';
import { closed } from '#rules/situation.ts';
import type { Facts } from '#rules/truth.ts';
import { overSameFacts } from '#rules/witness.ts';
import type { Verdicts } from '#rules/witness.ts';
import { norm, on, rules, verdicts, without } from './comparing.ts';
import { mutants } from './mutants.ts';
import { knownFacts, ruleset, withNorm } from './support.ts';

describe('the smallest situation that differs', () => {
  const cases: [string, Ruleset, Situation, string, Verdicts, Verdicts][] = [
    [
      'a norm removed',
      without('C.1:5'),
      { 'use.interferes': true },
      'C.1:5',
      on('advised-against'),
      on('permitted'),
    ],
    [
      'an effect changed',
      withNorm('C.3:3', () => ({ effect: 'needs-approval' })),
      { 'identity.actsForCity': true },
      'C.3:3',
      on('prohibited'),
      on('needs-approval'),
    ],
    [
      'an exception dropped',
      withNorm('C.6:1/phi', () => ({ unless: [] })),
      { 'info.health': true, 'info.ownOnly': true },
      'C.6:1/phi',
      on('permitted'),
      on('prohibited'),
    ],
    [
      'an exception added',
      withNorm('C.3:3', ({ unless }) => ({
        unless: [...unless, { cite: 'C.1:2', when: is('use.interferes'), note: 'At work.' }],
      })),
      { 'identity.actsForCity': true, 'use.interferes': true },
      'C.3:3',
      on('prohibited'),
      on('advised-against'),
    ],
    [
      'a value dropped',
      withNorm('C.3:3', ({ when, wrong }) => ({ when: all(when, is('use.act', 'post')), wrong })),
      { 'identity.actsForCity': true, 'use.act': 'reply' },
      'C.3:3',
      on('prohibited'),
      on('needs-approval'),
    ],
    [
      'a ground for removing a comment dropped',
      without('E.3.d:1'),
      { 'use.venue': 'city-site', 'comment.personalAttack': true },
      'E.3.d:1',
      on('permitted', 'not-permitted'),
      on('permitted'),
    ],
    [
      'a power over comments dropped',
      without('D.3.m:2'),
      { 'use.venue': 'city-site', 'comment.outsideConcerns': true },
      'D.3.m:2',
      on('permitted', 'may-be-removed'),
      on('permitted'),
    ],
  ];

  test.each(cases)('%s', (_, later, situation, id, before, after) => {
    const comparison = rules(ruleset, later);
    const witness = { norm: id, norms: [id], situation, before, after };
    expect(comparison.outcome).toBe('duties');
    expect(comparison.witnesses).toEqual([witness]);
    expect(comparison.smallest).toEqual(witness);
    expect(verdicts(ruleset, closed(ruleset, situation))).toEqual(before);
    expect(verdicts(later, closed(later, situation))).toEqual(after);
    for (const facts of smallerThan(Object.keys(situation).length))
      expect(verdicts(later, facts)).toEqual(verdicts(ruleset, facts));
  });

  test.each(cases)('the other way about: %s', (_, later, situation, id, before, after) => {
    const { witnesses } = rules(later, ruleset);
    expect(witnesses).toEqual([{ norm: id, norms: [id], situation, before: after, after: before }]);
  });

  test('it steps aside from the norm that would hide the difference', () => {
    const half = forbids('C.3:3/half', {
      ...norm('C.3:3'),
      wrong: is('identity.actsForCity'),
      unless: [{ cite: 'C.3:3', when: is('info.ownOnly'), note: 'One’s own.' }],
    });
    const [both, alone] = [ruleset, without('C.3:3')].map(({ norms, ...rest }) => ({
      ...rest,
      norms: [...norms, half],
    }));
    expect(rules(both!, alone!).smallest).toMatchObject({
      norms: ['C.3:3'],
      situation: { 'identity.actsForCity': true, 'info.ownOnly': true },
    });
  });

  test('each norm that differs has its own, and the smallest of them stands out', () => {
    const fewer = { ...ruleset, norms: without('C.6:1/phi', 'C.1:5').norms };
    const { witnesses, smallest } = rules(ruleset, fewer);
    expect(witnesses.map(({ norms, situation }) => [norms, situation])).toEqual([
      [['C.1:5'], { 'use.interferes': true }],
      [['C.6:1/phi'], { 'info.health': true }],
    ]);
    expect(smallest).toBe(witnesses[0]);
  });

  test('norms that together make the difference are told together', () => {
    const again = { ...norm('C.3:3'), id: 'C.3:3/again', effect: 'needs-approval' } as const;
    const { witnesses } = rules({ ...ruleset, norms: [...ruleset.norms, again] }, without('C.3:3'));
    expect(witnesses.map(({ norm, norms }) => [norm, norms])).toEqual([
      ['C.3:3', ['C.3:3', 'C.3:3/again']],
      ['C.3:3/again', ['C.3:3', 'C.3:3/again']],
    ]);
  });

  test('against no norms at all, every norm with an effect has one', () => {
    const none = { ...ruleset, norms: [] };
    const { witnesses } = rules(none, ruleset);
    const effective = ruleset.norms.filter(({ effect }) => effect !== 'permitted');
    expect(witnesses.map(({ norm }) => norm)).toEqual(effective.map(({ id }) => id));
    for (const { situation, before, after } of witnesses) {
      expect(before).toEqual(on('permitted'));
      expect(verdicts(ruleset, closed(ruleset, situation))).toEqual(after);
      expect(after).not.toEqual(before);
    }
  });
});

describe('over the facts of both', () => {
  const deepfake = flag('content.deepfake', {
    doc: 'A made-up likeness.',
    ask: 'Does it show a made-up likeness?',
    yes: 'the posting shows a made-up likeness',
    no: 'the posting shows no made-up likeness',
  });
  const noDeepfake = forbids('Z:1', { ...norm('C.3:3'), wrong: is('content.deepfake') });
  const later: Ruleset = {
    ...ruleset,
    facts: [deepfake, ...ruleset.facts],
    norms: [noDeepfake, ...ruleset.norms],
  };

  test('a fact that only one side knows is not read by the other', () => {
    const situation = { 'content.deepfake': true };
    expect(rules(ruleset, later).witnesses).toEqual([
      { norm: 'Z:1', norms: ['Z:1'], situation, before: on('permitted'), after: on('prohibited') },
    ]);
    expect(rules(later, ruleset).witnesses).toEqual([
      { norm: 'Z:1', norms: ['Z:1'], situation, before: on('prohibited'), after: on('permitted') },
    ]);
    expect(rules(later, { ...ruleset, facts: later.facts }).outcome).toBe('duties');
  });

  test('the older facts come first, in their order, with the values of both', () => {
    const [act, ...rest] = later.facts.toSorted((a, b) =>
      b.id === 'use.act' ? 1 : a.id === 'use.act' ? -1 : 0,
    );
    const story = {
      ...act!,
      values: [...act!.values.slice(1), 'story', act!.values[0]!],
      say: { ...act!.say, story: 'it is a story' },
    };
    const [older, newer] = overSameFacts(ruleset, { ...later, facts: [story, ...rest] });
    expect(newer.facts).toBe(older.facts);
    expect(older.facts.map(({ id }) => id)).toEqual([
      ...ruleset.facts.map(({ id }) => id),
      deepfake.id,
    ]);
    const [first, second, ...others] = ruleset.facts.find(({ id }) => id === 'use.act')!.values;
    expect(older.facts.find(({ id }) => id === 'use.act')!.values).toEqual([
      second,
      first,
      ...others,
      'story',
    ]);
  });

  test('a value that only one side knows can be what differs', () => {
    const also = withFact('use.act', ({ values, say }) => ({
      values: [...values, 'story'],
      say: { ...say, story: 'it is a story' },
    }));
    expect(rules(ruleset, also).outcome).toBe('same');
    const reaching = also.norms.map((one) =>
      one.id === 'C.3:3' ? { ...one, when: any(one.when, is('use.act', 'story')) } : one,
    );
    const wider = { ...also, norms: reaching };
    const situation = { 'use.act': 'story', 'identity.actsForCity': true };
    const [free, bound] = [on('permitted'), on('prohibited')];
    const of = { norm: 'C.3:3', norms: ['C.3:3'], situation };
    expect(rules(ruleset, wider).witnesses).toEqual([{ ...of, before: free, after: bound }]);
    expect(rules(wider, ruleset).witnesses).toEqual([{ ...of, before: bound, after: free }]);
  });

  test('what is unstated has the newer default, on both sides', () => {
    const healthy = withFact('info.health', ({ values }) => ({ values: values.toReversed() }));
    expect(rules(ruleset, healthy).outcome).toBe('same');
    const silent = { ...healthy, norms: without('C.6:1/phi').norms };
    expect(rules(ruleset, silent).smallest).toMatchObject({
      situation: {},
      before: on('prohibited'),
      after: on('permitted'),
    });
    expect(rules(silent, ruleset).smallest!.situation).toEqual({ 'info.health': true });
  });

  test('more than 16 values together are refused', () => {
    const values = Array.from('abcdefghijklmn');
    const say = Object.fromEntries(values.map((one) => [one, one]));
    const many = withFact('use.act', () => ({ values, say }));
    const plain = { ...many, norms: [] };
    expect(() => rules(ruleset, plain)).toThrow('`use.act` needs 2 to 16 values');
  });

  test('alternatives are left out', () => {
    const alternatives = [{ reading: 'R1', gist: 'Otherwise.', norms: [], without: ['C.3:3'] }];
    expect(rules(ruleset, { ...ruleset, alternatives }).outcome).toBe('same');
  });
});

test('any small mistake in a real norm: what is shown differs, and where nothing is shown nothing differs', () => {
  const pairs = ruleset.norms.flatMap((one) =>
    mutants(ruleset, one).map((mutant) => [one, mutant]),
  );
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(
      fc.constantFrom(...pairs),
      fc.array(knownFacts(ruleset), { minLength: 300, maxLength: 300 }),
      ([one, mutant], situations) => {
        const wrong = { ...ruleset, norms: ruleset.norms.map((it) => (it === one ? mutant! : it)) };
        const { smallest, outcome } = rules(ruleset, wrong);
        outcomes.add(outcome);
        if (smallest) {
          const facts = closed(ruleset, smallest.situation);
          expect(verdicts(ruleset, facts)).toEqual(smallest.before);
          expect(verdicts(wrong, facts)).toEqual(smallest.after);
          expect(smallest.after).not.toEqual(smallest.before);
        } else
          for (const facts of situations)
            expect(verdicts(wrong, facts)).toEqual(verdicts(ruleset, facts));
      },
    ),
    // Shrinking takes minutes and shows no more: the norm and its mistake are what tells.
    { numRuns: 60, endOnFailure: true },
  );
  expect(outcomes).toContain('duties');
});

/** Every situation of the policy with fewer facts beyond the defaults than this, at most two. */
function smallerThan(size: number): Facts[] {
  const none = closed(ruleset, {});
  const oneMore = (facts: Facts): Facts[] =>
    ruleset.facts.flatMap(({ values }, at) =>
      values.slice(1).map((_, other) => facts.with(at, 2 << other)),
    );
  const sizes = [[none], oneMore(none), oneMore(none).flatMap(oneMore)];
  return sizes.slice(0, size).flat();
}

/** The ruleset with one fact defined otherwise. */
function withFact(id: string, change: (fact: FactDefinition) => Partial<FactDefinition>): Ruleset {
  const facts = ruleset.facts.map((fact) => (fact.id === id ? { ...fact, ...change(fact) } : fact));
  return { ...ruleset, facts };
}
