import { describe, expect, test } from 'vitest';
import { all, any, is, not } from '#rules/condition.ts';
import {
  idle,
  looseReasons,
  misquotes,
  mixedFacts,
  polarities,
  shadowed,
  uncovered,
} from '#rules/gates.ts';
import { compile } from '#rules/compile.ts';
import { table } from '#rules/table.ts';
import { UNRULED } from '#rules/social-media/2023-04-20/unruled.ts';
import { ruleset, sentences, withNorm } from './support.ts';

const text = sentences();
const taught = new Map([...text].filter(([id]) => /^([ABC]|D\.3\.g)[.:]/.test(id)));

describe('every quote is the policy’s sentence', () => {
  test('to the letter', () => expect(misquotes(ruleset, text)).toEqual([]));

  test('a letter more is found', () => {
    const broken = withNorm('C.4:2', ({ quote }) => ({
      quote: quote.replace('mistake', 'mistakes'),
    }));
    expect(misquotes(broken, text)).toEqual(['C.4:2: the quote is not the text of C.4:2']);
  });

  test('a sentence that is not there is found', () => {
    const broken = withNorm('C.4:2', () => ({ sentence: 'C.4:9' }));
    expect(misquotes(broken, text)).toEqual(['C.4:2: the policy has no sentence C.4:9']);
  });
});

describe('every sentence of sections A to C and of D.3.g has a rule or a reason', () => {
  test('none is left over', () => {
    expect(taught.size).toBe(40);
    expect(uncovered(ruleset, UNRULED, taught)).toEqual([]);
  });

  test('a sentence without either is found, and a reason without sentence, and both for one', () => {
    const fewer = { ...ruleset, norms: ruleset.norms.filter(({ id }) => id !== 'C.3:3') };
    expect(uncovered(fewer, UNRULED, taught)).toEqual([
      'C.3:3 has neither a rule nor a reason for none',
    ]);
    const astray = [...UNRULED, { id: 'C.9:1', sentence: 'C.9:1' }];
    expect(uncovered(ruleset, astray, taught)).toEqual(['C.9:1: the policy has no sentence C.9:1']);
    const twice = [...UNRULED, { id: 'C.3:3', sentence: 'C.3:3' }];
    expect(uncovered(ruleset, twice, taught)).toEqual([
      'C.3:3 has both a rule and a reason for none',
    ]);
  });

  test('34 norms of section C and 2 of D.3.g are ruled', () => {
    const of = (clause: string) => ruleset.norms.filter(({ id }) => id.startsWith(clause)).length;
    expect([of('C.'), of('D.3.g'), ruleset.norms.length]).toEqual([34, 2, 36]);
  });
});

describe('strength follows the words', () => {
  test('"should", "encourages" and "expects" advise; only "must", "shall", "may not", "never" and a sanction bind', () => {
    for (const { id, quote, strength, effect } of ruleset.norms) {
      const advice = /\bshould\b|\bencourages\b|\bexpects\b|^Examples of such conduct/.test(quote);
      const free = /\bare free to\b/.test(quote);
      expect(strength, id).toBe(free ? 'may' : advice ? 'should' : 'must');
      if (strength === 'should') expect(effect, id).toBe('advised-against');
    }
  });
});

test('C.5:3 binds the City; every other norm of section C and D.3.g binds employees', () => {
  const others = ruleset.norms.filter(({ bearer }) => bearer !== 'employee');
  expect(others.map(({ id, bearer }) => [id, bearer])).toEqual([['C.5:3', 'city']]);
});

describe('every norm can be breached, and each fact that it reads decides it somewhere', () => {
  test('over the whole truth tables', () => {
    expect(idle(ruleset)).toEqual([]);
    const { norms } = compile(ruleset);
    for (const norm of norms) expect(norm.reads.length, norm.norm.id).toBeLessThanOrEqual(9);
    expect(table(compile(ruleset), norms[0]!)).toHaveLength(2 * 7 * 2 * 2 ** 5);
  });

  test('a dead fact is found', () => {
    const dead = any(is('content.political'), not(is('content.political')));
    const broken = withNorm('C.3:3', ({ when }) => ({ when: all(when, dead) }));
    expect(idle(broken)).toEqual(['C.3:3 reads `content.political`, which never decides it']);
  });

  test('a norm that contradicts itself is found, and a permission that never holds', () => {
    const never = all(is('use.act', 'post'), is('use.act', 'browse'));
    expect(idle(withNorm('C.3:3', () => ({ when: never })))).toEqual([
      'C.3:3 can never be breached',
    ]);
    expect(idle(withNorm('C.1:3', () => ({ when: never })))).toEqual(['C.1:3 can never be met']);
  });
});

describe('every norm decides a verdict somewhere', () => {
  test('none stands wholly in the shadow of another', () => expect(shadowed(ruleset)).toEqual([]));

  test('a milder norm with the same condition is found', () => {
    const uniform = ruleset.norms.find(({ id }) => id === 'C.3:2/uniform')!;
    const broken = withNorm('C.2:7/reputation', () => ({ wrong: uniform.wrong }));
    expect(shadowed(broken)).toEqual(['C.2:7/reputation never decides a verdict']);
  });
});

describe('a reason speaks only of facts that decide', () => {
  test('in every case of every norm', () => expect(looseReasons(ruleset)).toEqual([]));

  test('a fact that the norm does not read is found, in an exception’s note too', () => {
    const sentence = 'C.3:3: its reason speaks of `use.device`, which it does not read';
    expect(looseReasons(withNorm('C.3:3', () => ({ because: '{use.device}.' })))).toEqual([
      sentence,
    ]);
    const noted = withNorm('C.6:1/phi', ({ unless }) => ({
      unless: unless.map((one) => ({ ...one, note: '{use.time}.' })),
    }));
    expect(looseReasons(noted)).toEqual([
      'C.6:1/phi: its reason speaks of `use.time`, which it does not read',
    ]);
  });

  test('a fact that decides only at times is found, unless it stands in brackets', () => {
    const bare = withNorm('C.6:1/phi', ({ because }) => ({
      because: because.replace(/[[\]]/g, ''),
    }));
    expect(looseReasons(bare)).toEqual([
      'C.6:1/phi: its reason speaks of `info.ownOnly` where that decides nothing',
    ]);
  });
});

describe('a two-valued fact works one way', () => {
  // C.5:3 binds the City and C.5:4 a co-worker: who acts selects the norm, and neither is worse.
  const allowed = { 'reprisal.by': 'selects between C.5:3 and C.5:4' };

  test('or is listed with its reason', () => {
    expect(mixedFacts(ruleset, allowed)).toEqual([]);
    expect(polarities(ruleset).get('info.ownOnly')).toBe('mitigating');
    expect(polarities(ruleset).get('content.selfInUniform')).toBe('aggravating');
  });

  test('a flag that works both ways is found, and a listing that has lost its reason', () => {
    const broken = withNorm('C.3:3', () => ({ wrong: not(is('content.selfInUniform')) }));
    expect(mixedFacts(broken, allowed)).toEqual([
      '`content.selfInUniform` both worsens and betters a verdict',
    ]);
    expect(mixedFacts(ruleset, { ...allowed, 'info.health': '' })).toEqual([
      '`info.health` is listed as mixed and is not',
    ]);
  });
});
