import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Phrase } from '#rules/english.ts';
import type { Norm, Ruleset } from '#rules/model.ts';
import type { Revision } from '#policies/model.ts';
import { readPolicies } from '#policies/read-policies.ts';
import { inside, mostPressing, ruleBook, type NormInWords, type Use } from '#policies/rule-book.ts';
import { edited, TINY_FILES, TINY_RULESET, tinyContent } from './tiny-content.ts';

const real = readPolicies(join(import.meta.dirname, '../../content'))[0]!.revisions.at(-1)!;
const SCENARIO = 'tiny/2020-01-31/scenarios/A.1-parade.yaml';
const READINGS = 'tiny/2020-01-31/readings.yaml';

function tiny(ruleset: Ruleset = TINY_RULESET, changed: Record<string, string> = {}): Revision {
  return readPolicies(tinyContent(changed), { 'tiny/2020-01-31': ruleset })[0]!.revisions[0]!;
}

/** The parade without fixes, so that its facts are free to change. */
const askingOnly = (from: string, to: string) => ({
  [SCENARIO]: TINY_FILES[SCENARIO]!.replace('asks: [verdict, clauses, fix]', 'asks: [verdict]')
    .replace(/fixes:[^]*?variants/, 'variants')
    .replace(from, to),
});

const [UNIFORM, CRUEL] = TINY_RULESET.norms as [Norm, Norm];
/** The same rules, but a hat is read as a uniform, too: then every picture breaches. */
const HATS_COUNT: Ruleset = {
  ...TINY_RULESET,
  alternatives: [
    {
      reading: 'R1',
      gist: 'a hat is a uniform',
      norms: [{ ...UNIFORM, wrong: { k: 'is', fact: 'photo.uniform', in: [false, true] } }],
    },
    { reading: 'R2', gist: 'cruel is a matter of taste', norms: [], without: ['A.1:2'] },
  ],
};

const toldIn = ({ tellings }: Use) => tellings.map(({ id }) => id);
const normsIn = (revision: Revision) =>
  ruleBook(revision).clauses.flatMap(({ sentences }) => sentences.flatMap(({ norms }) => norms));
const normOf = (revision: Revision, id: string): NormInWords =>
  normsIn(revision).find(({ norm }) => norm.id === id)!;

describe('the book of the City’s policy', () => {
  const sentences = ruleBook(real).clauses.flatMap((clause) => clause.sentences);

  test('has every sentence once, verbatim, and beside it every rule on it', () => {
    const written = real.clauses.flatMap((clause) => clause.sentences);
    expect(sentences.map(({ sentence }) => sentence)).toEqual(written);
    for (const { sentence, norms } of sentences) {
      const its = real.ruleset.norms.filter((norm) => norm.sentence === sentence.id);
      expect(norms.map(({ norm }) => norm)).toEqual(its);
    }
    expect(normsIn(real)).toHaveLength(real.ruleset.norms.length);
  });

  test('says why, where a sentence has no rule', () => {
    for (const { sentence, norms, unruled } of sentences) {
      expect(norms.length + unruled.length, sentence.id).toBeGreaterThan(0);
    }
    expect(sentences[0]?.unruled).toEqual(['It states a circumstance and binds nobody.']);
  });

  test('tells each reading whole once, and then by the place that told it', () => {
    const placed = ruleBook(real).clauses.flatMap((clause) => [
      ...clause.readings,
      ...clause.sentences.flatMap(({ readings }) => readings),
    ]);
    const whole = placed.filter(({ toldAt }) => !toldAt).map(({ reading }) => reading.id);
    expect(whole.toSorted()).toEqual(real.readings.map(({ id }) => id).toSorted());
  });

  test('has an example and a near miss of every rule, in whole sentences', () => {
    for (const { norm, example } of normsIn(real)) {
      expect(example.words, norm.id).toMatch(/^[A-Z][^{}]*\.$/);
      expect(example.nearMiss, norm.id).toMatch(/^The same, but [^{}]*\.$/);
      expect(`${example.words} ${example.nearMiss}`).not.toMatch(/undefined|\s\s|, \./);
    }
  });

  test('has a link of its own for every rule, and none that a sentence has', () => {
    const anchors = [
      ...normsIn(real).map(({ anchor }) => anchor),
      ...real.clauses.flatMap((clause) => [clause, ...clause.sentences]).map((one) => one.anchor),
    ];
    expect(new Set(anchors).size).toBe(anchors.length);
  });

  test('has no group of "all" right within one of "all", nor of "any" within "any"', () => {
    const doubled = (phrase: Phrase): boolean => {
      if (typeof phrase === 'string') return false;
      const [parts, kind] = 'all' in phrase ? [phrase.all, 'all'] : [phrase.any, 'any'];
      return parts.some((part) => (typeof part === 'object' && kind in part) || doubled(part));
    };
    for (const { norm, rule } of normsIn(real)) {
      const phrases = [rule.when, rule.wrong ?? '', ...rule.unless.map(({ phrase }) => phrase)];
      expect(phrases.some(doubled), norm.id).toBe(false);
    }
  });

  test('is made once', () => {
    expect(ruleBook(real)).toBe(ruleBook(real));
  });
});

