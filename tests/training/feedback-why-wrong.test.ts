import { describe, expect, test } from 'vitest';
import type { ItemKind, Revision } from '#policies/model.ts';
import { kindsOf, keyOf, optionsOf, type Item } from '#training/item.ts';
import { NONE, rightOf } from '#training/key.ts';
import { notBroken } from '#training/feedback/standing-words.ts';
import { whyWrong } from '#training/feedback/why-wrong.ts';
import { closed } from '#rules/situation.ts';
import { breachedSentences, evaluateTelling } from '#training/kinds/kind.ts';
import { realRevision } from '../support/solve.ts';

const revision: Revision = realRevision();
const { ruleset } = revision;

function item(scenarioId: string, tellingId: string, kind: ItemKind): Item {
  const scenario = revision.scenarios.find(({ id }) => id === scenarioId)!;
  const telling = scenario.tellings.find(({ id }) => id === tellingId)!;
  return { scenario, telling, kind, options: optionsOf(ruleset, scenario, telling, kind) };
}

const because = (one: Item, ...given: string[]) =>
  whyWrong(revision, one, given).map((wrong) => wrong.because);

describe('a chosen verdict', () => {
  test('too lenient: the sentence that decides, and why', () => {
    const [words] = because(item('C.3-promotion-day', 'base', 'verdict'), 'permitted');
    expect(words).toBe(
      'Too lenient: C.3, sentence 2 makes it Prohibited. ' +
        'The posting shows you in a City uniform, and this is personal use.',
    );
  });

  test('stricter than the policy: the nearest sentence, and what keeps it', () => {
    const strict = item('C.6-the-summer-job', 'told-in-public', 'verdict');
    expect(because(strict, 'advised-against')).toEqual([
      'Stricter than the policy: the nearest sentence, C.4, sentence 1, is not broken. ' +
        'It is kept. What it says is accurate.',
    ]);
  });

  test('a right answer has no reason to be wrong', () => {
    expect(because(item('C.3-promotion-day', 'base', 'verdict'), 'prohibited')).toEqual([]);
  });
});

describe('a chosen sentence', () => {
  const ice = item('D.2.a-ice-before-dawn', 'base', 'clauses');

  test('that binds personal use alone is said to, where it is City business', () => {
    expect(because(ice, 'C.1:4')).toEqual([
      'It applies only where this is personal use; here, this is City business.',
    ]);
  });

  test('that is kept is said to be, by the facts that keep it', () => {
    const [words] = because(item('C.3-my-office', 'both-statements', 'clauses'), 'C.3:3');
    expect(words).toMatch(/^It is kept\. You do not speak there for the City/);
  });

  test('"none of these" names those that are broken', () => {
    const pickup = item('C.2-the-old-pickup', 'on-the-council', 'clauses');
    expect(because(pickup, NONE)).toEqual([
      'It does go against C.2, sentence 3 and C.2, sentence 4.',
    ]);
  });

  test('several wrong picks have a reason each, with their citation', () => {
    const two = whyWrong(revision, ice, ['C.1:4', 'C.3:3']);
    expect(two.map(({ option }) => option)).toEqual(['C.1, sentence 4', 'C.3, sentence 3']);
  });
});

test('a change that keeps the verdict says which sentence decides: the same, or another', () => {
  const why = item('C.6-why-dan-is-out', 'base', 'outcome');
  const right = rightOf(keyOf(ruleset, why));
  const wrong = why.options.filter((id) => !right.includes(id) && id !== NONE);
  expect(wrong.length).toBeGreaterThan(1);
  for (const words of because(why, ...wrong)) {
    // Its only breach: another sentence decides only once it is gone.
    expect(words).toMatch(
      /^With that change it stays Prohibited\. (C\.6, sentence 1 still|C\.2, sentence 3 then) decides\. /,
    );
  }
});

test('a fix that is not enough says what it still goes against', () => {
  const game = item('A-game-chat-room', 'base', 'fix');
  const profile = game.scenario.fixes.find(({ text }) => text.includes('player profile'))!;
  const [words] = because(game, profile.id);
  expect(words).toContain('It is not enough: C.3, sentence 1 makes it Action required.');
  expect(words).toContain('in the profile, not in the posting');
});

test('a broken sentence is never said to be kept, nor an open one', () => {
  let broken = 0;
  for (const { tellings } of revision.scenarios) {
    for (const telling of tellings) {
      const facts = closed(ruleset, telling.facts);
      const evaluation = evaluateTelling(ruleset, telling);
      const open = evaluation.findings.filter(({ status }) => status === 'undetermined');
      for (const id of [...breachedSentences(evaluation), ...open.map(({ cite }) => cite)]) {
        expect(notBroken(ruleset, facts, id)).toBeUndefined();
        broken += 1;
      }
    }
  }
  expect(broken).toBeGreaterThan(100);
});

test('every reason on every wrong option is a sentence of one breath; no right option has one', () => {
  let said = 0;
  for (const scenario of revision.scenarios) {
    for (const telling of scenario.tellings) {
      for (const kind of kindsOf(ruleset, scenario, telling)) {
        const options = optionsOf(ruleset, scenario, telling, kind);
        const one: Item = { scenario, telling, kind, options };
        expect(because(one, ...rightOf(keyOf(ruleset, one)))).toEqual([]);
        for (const words of because(one, ...options)) {
          expect(words).toMatch(/^[A-Z].*[.?]$/);
          expect(words).not.toMatch(/undefined|\{|\[/);
          expect(words.length).toBeLessThan(420);
          said += 1;
        }
      }
    }
  }
  expect(said).toBeGreaterThan(1000);
});
