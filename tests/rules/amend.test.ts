import { expect, test } from 'vitest';
import { amended } from '#rules/amend.ts';
import { compare } from '#rules/compare.ts';
import { all, is } from '#rules/condition.ts';
import { evaluate } from '#rules/evaluate.ts';
import { forbids } from '#rules/norm.ts';
import { followFrom, followThrough } from '#rules/renumber.ts';
import { parseRuleset, rulesetJson } from '#rules/ruleset.ts';
import { closed } from '#rules/situation.ts';
import { text } from './comparing.ts';
import { ruleset } from './support.ts';

// The real rules, amended in small ways. None of it is the City's.

const LATER = '2031-05-06';
const posted = is('use.act', 'post', 'reply');
const ids = (rules: { norms: readonly { id: string }[] }) => rules.norms.map(({ id }) => id);

test('an amendment that amends nothing leaves every norm in its place, and names what it amends', () => {
  const same = amended(ruleset, { revision: LATER });
  expect(same.norms).toEqual(ruleset.norms);
  expect(same.unruled).toEqual(ruleset.unruled);
  expect(same.amends).toEqual([{ revision: '2023-04-20', renumbered: {} }]);
  const { outcome } = compare({ ruleset, sentences: text }, { ruleset: same, sentences: text });
  expect(outcome).toBe('same');
});

test('a renumbered clause takes its norms, exceptions and yields along; one whose number is taken is gone', () => {
  const follow = followThrough([{ renumbered: { 'E.3.h': 'E.3.g', 'D.4': 'D.5' } }]);
  expect(follow('E.3.h:1')).toBe('E.3.g:1');
  expect(follow('E.3.g:1')).toBeUndefined();
  expect(follow('D.4.a.ii:1/head')).toBe('D.5.a.ii:1/head');
  expect(follow('D.4')).toBe('D.5');
  expect(follow('E.3.i:1')).toBe('E.3.i:1');
  const moved = amended(ruleset, { revision: LATER, renumbered: { 'D.4': 'D.5' } });
  expect(ids(moved)).toContain('D.5.a.iv:1');
  expect(ids(moved).filter((id) => id.startsWith('D.4'))).toEqual([]);
  expect(moved.norms.find(({ id }) => id === 'C.1:3')!.yieldsTo).toContain('D.5');
  const numbers = new Map(
    [...text].map(([id, words]) => [followFrom('2023-04-20', moved)(id)!, words]),
  );
  const { outcome, sentences, norms } = compare(
    { ruleset, sentences: text },
    { ruleset: moved, sentences: numbers },
    followFrom('2023-04-20', moved),
  );
  expect(outcome).toBe('words');
  expect(norms).toEqual({ added: [], removed: [], changed: [] });
  expect(sentences).toMatchObject({ added: [], removed: [], reworded: [] });
  expect(sentences.moved).toContainEqual({ from: 'D.4.a.iv:1', to: 'D.5.a.iv:1' });
});

test('through two amendments, an id goes where both lead', () => {
  const follow = followThrough([
    { renumbered: { 'E.3.h': 'E.3.g', 'E.3.i': 'E.3.h' } },
    { renumbered: { 'E.3.h': 'E.3.g' } },
  ]);
  expect(follow('E.3.i:1')).toBe('E.3.g:1');
  expect(follow('E.3.h:1')).toBeUndefined();
});

test('what is gone is told apart from what has its number now', () => {
  const later = amended(ruleset, {
    revision: LATER,
    removed: ['E.3.g'],
    renumbered: { 'E.3.h': 'E.3.g', 'E.3.i': 'E.3.h', 'E.3.j': 'E.3.i', 'E.3.k': 'E.3.j' },
  });
  const follow = followFrom('2023-04-20', later);
  const sentences = new Map(
    [...text].flatMap(([id, words]) => {
      const to = follow(id);
      return to === undefined ? [] : [[to, words] as const];
    }),
  );
  const found = compare({ ruleset, sentences: text }, { ruleset: later, sentences }, follow);
  expect(found.sentences.removed).toEqual(['E.3.g:1']);
  expect(found.norms.removed).toEqual(['E.3.g:1']);
  expect(found.norms.changed).toEqual([]);
  expect(found.witnesses.map(({ norm }) => norm)).toEqual(['was E.3.g:1']);
  expect(found.smallest).toMatchObject({
    situation: { 'comment.commerce': true },
    before: { comment: 'not-permitted' },
    after: { comment: 'may-stay' },
  });
});

test('a word with another meaning changes every norm that uses it, new ones as well', () => {
  const later = amended(ruleset, {
    revision: LATER,
    redefined: (asked) =>
      asked.fact === 'use.act' && asked.in.includes('reply') && asked.in.includes('post')
        ? is('use.act', ...asked.in, 'send')
        : asked,
    norms: [
      forbids('C.6:2', {
        quote: 'Nobody posts riddles.',
        gist: 'No riddles.',
        when: all(is('use.act', 'post', 'reply')),
        wrong: is('content.complaint'),
        because: '{content.complaint}.',
      }),
    ],
  });
  const sent = closed(later, { 'use.act': 'send', 'content.selfInUniform': true });
  expect(evaluate(ruleset, sent).verdict.hi).toBe('permitted');
  expect(evaluate(later, sent).verdict.hi).toBe('prohibited');
  const riddle = closed(later, { 'use.act': 'send', 'content.complaint': true });
  expect(evaluate(later, riddle).findings).toContainEqual(
    expect.objectContaining({ norm: 'C.6:2', status: 'breached' }),
  );
  // So does the other side of a reading, made from the older text's words.
  const read = amended(ruleset, {
    revision: LATER,
    redefined: (asked) =>
      asked.fact === 'use.act' && asked.in.includes('reply')
        ? is('use.act', ...asked.in, 'send')
        : asked,
    alternatives: ([first]) => [
      { reading: 'R8', gist: 'Alike.', norms: [{ ...first!, when: posted }] },
    ],
  });
  expect(JSON.stringify(read.alternatives)).toContain('"send"');
  const order = ids(later);
  expect(order.indexOf('C.6:2')).toBe(order.indexOf('D.3.a:1') - 1);
});

test('an amended ruleset is whole in its own JSON, lineage included', () => {
  const once = amended(ruleset, { revision: LATER, renumbered: { 'E.6': 'E.7' } });
  const twice = amended(once, { revision: '2032-01-01' });
  const back = parseRuleset(rulesetJson(twice));
  expect(back).toEqual(twice);
  expect(followFrom('2023-04-20', back)('E.6:1')).toBe('E.7:1');
  expect(followFrom(LATER, back)('E.6:1')).toBe('E.6:1');
  expect(() => followFrom('2019-01-01', back)).toThrow('2032-01-01 does not amend 2019-01-01');
});