describe('a rule in words', () => {
  test('has its conditions, what it asks, and an example by the facts that decide', () => {
    const { rule, questions, example } = normOf(tiny(), 'A.1:1');
    expect(rule).toEqual({
      when: { any: ['it shows nobody', 'it shows a neighbor'] },
      wrong: 'it shows the uniform',
      unless: [],
    });
    expect(questions).toEqual(['Whom does it show?', 'Does it show the uniform?']);
    expect(example).toEqual({
      words: 'It shows the uniform.',
      nearMiss: 'The same, but it shows no uniform.',
      after: 'permitted',
      by: [],
    });
  });

  test('has an example in words even where nothing is stated but the ordinary case', () => {
    const plain: Norm = { ...UNIFORM, wrong: { k: 'is', fact: 'photo.uniform', in: [false] } };
    const ruleset = { ...TINY_RULESET, norms: [plain, CRUEL] };
    const { example } = normOf(tiny(ruleset, askingOnly('', '')), 'A.1:1');
    expect(example.words).toBe('It shows no uniform.');
  });

  test('names the lessons, and the tellings in which it is breached', () => {
    const uniform = normOf(tiny(), 'A.1:1');
    expect(uniform.lessons.map(({ id }) => id)).toEqual(['A.1-pictures']);
    expect(uniform.holdsIn).toEqual([
      {
        title: 'The parade',
        tellings: [
          { id: 'base', hangsOn: [] },
          { id: 'no-laugh', hangsOn: [] },
        ],
      },
    ]);
    expect(normOf(tiny(), 'A.1:2').holdsIn).toEqual([
      { title: 'The parade', tellings: [{ id: 'base', hangsOn: [] }] },
    ]);
  });

  test('names the tellings in which an exception keeps it from being breached', () => {
    const kind = {
      cite: 'A.1:2',
      when: { k: 'is', fact: 'photo.cruel', in: [false] },
      note: '{photo.cruel}.',
    } as const;
    const ruleset = { ...TINY_RULESET, norms: [{ ...UNIFORM, unless: [kind] }, CRUEL] };
    const { holdsIn, exceptedIn, rule } = normOf(tiny(ruleset), 'A.1:1');
    expect(rule.unless).toEqual([{ phrase: 'it is not cruel', cite: 'A.1:2' }]);
    expect(holdsIn.map(toldIn)).toEqual([['base']]);
    expect(exceptedIn.map(toldIn)).toEqual([['no-laugh']]);
  });

  test('says which other rule its near miss comes to something by', () => {
    const plain: Norm = {
      ...UNIFORM,
      id: 'B:1',
      sentence: 'B:1',
      quote: 'Pictures are:',
      wrong: { k: 'is', fact: 'photo.uniform', in: [false] },
    };
    const ruleset = { ...TINY_RULESET, norms: [UNIFORM, CRUEL, plain] };
    const { example } = normOf(tiny(ruleset, askingOnly('', '')), 'A.1:1');
    expect(example).toMatchObject({ nearMiss: 'The same, but it shows no uniform.', by: ['B:1'] });
  });

  test('has each telling depend on its own readings', () => {
    const named = edited(SCENARIO, '- id: no-laugh', '- id: no-laugh\n    readings: [R1]');
    const { holdsIn } = normOf(tiny(TINY_RULESET, named), 'A.1:1');
    expect(holdsIn.flatMap(({ tellings }) => tellings.map(({ hangsOn }) => hangsOn))).toEqual([
      [],
      ['R1'],
    ]);
  });

  test('names what another reading would make of it, or whether it would be there at all', () => {
    const revision = tiny(HATS_COUNT);
    expect(normOf(revision, 'A.1:1').contestedBy).toEqual([
      { reading: 'R1', gist: 'a hat is a uniform' },
    ]);
    expect(normOf(revision, 'A.1:2').contestedBy).toEqual([
      { reading: 'R2', gist: 'cruel is a matter of taste' },
    ]);
  });
});

