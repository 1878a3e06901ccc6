import { describe, expect, test } from 'vitest';
import { all, any, is, not } from '#rules/condition.ts';
import { choice, flag } from '#rules/facts.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type { Condition, FactDefinition, Norm, Ruleset, Situation } from '#rules/model.ts';
import { advisesAgainst, forbids, permits, requires } from '#rules/norm.ts';
import { closed } from '#rules/situation.ts';
import type { Facts } from '#rules/truth.ts';
import type { Verdicts, Witness } from '#rules/witness.ts';
import { rules, verdicts } from './comparing.ts';
import { mutants } from './mutants.ts';

// The witness against a look at every situation there is, in a ruleset small enough for that.

const words = { quote: 'A sentence.', gist: 'A duty.', because: 'So.' };
const ask = { doc: 'A fact.', ask: 'Is it so?' };
const yesOrNo = (id: string) => flag(id, { ...ask, yes: 'it is so', no: 'it is not so' });
const facts: FactDefinition[] = [
  choice('act', { ...ask, say: { post: 'a post', reply: 'a reply', look: 'a look' } }),
  yesOrNo('own'),
  yesOrNo('health'),
  choice('disclaimer', { ...ask, say: { full: 'full', short: 'short', none: 'none' } }),
  yesOrNo('rude'),
];
const posting = is('act', 'post', 'reply');
const own = { cite: 'A:1', when: all(is('own'), not(is('act', 'reply'))), note: 'Own.' };
const norms = [
  forbids('A:1', { ...words, when: posting, wrong: is('health'), unless: [own] }),
  requires('A:2', {
    ...words,
    when: any(posting, is('rude')),
    needs: any(is('disclaimer', 'full'), all(is('own'), is('disclaimer', 'short'))),
    otherwise: 'action-required',
  }),
  advisesAgainst('A:3', { ...words, when: not(is('act', 'look')), wrong: is('rude') }),
  forbids('A:4', {
    ...words,
    when: is('act', 'reply'),
    wrong: is('rude'),
    effect: 'not-permitted',
  }),
  permits('A:5', { ...words, when: any(is('rude'), is('health')), effect: 'may-be-removed' }),
];
const small: Ruleset = { policy: 'small', revision: '1', facts, norms };

/** Every situation whose facts are all known. */
const situations = facts
  .reduce<number[][]>(
    (some, { values }) => some.flatMap((known) => values.map((_, value) => [...known, 1 << value])),
    [[]],
  )
  .map((known) => Uint16Array.from(known));

/** Each norm with one small mistake, with another effect, and left out. */
const otherwise = norms.map((one): (Norm | undefined)[] => [
  undefined,
  ...mutants(small, one),
  ...(one.wrong ? (['needs-approval', 'may-be-removed'] as const) : []).map((effect) => ({
    ...one,
    effect,
  })),
]);
const changedOnce = otherwise.flatMap((others, at) => others.map((one) => having(at, one)));
const changedTwice = otherwise.flatMap((others, at) =>
  others.flatMap((one, turn) =>
    otherwise
      .slice(at + 1)
      .map((more, on) => having(at + 1 + on, more[turn % more.length], having(at, one))),
  ),
);

test('there are 72 situations, and many other rulesets', () => {
  expect(situations).toHaveLength(72);
  expect(changedOnce.length).toBeGreaterThan(60);
  expect(changedTwice.length).toBeGreaterThan(150);
});

test('no smaller situation differs than the one shown, and none where none is', () => {
  const outcomes = [small, ...changedOnce, ...changedTwice].map((other) => {
    looksAtAll(other, small);
    return looksAtAll(small, other);
  });
  expect(new Set(outcomes)).toEqual(new Set(['same', 'words', 'duties']));
});

test('nor does one between two changed rulesets', () => {
  changedOnce.forEach((one, at) => looksAtAll(one, changedTwice[(at * 7) % changedTwice.length]!));
});

