import { describe, expect, test } from 'vitest';
import { all, any, is, not } from '#rules/condition.ts';
import { compile } from '#rules/compile.ts';
import { beaten, contradictions } from '#rules/gates/conflicts.ts';
import { idle, shadowed } from '#rules/gates/effect.ts';
import { mixedFacts, polarities } from '#rules/gates/polarity.ts';
import { looseReasons } from '#rules/gates/reasons.ts';
import { misquotes, uncovered, unsaid } from '#rules/gates/text.ts';
import type { Norm, Unruled } from '#rules/model.ts';
import { table } from '#rules/table.ts';
import { UNRULED } from '#rules/social-media/2023-04-20/unruled.ts';
import { ruleset, sentences, withNorm } from './support.ts';

const text = sentences();

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

describe('every sentence has a rule or a reason', () => {
  test('none of the 97 is left over: 84 norms are ruled, 41 have a reason for none', () => {
    expect(text.size).toBe(97);
    expect(uncovered(ruleset, text)).toEqual([]);
    expect([ruleset.norms.length, UNRULED.length]).toEqual([84, 41]);
    expect(new Set(UNRULED.map(({ id }) => id)).size).toBe(41);
    for (const { id, reason } of UNRULED) expect(reason, id).toMatch(/^[A-Z].{15,}\.$/);
  });

  test('a sentence without either is found, and a reason without sentence, and both for one', () => {
    const fewer = { ...ruleset, norms: ruleset.norms.filter(({ id }) => id !== 'C.3:3') };
    expect(uncovered(fewer, text)).toEqual(['C.3:3 has neither a rule nor a reason for none']);
    const more = { meaning: 'information', reason: 'r' } as const;
    const astray = [...UNRULED, { ...more, id: 'C.9:1', sentence: 'C.9:1' }];
    expect(uncovered({ ...ruleset, unruled: astray }, text)).toEqual([
      'C.9:1: the policy has no sentence C.9:1',
    ]);
    const twice = [...UNRULED, { ...more, id: 'C.3:3', sentence: 'C.3:3' }];
    expect(uncovered({ ...ruleset, unruled: twice }, text)).toEqual([
      'C.3:3 has both a rule and a reason for none',
    ]);
  });

  test('the rules stand in the policy’s order', () => {
    const order = [...text.keys()];
    const places = ruleset.norms.map(({ sentence }) => order.indexOf(sentence));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });
});

const wordless = ({ id, sentence, meaning, reason }: Unruled): Unruled => ({
  id,
  sentence,
  meaning,
  reason,
});

describe('every sentence has words that people read', () => {
  test('those without a rule have some for learners, those of many norms a short gist', () => {
    expect(unsaid(ruleset)).toEqual([]);
  });

  test('where either is missing, or a gist has no rule, that is found', () => {
    const unruled = UNRULED.map((one) => (one.id === 'A:3' ? wordless(one) : one));
    expect(unsaid({ ...ruleset, unruled })).toEqual([
      'A:3 has no words for learners: add what it `says`',
    ]);
    const fewer = Object.fromEntries(
      Object.entries(ruleset.gists!).filter(([id]) => id !== 'C.6:1'),
    );
    expect(unsaid({ ...ruleset, gists: fewer })).toEqual([
      'C.6:1 asks 6 things and has no short gist',
    ]);
    expect(unsaid({ ...ruleset, gists: { ...ruleset.gists, 'A:3': 'All.' } })).toEqual([
      'A:3 has a short gist and no rule',
    ]);
  });
});

test('strength follows the words: a "should" advises, a "may" permits, anything else binds', () => {
  const tally = { must: 0, should: 0, may: 0 };
  for (const { id, quote, strength } of ruleset.norms) {
    const advice = /\bshould\b|\bencourages\b|\bexpects\b|^Examples of such conduct/.test(quote);
    const free = /\bare free to\b|is permitted\.$|may be removed|reserves the right/.test(quote);
    expect(strength, id).toBe(free ? 'may' : advice ? 'should' : 'must');
    tally[strength]++;
  }
  expect(tally).toEqual({ must: 55, should: 25, may: 4 });
});

describe('every norm can be breached, and each fact that it reads decides it somewhere', () => {
  test('over the whole truth tables', () => {
    expect(idle(ruleset)).toEqual([]);
    const { norms } = compile(ruleset);
    // E.5:1 is met by any of the eleven grounds of E.3.
    for (const { norm, reads } of norms)
      expect(reads.length, norm.id).toBeLessThanOrEqual(norm.id === 'E.5:1' ? 14 : 9);
    expect(table(compile(ruleset), norms[0]!)).toHaveLength(2 * 8 * 2 * 2 ** 5);
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

  test('a ground over comments that another always brings is found', () => {
    const broken = withNorm('D.3.m:2', ({ when }) => ({
      when: all(when, is('comment.profane')),
    }));
    expect(shadowed(broken)).toEqual(['D.3.m:2 never decides a verdict']);
  });
});

describe('no permission is silently beaten', () => {
  test('each names what may still forbid the act', () => expect(beaten(ruleset)).toEqual([]));

  test('one that leaves a prohibition unnamed is found', () => {
    const silent = withNorm('C.1:3', ({ yieldsTo = [] }) => ({
      yieldsTo: yieldsTo.filter((place) => place !== 'C.3'),
    }));
    const complaints = beaten(silent);
    expect(complaints).toContain(
      'C.1:3 permits what C.3:2/uniform may forbid, and does not say so',
    );
    expect(complaints.every((one) => one.includes(' C.3:'))).toBe(true);
  });

  test('an exception that is lost is found', () => {
    const silent = withNorm('C.1:3', () => ({ unless: [] }));
    expect(beaten(silent)).toContain(
      'C.1:3 permits what C.6:1/security may forbid, and does not say so',
    );
  });
});

describe('no two duties ask for opposites', () => {
  test('over all pairs', () => expect(contradictions(ruleset)).toEqual([]));

  test('two statements that cannot both be made are found', () => {
    const norm = ruleset.norms.find(({ id }) => id === 'C.3:1')!;
    const opposite: Norm = { ...norm, id: 'C.3:9', wrong: is('identity.disclaimer', 'full') };
    const broken = { ...ruleset, norms: [...ruleset.norms, opposite] };
    expect(contradictions(broken)).toEqual([
      'C.3:1 and C.3:9 ask for opposites of `identity.disclaimer`',
    ]);
  });

  test('the same two under conditions that never meet are none', () => {
    const norm = ruleset.norms.find(({ id }) => id === 'C.3:1')!;
    const elsewhere: Norm = {
      ...norm,
      id: 'C.3:9',
      when: all(is('poster.kind', 'employee'), is('use.purpose', 'city-business')),
      wrong: is('identity.disclaimer', 'full'),
    };
    const two = { ...ruleset, norms: [...ruleset.norms, elsewhere] };
    expect(contradictions(two)).toEqual([]);
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
  const allowed = {
    'use.purpose': 'selects between sections C and D',
    // C.5:3 binds the City and C.5:4 a co-worker: who acts selects the norm, and neither is worse.
    'reprisal.by': 'selects between C.5:3 and C.5:4',
  };

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
