import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '#rules/evaluate.ts';
import { why } from '#rules/explain.ts';
import { parseRuleset, rulesetJson, rulesetSha256 } from '#rules/ruleset.ts';
import { partialFacts, ruleset, withNorm } from './support.ts';

const json = rulesetJson(ruleset);

describe('a ruleset is data', () => {
  test('its JSON alone gives the same evaluation and the same reasons', () => {
    const again = parseRuleset(json);
    fc.assert(
      fc.property(partialFacts(ruleset), (facts) => {
        const evaluation = evaluate(ruleset, facts);
        expect(evaluate(again, facts)).toEqual(evaluation);
        for (const { norm, status } of evaluation.findings)
          if (status !== 'undetermined')
            expect(why(again, facts, norm)).toEqual(why(ruleset, facts, norm));
      }),
    );
  });

  test('its JSON is canonical: the order in which keys were written is no matter', () => {
    const shuffled = Object.fromEntries(Object.entries(ruleset).toReversed());
    expect(rulesetJson(shuffled as typeof ruleset)).toBe(json);
    expect(rulesetJson(parseRuleset(json))).toBe(json);
  });

  test('its hash names its bytes, and one word more is another ruleset', () => {
    expect(rulesetSha256(parseRuleset(json))).toBe(rulesetSha256(ruleset));
    const other = withNorm('C.3:3', (norm) => ({ gist: `${norm.gist} ` }));
    expect(rulesetSha256(other)).not.toBe(rulesetSha256(ruleset));
  });
});

test('a ruleset from before the words for learners and the short gists is read back as it was', () => {
  const raw = JSON.parse(json);
  delete raw.gists;
  for (const one of raw.unruled) delete one.says;
  const before = rulesetJson(raw);
  expect(before).not.toMatch(/"says"|"gists"/);
  expect(rulesetJson(parseRuleset(before))).toBe(before);
});

describe('reading a ruleset is strict', () => {
  const broken: [string, (raw: any) => void, RegExp | string][] = [
    ['a key too many', (raw) => (raw.norms[0].priority = 1), /priority/],
    ['an effect that is no verdict', (raw) => (raw.norms[0].effect = 'frowned-on'), /effect/],
    ['a condition of no known kind', (raw) => (raw.norms[0].when = { k: 'xor', of: [] }), /when/],
    ['an empty condition', (raw) => (raw.norms[0].when.of = []), /when/],
    [
      'a fact that is not defined',
      (raw) => (raw.norms[1].wrong.fact = 'use.tiem'),
      'did you mean `use.time`?',
    ],
  ];
  for (const [what, break_, message] of broken)
    test(`${what} is refused`, () => {
      const raw: unknown = JSON.parse(json);
      break_(raw);
      expect(() => parseRuleset(JSON.stringify(raw))).toThrow(message);
    });
});