describe('of the ways in which one norm takes hold', () => {
  const few = is('rude');
  const many = all(is('health'), is('disclaimer', 'short', 'none'));
  const more = ['first', 'second', 'third'].map(yesOrNo);

  /** A norm as strict, wherever this is so, which stands aside only where all of those are so. */
  const hiding = (id: string, when: Condition, ...aside: string[]): Norm => {
    const unless = [{ cite: id, when: all(...aside.map((one) => is(one))), note: 'Aside.' }];
    return forbids(id, { ...words, when, wrong: posting, unless });
  };
  const smallest = (...hidden: Norm[]): Situation => {
    const shown = forbids('A:1', { ...words, when: posting, wrong: any(few, many) });
    const after = { ...small, facts: [...facts, ...more], norms: hidden };
    return rules({ ...after, norms: [shown, ...hidden] }, after).smallest!.situation;
  };

  test('that with the fewest facts of its own is shown if nothing hides it', () => {
    expect(smallest()).toEqual({ rude: true });
  });

  test('another is, as soon as what hides the first needs more to stand aside', () => {
    const another = { health: true, disclaimer: 'short' };
    expect(smallest(hiding('A:2', few, 'first', 'second'))).toEqual(another);
    expect(smallest(hiding('A:2', few, 'first', 'second', 'third'))).toEqual(another);
  });

  test('the first stays, where what hides the other needs more still', () => {
    const [one, other] = [
      hiding('A:2', few, 'first', 'second'),
      hiding('A:3', many, 'first', 'third'),
    ];
    expect(smallest(one, other)).toEqual({ rude: true, first: true, second: true });
  });
});

/** Compares what is shown, in all and of each norm, with what differs; gives the outcome. */
function looksAtAll(before: Ruleset, after: Ruleset): string {
  const { witnesses, smallest, outcome } = rules(before, after);
  const [older, newer] = [before, after].map(everywhere);
  const differing = situations.filter(
    (_, at) => milder(older![at]!, newer![at]!) || milder(newer![at]!, older![at]!),
  );
  expect(outcome === 'duties').toBe(differing.length > 0);
  expect(sizeOf(smallest)).toBe(least(differing));
  for (const { id } of norms) {
    const [was, becomes] = [before, after].map((one) => everywhere(alone(one, id)));
    const byIt = situations.filter(
      (_, at) => milder(newer![at]!, was![at]!) || milder(older![at]!, becomes![at]!),
    );
    const shown = witnesses.find(({ norm }) => norm === id);
    expect(sizeOf(shown), id).toBe(least(byIt));
    if (!shown) continue;
    const facts = closed(small, shown.situation);
    const at = situations.findIndex((one) => one.join() === facts.join());
    expect([shown.before, shown.after]).toEqual([older![at], newer![at]]);
    expect(byIt).toContainEqual(facts);
    expect(shown.norms.includes(id)).toBe(true);
  }
  return outcome;
}

function everywhere(ruleset: Ruleset): Verdicts[] {
  return situations.map((facts) => verdicts(ruleset, facts));
}

/** Whether `one` is milder than `other`, on either scale. */
function milder(one: Verdicts, other: Verdicts): boolean {
  return (
    VERDICTS.indexOf(one.verdict) < VERDICTS.indexOf(other.verdict) ||
    COMMENT_VERDICTS.indexOf(one.comment) < COMMENT_VERDICTS.indexOf(other.comment)
  );
}

function sizeOf(witness: Witness | undefined): number {
  return witness ? Object.keys(witness.situation).length : Infinity;
}

function least(those: readonly Facts[]): number {
  return Math.min(...those.map((facts) => facts.filter((mask) => mask !== 1).length));
}

function having(at: number, one: Norm | undefined, ruleset = small): Ruleset {
  const { id } = norms[at]!;
  return {
    ...ruleset,
    norms: ruleset.norms.flatMap((norm) => (norm.id !== id ? [norm] : one ? [one] : [])),
  };
}

function alone(ruleset: Ruleset, id: string): Ruleset {
  return { ...ruleset, norms: ruleset.norms.filter((norm) => norm.id === id) };
}