describe('a reading', () => {
  const SECOND =
    '- id: R2\n  at: [A.1, B:1]\n  issue: Who says what is cruel?\n  adopted: The City.\n  alternative: null\n';

  test('names its places, the rules that follow it and the scenarios that hang on it', () => {
    const plainClothes = askingOnly('photo.uniform: true', 'photo.uniform: false');
    const [hats] = ruleBook(tiny(HATS_COUNT, plainClothes)).readings;
    expect(hats?.places).toEqual([{ id: 'A.1:1', anchor: 'a-1-s1', heading: undefined }]);
    expect(hats?.norms.map(({ norm }) => norm.id)).toEqual(['A.1:1']);
    expect(hats?.scenarios.map(toldIn)).toEqual([['base', 'no-laugh']]);
  });

  test('is about a clause or a sentence, in the order of the text', () => {
    const both = { [READINGS]: `${TINY_FILES[READINGS]}${SECOND}` };
    const [, second] = ruleBook(tiny(TINY_RULESET, both)).readings;
    expect(second?.places.map(({ id, heading }) => [id, heading])).toEqual([
      ['A.1', undefined],
      ['B:1', undefined],
    ]);
    expect([second?.norms, second?.scenarios]).toEqual([[], []]);
  });

  test('has a scenario that names it hang on it, though the rules tell no difference', () => {
    const naming = edited(SCENARIO, 'offers:', 'readings: [R1]\noffers:');
    const scenarios = (ruleset: Ruleset) =>
      ruleBook(tiny(ruleset, naming)).readings[0]!.scenarios.map(toldIn);
    expect(scenarios(TINY_RULESET)).toEqual([['base', 'no-laugh']]);
    // In uniform the answer is the same either way; the author says that it hangs on more.
    expect(scenarios(HATS_COUNT)).toEqual([['base', 'no-laugh']]);
  });
});

describe('the readings of the City’s policy', () => {
  const { readings } = ruleBook(real);

  test('have a place to quote, or the heading of one without a sentence of its own', () => {
    const headed = readings.flatMap(({ places }) => places.filter(({ heading }) => heading));
    expect(headed.map(({ id }) => id)).toContain('D.3');
    for (const { heading } of headed) expect(heading).toMatch(/^\w+\. ?/);
    for (const { places, reading } of readings) expect(places).toHaveLength(reading.at.length);
  });

  test('have a short title each, which begins as the question does', () => {
    for (const { title, reading } of readings) {
      expect(title.length, reading.id).toBeLessThanOrEqual(91);
      expect(reading.issue.startsWith(title.replace(/…$/, '')), title).toBe(true);
    }
  });

  test('are pressing as long as they are not signed, the more the more scenarios depend on them', () => {
    const [first, ...others] = mostPressing(readings, new Set());
    const counts = [first!, ...others].map(({ scenarios }) => scenarios.length);
    expect(counts).toEqual(counts.toSorted((a, b) => b - a));
    const later = mostPressing(readings, new Set([first!.reading.id]));
    expect(later).toEqual([...others, first]);
  });
});

test('a place holds what is inside it, and nothing that merely begins alike', () => {
  expect(['D', 'D.3', 'D.3.g', 'D.3.g:1'].map((place) => inside('D.3.g:1', place))).toEqual(
    Array(4).fill(true),
  );
  expect(['D.3.gg', 'D.30', 'C', 'D.3.g:11'].map((place) => inside('D.3.g:1', place))).toEqual(
    Array(4).fill(false),
  );
});
