import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '#rules/compile.ts';
import { is } from '#rules/condition.ts';
import { evaluate } from '#rules/evaluate.ts';
import { ask, why, worthSaying } from '#rules/explain.ts';
import { statusOf } from '#rules/interval.ts';
import { closed, open, possible, type Facts } from '#rules/situation.ts';
import { knownFacts, partialFacts, ruleset, withNorm } from './support.ts';

const rules = compile(ruleset);
const decided = ['breached', 'met', 'excepted'];

describe('why', () => {
  test('gives the sentence, the deciding facts and nothing else', () => {
    const facts = closed(ruleset, {
      'content.selfInUniform': true,
      'identity.disclaimer': 'full',
      'use.device': 'department-computer',
    });
    expect(why(ruleset, facts, 'C.3:2/uniform')).toEqual({
      norm: 'C.3:2/uniform',
      cite: 'C.3:2',
      status: 'breached',
      facts: ['poster.kind', 'use.act', 'use.purpose', 'content.selfInUniform'],
      because: 'The posting shows you in a City uniform, and this is personal use.',
    });
  });

  test('is enough by itself, and has no fact to spare', () => {
    fc.assert(
      fc.property(knownFacts(ruleset), (facts) => {
        for (const { norm, status } of evaluate(ruleset, facts).findings) {
          const reason = why(ruleset, facts, norm);
          const compiled = rules.byId.get(norm)!;
          expect(statusOf(compiled, only(facts, reason.facts))).toBe(status);
          for (const spared of reason.facts) {
            const fewer = reason.facts.filter((id) => id !== spared);
            expect(statusOf(compiled, only(facts, fewer))).not.toBe(status);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('reads as a sentence in every case, with no fact’s name in it', () => {
    fc.assert(
      fc.property(partialFacts(ruleset), (facts) => {
        for (const { norm, status } of evaluate(ruleset, facts).findings)
          if (decided.includes(status))
            expect(why(ruleset, facts, norm).because).toMatch(/^[A-Z][^{}[\]]*(?:[a-z]|9-1-1)\.$/);
      }),
    );
  });

  test('names both where two values would do', () => {
    const facts = closed(ruleset, {
      'use.device': ['department-computer', 'other-city-device'],
      'use.time': 'work-time',
    });
    expect(why(ruleset, facts, 'C.1:4/time').because).toBe(
      'You are on a department computer or you are on a City-issued device, you are on work time, and this is personal use.',
    );
  });

  test('leaves out a bracketed part whose fact decides nothing', () => {
    const facts = closed(ruleset, { 'info.ownOnly': true });
    expect(why(ruleset, facts, 'C.6:1/phi').because).toBe(
      'It discloses no Protected Health Information, and this is personal use.',
    );
  });

  test('has nothing to say of a norm that is unknown, does not apply or is undetermined', () => {
    const facts = closed(ruleset, { 'content.selfInUniform': 'unknown' });
    expect(() => why(ruleset, facts, 'C.9:9')).toThrow('there is no norm `C.9:9`');
    expect(() => why(ruleset, facts, 'C.3:1')).toThrow('C.3:1 is not-applicable');
    expect(() => why(ruleset, facts, 'C.3:2/uniform')).toThrow('C.3:2/uniform is undetermined');
  });
});

describe('ask', () => {
  test('names the one fact on which the verdict depends', () => {
    const facts = closed(ruleset, {
      'identity.asEmployee': 'words',
      'identity.disclaimer': 'unknown',
      'comment.critical': 'unknown',
    });
    expect(ask(ruleset, facts)).toEqual(['identity.disclaimer']);
  });

  test('asks nothing when the verdict is decided, though facts are open', () => {
    const facts = closed(ruleset, { 'content.selfInUniform': true, 'use.interferes': 'unknown' });
    expect(ask(ruleset, facts)).toEqual([]);
  });

  test('asks nothing that only a milder norm reads', () => {
    const facts = closed(ruleset, {
      'identity.asEmployee': 'words',
      'use.interferes': 'unknown',
      'content.selfInUniform': 'unknown',
    });
    expect(ask(ruleset, facts)).toEqual(['content.selfInUniform']);
  });

  test('asks every open fact when no answer alone narrows the verdict', () => {
    const words = { 'info.personnel': 'unknown', 'info.health': 'unknown' } as const;
    const either = withNorm('C.6:1/personnel', (norm) => ({
      wrong: { k: 'any', of: [norm.wrong!, is('info.health')] },
    }));
    expect(ask(either, closed(either, words))).toEqual(['info.personnel', 'info.health']);
  });

  test('is empty if and only if the verdict is decided, and leads to one', () => {
    fc.assert(
      fc.property(partialFacts(ruleset), (facts) => {
        let now = facts;
        for (let step = 0; step < 200; step++) {
          const { verdict, comment } = evaluate(ruleset, now);
          const [first] = ask(ruleset, now);
          const decided = verdict.lo === verdict.hi && comment?.lo === comment?.hi;
          expect(first === undefined).toBe(decided);
          if (first === undefined) return;
          now = now.slice();
          const at = rules.index.get(first)!;
          now[at] = now[at]! & -now[at]!;
        }
        expect.unreachable('the questions never end');
      }),
      { numRuns: 40 },
    );
  });
});

describe('what a compliant answer does right', () => {
  const said = (situation: Parameters<typeof closed>[1]) =>
    worthSaying(ruleset, closed(ruleset, situation)).map(({ norm }) => norm);

  test('an exception comes before a permission, and that before a duty met', () => {
    expect(said({ 'info.health': true, 'info.ownOnly': true })).toEqual([
      'C.6:1/phi',
      'C.1:3',
      'C.6:1/personnel',
    ]);
  });

  test('a duty met is worth saying where something stated brought it into play', () => {
    expect(said({ 'identity.asEmployee': 'words', 'identity.disclaimer': 'full' })).toEqual([
      'C.3:1',
    ]);
    expect(said({})).toEqual([]);
  });

  test('at most as many as asked for', () => {
    const facts = closed(ruleset, { 'info.health': true, 'info.ownOnly': true });
    expect(worthSaying(ruleset, facts, 1)).toHaveLength(1);
  });
});

test('what is possible of a misspelt fact is refused', () => {
  expect(() => possible(ruleset, open(ruleset, {}), 'use.acts')).toThrow('did you mean `use.act`?');
});

/** These facts as they are, all others unknown. */
function only(facts: Facts, ids: readonly string[]): Facts {
  return facts.map((mask, at) => (ids.includes(ruleset.facts[at]!.id) ? mask : rules.full[at]!));
}
