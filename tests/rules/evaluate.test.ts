import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '#rules/compile.ts';
import { all, any, is, not } from '#rules/condition.ts';
import { evaluate, holding, verdictsByBearer } from '#rules/evaluate.ts';
import { flag } from '#rules/facts.ts';
import { polarities } from '#rules/gates/polarity.ts';
import { kleeneBounds, narrow } from '#rules/interval.ts';
import { VERDICTS, type Interval, type Ruleset, type Situation } from '#rules/model.ts';
import { advisesAgainst, forbids } from '#rules/norm.ts';
import { closed, open, type Facts } from '#rules/situation.ts';
import { bits, knownFacts, partialFacts, ruleset, settled } from './support.ts';

const rank = ({ lo, hi }: Interval) => ({ lo: VERDICTS.indexOf(lo), hi: VERDICTS.indexOf(hi) });
const verdict = (facts: Facts) => evaluate(ruleset, facts).verdict;
const at = (id: string) => compile(ruleset).index.get(id)!;

describe('an evaluation', () => {
  test('of a plain personal posting permits: nothing in the policy forbids it', () => {
    const { verdict, findings, policy, revision, rulesetSha256 } = evaluate(
      ruleset,
      closed(ruleset, {}),
    );
    expect(verdict).toEqual({ lo: 'permitted', hi: 'permitted' });
    expect(new Set(findings.map(({ status }) => status))).toEqual(new Set(['met']));
    expect([policy, revision]).toEqual(['social-media', '2023-04-20']);
    expect(rulesetSha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('joins: the strictest breach decides, and every breach is reported in the policy’s order', () => {
    const { verdict, findings } = evaluate(
      ruleset,
      closed(ruleset, {
        'content.selfInUniform': true,
        'identity.asEmployee': 'image',
        'use.interferes': true,
      }),
    );
    expect(verdict).toEqual({ lo: 'prohibited', hi: 'prohibited' });
    const breached = findings.filter(({ status }) => status === 'breached');
    expect(breached.map(({ norm, cite, effect }) => [norm, cite, effect])).toEqual([
      ['C.1:5', 'C.1:5', 'advised-against'],
      ['C.3:1', 'C.3:1', 'action-required'],
      ['C.3:2/uniform', 'C.3:2', 'prohibited'],
    ]);
  });

  test('with a fact unknown reaches from the best to the worst', () => {
    const facts = closed(ruleset, { 'content.about': 'co-worker', 'content.demeaning': 'unknown' });
    expect(verdict(facts)).toEqual({ lo: 'permitted', hi: 'prohibited' });
    const finding = evaluate(ruleset, facts).findings.find(({ norm }) =>
      norm.endsWith('demeaning'),
    );
    expect(finding?.status).toBe('undetermined');
  });

  test('in the open world an answer not given is never taken for a no', () => {
    expect(verdict(open(ruleset, {}))).toEqual({ lo: 'permitted', hi: 'prohibited' });
    expect(verdict(open(ruleset, { 'poster.kind': 'public', 'use.act': 'post' }))).toEqual({
      lo: 'permitted',
      hi: 'permitted',
    });
  });

  test('sees that one of two prohibitions is broken though it cannot say which', () => {
    const facts = open(ruleset, {
      'poster.kind': 'employee',
      'use.act': 'reprisal',
      'reprisal.cause': ['report', 'cooperation'],
    });
    expect(VERDICTS[kleeneBounds(compile(ruleset).conduct, facts).lo]).toBe('permitted');
    expect(verdict(facts)).toEqual({ lo: 'prohibited', hi: 'prohibited' });
  });

  test('sees that a norm which contradicts itself is never broken', () => {
    const words = { quote: 'q', gist: 'g', because: 'b' };
    const flags = ['x', 'y'].map((id) => flag(id, { doc: 'd', ask: 'a', yes: 'yes', no: 'no' }));
    const odd: Ruleset = {
      policy: 'p',
      revision: 'r',
      facts: flags,
      norms: [
        forbids('A:1', { ...words, when: is('x'), wrong: all(is('y'), not(is('x'))) }),
        advisesAgainst('A:2', { ...words, when: any(is('x'), not(is('x'))), wrong: is('y') }),
      ],
    };
    const facts = open(odd, {});
    expect(kleeneBounds(compile(odd).conduct, facts)).toEqual({ lo: 0, hi: 4 });
    expect(evaluate(odd, facts).verdict).toEqual({ lo: 'permitted', hi: 'advised-against' });
  });

  test('leaves out what does not apply, and the order of norms changes no verdict', () => {
    const reversed = { ...ruleset, norms: ruleset.norms.toReversed() };
    fc.assert(
      fc.property(partialFacts(ruleset), (facts) => {
        const one = evaluate(ruleset, facts);
        const other = evaluate(reversed, facts);
        expect(one.findings.some(({ status }) => status === 'not-applicable')).toBe(false);
        expect(other.verdict).toEqual(one.verdict);
        expect(other.findings.toReversed()).toEqual(one.findings);
      }),
    );
  });
});

describe('a public comment', () => {
  const comment = (situation: Situation) => evaluate(ruleset, closed(ruleset, situation)).comment;

  test('has a verdict of its own where one is at hand, and none elsewhere', () => {
    expect(comment({ 'comment.profane': true })).toBeUndefined();
    expect(comment({ 'use.act': 'moderate' })).toEqual({ lo: 'may-stay', hi: 'may-stay' });
    expect(comment({ 'use.act': 'moderate', 'comment.outsideConcerns': true })).toEqual({
      lo: 'may-be-removed',
      hi: 'may-be-removed',
    });
  });

  test('that is profane is not permitted, and nobody’s conduct is judged by it', () => {
    const evaluation = evaluate(
      ruleset,
      closed(ruleset, { 'use.act': 'moderate', 'comment.profane': true, 'comment.threat': true }),
    );
    expect(evaluation.comment).toEqual({ lo: 'not-permitted', hi: 'not-permitted' });
    expect(evaluation.verdict).toEqual({ lo: 'permitted', hi: 'permitted' });
    const { breaches, grounds } = holding(evaluation);
    expect(breaches).toEqual([]);
    expect(grounds.map(({ cite }) => cite)).toEqual(['E.3.b:1', 'E.3.e:1']);
  });

  test('of which something is unknown reaches from the best to the worst', () => {
    const open = { 'use.act': 'moderate', 'comment.outsideConcerns': true } as const;
    expect(comment({ ...open, 'comment.threat': 'unknown' })).toEqual({
      lo: 'may-be-removed',
      hi: 'not-permitted',
    });
  });
});

describe('whom a verdict is about', () => {
  test('each bearer has one: a site without approval is the City’s, an unmonitored one the administrators’', () => {
    const facts = closed(ruleset, { 'use.act': 'site', 'use.insteadOf911': true });
    expect([...verdictsByBearer(ruleset, facts)]).toEqual([
      ['employee', { lo: 'advised-against', hi: 'advised-against' }],
      ['city', { lo: 'needs-approval', hi: 'needs-approval' }],
      ['administrator', { lo: 'action-required', hi: 'action-required' }],
    ]);
    const { verdict } = evaluate(ruleset, facts);
    expect(verdict).toEqual({ lo: 'needs-approval', hi: 'needs-approval' });
  });
});

describe('unknowns', () => {
  test('what becomes known never widens the verdict', () => {
    fc.assert(
      fc.property(partialFacts(ruleset), fc.array(fc.nat(), { minLength: 1 }), (facts, choices) => {
        const before = rank(verdict(facts));
        const after = rank(verdict(settled(facts, choices)));
        expect(after.lo).toBeGreaterThanOrEqual(before.lo);
        expect(after.hi).toBeLessThanOrEqual(before.hi);
      }),
      { numRuns: 300 },
    );
  });

  test('what is known in full gives one verdict', () => {
    fc.assert(
      fc.property(knownFacts(ruleset), (facts) => {
        const { lo, hi } = verdict(facts);
        expect(lo).toBe(hi);
      }),
      { numRuns: 300 },
    );
  });

  test('the verdict is exact, and the Kleene one holds it', () => {
    const read = new Set(compile(ruleset).norms.flatMap((norm) => norm.reads));
    const fewUnknown = fc
      .tuple(knownFacts(ruleset), fc.subarray([...read], { maxLength: 5 }))
      .map(([facts, opened]) =>
        facts.map((mask, at) => (opened.includes(at) ? compile(ruleset).full[at]! : mask)),
      );
    fc.assert(
      fc.property(fewUnknown, (facts) => {
        const ranks = everyCompletion(facts, read).map((one) => rank(verdict(one)).lo);
        const exact = { lo: Math.min(...ranks), hi: Math.max(...ranks) };
        expect(rank(verdict(facts))).toEqual(exact);
        const wide = kleeneBounds(compile(ruleset).conduct, facts);
        expect(wide.lo).toBeLessThanOrEqual(exact.lo);
        expect(wide.hi).toBeGreaterThanOrEqual(exact.hi);
      }),
      { numRuns: 200 },
    );
  });

  test('too many to try leave the Kleene bound, which is sound', () => {
    const { conduct } = compile(ruleset);
    const facts = open(ruleset, {});
    expect(narrow(conduct, facts, kleeneBounds(conduct, facts))).toEqual({ lo: 0, hi: 4 });
  });
});

describe('changes that must not matter, and those that must', () => {
  test('a fact that no norm reads changes nothing', () => {
    const read = new Set(compile(ruleset).norms.flatMap((norm) => norm.reads));
    const unread = [...ruleset.facts.keys()].filter((at) => !read.has(at));
    fc.assert(
      fc.property(partialFacts(ruleset), fc.constantFrom(...unread), (facts, at) => {
        const other = facts.slice();
        other[at] = facts[at]! ^ compile(ruleset).full[at]! || 1;
        expect(evaluate(ruleset, other)).toEqual(evaluate(ruleset, facts));
      }),
    );
  });

  test('the device changes C.1:4 and D.4.a.iii–iv alone: purpose, not device, selects the section', () => {
    const beyond = (facts: Facts) =>
      evaluate(ruleset, facts).findings.filter(
        ({ norm }) => !/^(?:C\.1:4|D\.4\.a\.i(?:ii|v):)/.test(norm),
      );
    fc.assert(
      fc.property(partialFacts(ruleset), fc.constantFrom(1, 2, 4), (facts, device) => {
        const other = facts.slice();
        other[at('use.device')] = device;
        expect(beyond(other)).toEqual(beyond(facts));
      }),
    );
  });

  test('what C.6 keeps confidential in personal use, D.3.d keeps in City business, but for one’s own', () => {
    const limbs = (facts: Facts, sentence: string) =>
      evaluate(ruleset, facts)
        .findings.filter(({ cite, status }) => cite === sentence && status === 'breached')
        .map(({ norm }) => norm.split('/')[1]);
    fc.assert(
      fc.property(knownFacts(ruleset), (facts) => {
        const [personal, official] = [facts.slice(), facts.slice()];
        personal[at('use.purpose')] = 1;
        official[at('use.purpose')] = 2;
        personal[at('info.ownOnly')] = 1;
        expect(limbs(official, 'D.3.d:1')).toEqual(limbs(personal, 'C.6:1'));
      }),
    );
  });

  test('a ground of E.3 lifted adds no other, and criticism is none', () => {
    const grounds = (facts: Facts) =>
      new Set(holding(evaluate(ruleset, facts)).grounds.map(({ norm }) => norm));
    const comments = [...ruleset.facts.keys()].filter((index) =>
      ruleset.facts[index]!.id.startsWith('comment.'),
    );
    fc.assert(
      fc.property(knownFacts(ruleset), fc.constantFrom(...comments), (facts, lifted) => {
        const [before, after] = [facts.slice(), facts.slice()];
        for (const one of [before, after])
          one[at('use.act')] = closed(ruleset, { 'use.act': 'moderate' })[at('use.act')]!;
        after[lifted] = 1;
        expect(grounds(after).isSubsetOf(grounds(before))).toBe(true);
        const critical = after.slice();
        critical[at('comment.critical')] = 2;
        expect(evaluate(ruleset, critical)).toEqual(evaluate(ruleset, after));
      }),
    );
  });

  test('a member of the public breaches no norm that binds employees', () => {
    fc.assert(
      fc.property(partialFacts(ruleset), (facts) => {
        const other = facts.slice();
        other[at('poster.kind')] = 2;
        const bound = evaluate(ruleset, other).findings.filter(({ bearer }) =>
          ['employee', 'designated'].includes(bearer),
        );
        expect(bound).toEqual([]);
      }),
    );
  });

  test('what only one’s own information excuses is personnel and health information', () => {
    const breached = (facts: Facts) =>
      new Set(
        evaluate(ruleset, facts)
          .findings.filter(({ status }) => status === 'breached')
          .map(({ norm }) => norm),
      );
    fc.assert(
      fc.property(knownFacts(ruleset), (facts) => {
        const [own, others] = [facts.slice(), facts.slice()];
        own[at('info.ownOnly')] = 2;
        others[at('info.ownOnly')] = 1;
        const excused = breached(others).difference(breached(own));
        expect(['C.6:1/personnel', 'C.6:1/phi']).toEqual(expect.arrayContaining([...excused]));
        expect(breached(own).isSubsetOf(breached(others))).toBe(true);
      }),
    );
  });

  test('a greater falsehood never betters a verdict, and more of a disclaimer never worsens it', () => {
    const steps: [string, number][] = [
      // A mistake is to be corrected, a lie is not: from one to the other the duty to correct ends.
      ['content.truth', 1],
      ['identity.disclaimer', -1],
      ['content.priorEdit', 1],
    ];
    fc.assert(
      fc.property(knownFacts(ruleset), fc.constantFrom(...steps), (facts, [id, direction]) => {
        const corrected = facts.slice();
        corrected[at('content.correction')] = 1;
        const ranks = ruleset.facts[at(id)]!.values.map((_, place) => {
          const one = corrected.slice();
          one[at(id)] = 1 << place;
          return rank(verdict(one)).lo * direction;
        });
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  test('raising an aggravating flag never betters a verdict, a mitigating one never worsens it', () => {
    const oneWay = [...polarities(ruleset)].filter(([, polarity]) => polarity !== 'mixed');
    fc.assert(
      fc.property(knownFacts(ruleset), fc.constantFrom(...oneWay), (facts, [id, polarity]) => {
        const [low, high] = [facts.slice(), facts.slice()];
        low[at(id)] = 1;
        high[at(id)] = 2;
        const change = rank(verdict(high)).lo - rank(verdict(low)).lo;
        expect(polarity === 'aggravating' ? change >= 0 : change <= 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

function everyCompletion(facts: Facts, read: ReadonlySet<number>): Facts[] {
  const open = [...read].filter((at) => facts[at]! & (facts[at]! - 1));
  return open.reduce(
    (rows, at) =>
      rows.flatMap((row) =>
        bits(facts[at]!).map((bit) => row.map((mask, other) => (other === at ? bit : mask))),
      ),
    [facts],
  );
}
