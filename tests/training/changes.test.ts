import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { whatChanged } from '#policies/what-changed.ts';
import { revisionFromManifest } from '#policies/release.ts';
import { manifestJson } from '#policies/read-revision.ts';
import type { Revision } from '#policies/model.ts';
import { all, any, is, not } from '#rules/condition.ts';
import { evaluate } from '#rules/evaluate.ts';
import { COMMENT_VERDICTS, VERDICTS } from '#rules/model.ts';
import type { Condition, FactDefinition, Norm, Ruleset, Situation } from '#rules/model.ts';
import { closed } from '#rules/situation.ts';
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';
import { beforeOf, deltaScenarios } from '#training/changes/delta-scenarios.ts';
import { drawChanges } from '#training/changes/draw-changes.ts';
import { unsignedReadings } from '#training/contested.ts';
import { coverageOf } from '#training/coverage.ts';
import { feedbackOn } from '#training/feedback/feedback.ts';
import { keyOf, kindsOf, optionsOf, type Item } from '#training/item.ts';
import { rightOf, score } from '#training/key.ts';
import { questionOf } from '#training/question.ts';
import { storedKey } from '#training/regrade/stored-key.ts';
import { scenarioById } from '#training/sentence-questions.ts';
import { amendingBy, everyonesLessons, fictionalDraft, FIRST } from '../support/amending.ts';
import { realPolicies } from '../support/school.ts';
import { mutants } from '../rules/mutants.ts';

const draft = fictionalDraft();
const first = realPolicies()[0]!.revisions[0]!;
/** Every reading of either text signed. */
const signed = new Set([...draft.readings, ...first.readings].map(({ id }) => id));
const drawn = (more: Partial<Parameters<typeof drawChanges>[0]> = {}) =>
  drawChanges({
    revision: draft,
    since: FIRST,
    lessons: draft.lessons,
    seed: 'a',
    signed,
    ...more,
  });
const named = (items: readonly Item[]) =>
  items.map(({ scenario, telling, kind }) => `${kind} ${scenario.id}/${telling.id}`);
const scenario = (name: string) => scenarioById(draft, `since:${FIRST}:${name}`)!;
const asked = (name: string, telling: string): Item => {
  const one = scenario(name);
  const told = one.tellings.find(({ id }) => id === telling)!;
  const options = optionsOf(draft.ruleset, one, told, 'delta');
  return { scenario: one, telling: told, kind: 'delta', options };
};

describe('what is drawn', () => {
  test('one question for each change that turns an answer, a story where an author wrote one', () => {
    const items = drawn();
    expect(items.map(({ kind }) => kind)).toEqual(['delta', 'delta', 'delta', 'delta']);
    expect(items[0]!.scenario.id).toMatch(/:(?:A-text-to-mom|C\.6-the-text-to-a-friend)$/);
    expect(items[2]!.scenario.id).toMatch(/:D\.3\.v-/);
    expect(items[1]!.scenario.id).toMatch(/:D\.4\.a\.iii-/);
    expect(items[3]!.scenario.id).toMatch(/:(?:E\.3|D\.3\.m)/);
    expect(new Set(items.map((item) => item.scenario)).size).toBe(items.length);
  });

  test('who is on no track is asked nothing that only a track learns', () => {
    const lessons = everyonesLessons(draft);
    for (const seed of ['a', 'b', 'c', 'd', 'e']) {
      const items = drawn({ lessons, seed });
      expect(items).toHaveLength(2);
      for (const { scenario } of items)
        expect(lessons.map(({ id }) => id)).toContain(scenario.lesson);
    }
  });

  test('the same id draws the same, and stories not met before come first', () => {
    expect(drawn({ seed: 'x' })).toEqual(drawn({ seed: 'x' }));
    const computer = (met: string[]) =>
      drawn({ met: new Set(met) }).find(({ scenario }) => scenario.id.includes('D.4.a.iii-'))!;
    const { scenario, telling } = computer([]);
    // Met as it was told in the first training, under its own name.
    const own = scenario.id.replace(`since:${FIRST}:`, '');
    expect(computer([`${own}/${telling.id}`]).scenario).not.toBe(scenario);
  });

  test('what hangs on an unsigned reading of the older text is asked as it is now', () => {
    const unsigned = new Set([...signed].filter((id) => id !== 'R32'));
    const [text] = drawn({ signed: unsigned });
    expect(text!.kind).toBe('verdict');
    expect(text!.scenario.id).toMatch(/:(?:A-text-to-mom|C\.6-the-text-to-a-friend)$/);
    for (const item of drawn({ signed: new Set() }))
      expect(unsignedReadings(draft, item, new Set())).toEqual([]);
  });

  test('nothing changed, nothing is asked', () => {
    expect(drawn({ since: draft.id })).toEqual([]);
    expect(deltaScenarios(draft, draft.id, draft.lessons)).toEqual([]);
    const same = amendingBy(ruleset, ruleset);
    expect(drawChanges({ revision: same, since: FIRST, lessons: same.lessons, seed: 'a' })).toEqual(
      [],
    );
  });

  test('a reworded sentence asks nothing; a new one that turns no answer is asked what it does', () => {
    const norm = ruleset.norms.find(({ id }) => id === 'C.4:2')!;
    const reworded = { ...norm, quote: 'Correct it soon.', gist: 'Correct it soon.' };
    // It forbids again what is forbidden.
    const again = { ...ruleset.norms.find(({ id }) => id === 'C.3:3')!, quote: 'Again.' };
    const norms = ruleset.norms.map((one) => (one === norm ? reworded : one));
    const quiz = (norms: readonly Norm[]) => {
      const revision = amendingBy(ruleset, { ...ruleset, norms });
      return named(
        drawChanges({ revision, since: FIRST, lessons: revision.lessons, seed: 'a', signed }),
      );
    };
    expect(quiz(norms)).toEqual([]);
    expect(quiz([...norms, { ...again, id: 'Z.1:1', sentence: 'Z.1:1' }])).toEqual([
      'meaning sentence:Z.1:1/base',
    ]);
  });
});

describe('a question about a change', () => {
  test('is right only with both halves, keyed by both rulesets', () => {
    const item = asked('A-text-to-mom', 'base');
    const key = keyOf(draft.ruleset, item);
    expect(rightOf(key)).toEqual(['permitted|prohibited']);
    expect(score(key, ['permitted|prohibited'])).toBe(1);
    for (const half of ['permitted|needs-approval', 'advised-against|prohibited'])
      expect(score(key, [half])).toBe(0);
    // Under the older rules on both sides nothing changed.
    const { before } = item.scenario;
    expect(keyOf(before!, item)).toEqual({ how: 'one', worth: {} });
  });

  test('offers every way between three verdicts, so that none stands out', () => {
    for (const { kind, options, scenario, telling } of drawn()) {
      expect(kind).toBe('delta');
      expect(options).toHaveLength(6);
      const halves = options.map((one) => one.split('|'));
      for (const at of [0, 1]) {
        const counts = Map.groupBy(halves, (pair) => pair[at]);
        expect([...counts.values()].map((its) => its.length)).toEqual([2, 2, 2]);
      }
      const [right] = rightOf(keyOf(draft.ruleset, { kind, options, scenario, telling }));
      expect(options).toContain(right);
    }
  });

  test('of a public comment asks for what becomes of the comment', () => {
    const item = asked('E.3.g-leaf-season', 'bags-for-sale');
    expect(rightOf(keyOf(draft.ruleset, item))).toEqual(['not-permitted|may-stay']);
    expect(questionOf(draft, item).options.map(({ text }) => text)).toContain(
      'Before: The comment is not permitted. Now: The comment may stay.',
    );
  });

  test('can be asked of no story whose answer stayed', () => {
    for (const one of deltaScenarios(draft, FIRST, draft.lessons))
      for (const telling of one.tellings)
        expect(kindsOf(draft.ruleset, one, telling)).toContain('delta');
    const puppy = draft.scenarios.find(({ id }) => id === 'C.1-new-puppy')!;
    const named = { ...puppy, before: beforeOf(draft, FIRST) };
    expect(kindsOf(draft.ruleset, named, { ...puppy.tellings[0]! })).not.toContain('delta');
  });

  test('feedback says what it was, what it is, and why, with the words of either text', () => {
    const lost = feedbackOn(draft, asked('E.3.g-leaf-season', 'bags-for-sale'), [
      'may-stay|not-permitted',
    ]);
    expect(lost).toMatchObject({
      outcome: 'wrong',
      before: {
        since: FIRST,
        effect: 'not-permitted',
        reasons: [{ sentence: 'E.3.g:1', because: 'The comment solicits commerce.' }],
      },
      comment: { hi: 'may-stay' },
    });
    expect(lost.before!.reasons[0]!.text).toContain('Solicitation of commerce');
    expect(lost.whyWrong).toEqual([
      {
        option: 'Before: The comment may stay. Now: The comment is not permitted.',
        because:
          'Before: The comment is not permitted, by E.3.g, sentence 1. The comment solicits commerce. ' +
          'Now: The comment may stay. No sentence of the policy speaks against it.',
      },
    ]);
    const gained = feedbackOn(draft, asked('A-text-to-mom', 'base'), ['permitted|needs-approval']);
    expect(gained.before).toEqual({ since: FIRST, effect: 'permitted', reasons: [] });
    expect(gained.reasons[0]).toMatchObject({ sentence: 'C.3:2', status: 'breached' });
    expect(gained.whyWrong[0]!.because).toBe(
      'Now: Prohibited, by C.3, sentence 2. The posting shows you in a City uniform, and this is personal use.',
    );
    expect(
      feedbackOn(draft, asked('A-text-to-mom', 'base'), ['permitted|prohibited']),
    ).toMatchObject({ outcome: 'right', score: 1, whyWrong: [] });
  });
});

test('every wrong answer to every question has its reason, a few plain sentences', () => {
  for (const one of deltaScenarios(draft, FIRST, draft.lessons)) {
    for (const { id } of one.tellings) {
      const item = asked(one.id.slice(`since:${FIRST}:`.length), id);
      const [right] = rightOf(keyOf(draft.ruleset, item));
      for (const option of item.options) {
        const reasons = feedbackOn(draft, item, [option]).whyWrong;
        if (option === right) expect(reasons).toEqual([]);
        else expect(reasons).toEqual([{ option: expect.any(String), because: expect.any(String) }]);
        for (const { because } of reasons) {
          expect(because).toMatch(/^(?:Before|Now): .+\.$/);
          expect(because.length, because).toBeLessThan(500);
        }
      }
    }
  }
});

describe('years later', () => {
  test('every question is read back from its release, by hash alone, with the same key', async () => {
    const load = (sha256: string) => draft.contents.get(sha256)!.bytes;
    const back = await revisionFromManifest(manifestJson(draft.manifest), load);
    const all = deltaScenarios(draft, FIRST, draft.lessons);
    expect(all.length).toBeGreaterThan(50);
    for (const one of all) {
      for (const telling of one.tellings) {
        const { id } = one;
        const item: Item = { scenario: one, telling, kind: 'delta', options: [] };
        const stored = { scenario: id, telling: telling.id, kind: 'delta', options: [] };
        const again = storedKey(back, stored)!;
        expect(again.key).toEqual(keyOf(draft.ruleset, item));
        expect(again.item.scenario.sha256).toBe(one.sha256);
        expect(again.item.telling.story).toBe(telling.story);
      }
    }
  });

  test('a change that a release does not know is no question', () => {
    expect(scenarioById(first, `since:${FIRST}:A-text-to-mom`)).toBeUndefined();
    expect(scenarioById(draft, 'since:2018-09-20:A-text-to-mom')).toBeUndefined();
    expect(scenarioById(draft, `since:${FIRST}:C.1-new-puppy`)).toBeUndefined();
    expect(scenarioById(draft, `since:${FIRST}:case:Z.9:9`)).toBeUndefined();
  });
});

test('coverage says which change no story tells', () => {
  const { since, holes } = coverageOf(draft, signed);
  expect(since.map(({ change }) => change)).toEqual(
    whatChanged(draft, FIRST)
      .changes.filter(({ examples }) => examples.length > 0)
      .map(({ id }) => id),
  );
  expect(since.find(({ change }) => change === 'was E.3.g:1')!.stories).toContain(
    'E.3.g-leaf-season',
  );
  const silent: Revision = { ...draft, scenarios: [] };
  expect(coverageOf(silent).holes).toContain(`no story tells what use.act changes since ${FIRST}`);
  expect(holes).not.toContain(`no story tells what use.act changes since ${FIRST}`);
  expect(coverageOf(first).since).toEqual([]);
});

// The quiz is empty exactly where no situation's answer differs.

const FACTS: FactDefinition[] = [
  fact('a', [false, true]),
  fact('b', [false, true]),
  fact('c', ['x', 'y', 'z']),
  fact('d', [false, true]),
];

function fact(id: string, values: (string | boolean)[]): FactDefinition {
  const say = Object.fromEntries(values.map((value) => [String(value), `${id} is ${value}`]));
  return { id, values, doc: id, ask: `${id}?`, say, control: 'self', cost: 1 };
}

const condition: fc.Arbitrary<Condition> = fc.letrec<{ one: Condition }>((tie) => ({
  one: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...FACTS.flatMap(({ id, values }) => values.map((value) => is(id, value)))),
    tie('one').map((of) => not(of)),
    fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((of) => all(...of)),
    fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((of) => any(...of)),
  ),
})).one;

const norm = (id: string): fc.Arbitrary<Norm> =>
  fc
    .record({
      when: condition,
      wrong: condition,
      unless: fc.array(condition, { maxLength: 1 }),
      effect: fc.constantFrom(...VERDICTS.slice(1), ...COMMENT_VERDICTS.slice(1)),
    })
    .map(({ when, wrong, unless, effect }) => ({
      id,
      sentence: id,
      quote: `It is so in ${id}.`,
      gist: `So ${id} says.`,
      bearer: 'employee' as const,
      strength: 'must' as const,
      when,
      wrong,
      unless: unless.map((one) => ({ cite: id, when: one, note: 'It is excepted.' })),
      effect,
      readings: [],
      because: 'It is so.',
    }));

const rules = (norms: readonly Norm[], revision = FIRST): Ruleset => ({
  policy: 'tiny',
  revision,
  facts: FACTS,
  norms,
});

function everySituation(): Situation[] {
  return FACTS.reduce<Situation[]>(
    (list, { id, values }) =>
      list.flatMap((one) => values.map((value) => ({ ...one, [id]: value }))),
    [{}],
  );
}

function verdicts(ruleset: Ruleset, situation: Situation): string {
  const { verdict, comment } = evaluate(ruleset, closed(ruleset, situation));
  return [verdict.lo, verdict.hi, comment?.lo ?? 'may-stay', comment?.hi ?? 'may-stay'].join();
}

const sameTables = (before: Ruleset, after: Ruleset) =>
  everySituation().every((one) => verdicts(before, one) === verdicts(after, one));

function quizFor(before: Ruleset, after: Ruleset): { scenarios: number; deltas: number } {
  const revision = amendingBy(before, after);
  const lessons = revision.lessons;
  const items = drawChanges({ revision, since: before.revision, lessons, seed: 'a' });
  return {
    scenarios: deltaScenarios(revision, before.revision, lessons).length,
    deltas: items.filter(({ kind }) => kind === 'delta').length,
  };
}

describe('the quiz is empty exactly where the tables are equal', () => {
  test('of any two small rulesets, by brute force', () => {
    let [equal, differing] = [0, 0];
    const pair = fc.tuple(norm('A.1:1'), norm('A.2:1'), norm('A.1:1'), norm('A.3:1'));
    fc.assert(
      fc.property(pair, fc.constantFrom(0, 1, 2, 3), ([one, two, other, three], how) => {
        const before = rules([one, two]);
        const after = rules(
          [[one, two], [other, two], [one], [one, two, three]][how] as readonly Norm[],
        );
        const same = sameTables(before, after);
        if (same) equal += 1;
        else differing += 1;
        const { scenarios, deltas } = quizFor(before, after);
        expect([scenarios === 0, deltas === 0]).toEqual([same, same]);
      }),
      { numRuns: 300, seed: 20270701 },
    );
    // It says something only where both happen.
    expect(equal).toBeGreaterThan(50);
    expect(differing).toBeGreaterThan(50);
  });

  test('of a small ruleset and each of its single mistakes, by brute force', () => {
    const base = rules([
      {
        ...fc.sample(norm('A.1:1'), { numRuns: 1, seed: 1 })[0]!,
        when: all(is('a'), any(is('c', 'x', 'y'), not(is('b')))),
        wrong: is('d'),
        unless: [{ cite: 'A.1:1', when: is('c', 'y'), note: 'It is excepted.' }],
        effect: 'prohibited',
      },
      {
        ...fc.sample(norm('A.2:1'), { numRuns: 1, seed: 2 })[0]!,
        when: is('a'),
        wrong: any(is('b'), is('d')),
        unless: [],
        effect: 'prohibited',
      },
    ]);
    let silent = 0;
    for (const one of base.norms)
      for (const mutant of mutants(base, one)) {
        const after = rules(base.norms.map((norm) => (norm === one ? mutant : norm)));
        const same = sameTables(base, after);
        if (same) silent += 1;
        const { scenarios, deltas } = quizFor(base, after);
        expect([scenarios === 0, deltas === 0], JSON.stringify(mutant)).toEqual([same, same]);
      }
    // Some mistakes are covered by the other norm, and change nothing for anybody.
    expect(silent).toBeGreaterThan(0);
  });

  test("every question's key is what both rulesets say, of the real rules too", () => {
    const wide = ruleset.norms.flatMap((one) => {
      const [mutant] = mutants(ruleset, one).slice(-1);
      return mutant ? [{ one, mutant }] : [];
    });
    for (const { one, mutant } of wide.filter((_, at) => at % 8 === 0)) {
      const norms = ruleset.norms.map((norm) => (norm === one ? mutant : norm));
      const revision = amendingBy(ruleset, { ...ruleset, norms });
      const { changes } = whatChanged(revision, FIRST);
      const told = deltaScenarios(revision, FIRST, revision.lessons);
      expect(told.length > 0).toBe(changes.some(({ examples }) => examples.length > 0));
      for (const scenario of told) {
        const [telling] = scenario.tellings as [(typeof scenario.tellings)[0]];
        const [right] = rightOf(
          keyOf(revision.ruleset, { scenario, telling, kind: 'delta', options: [] }),
        );
        const [before, now] = [ruleset, revision.ruleset].map((rules) =>
          verdicts(rules, telling.facts).split(','),
        );
        const pairs = [1, 3].map((at) => `${before![at]}|${now![at]}`);
        expect(pairs).toContain(right);
      }
    }
  });

  test('a removed fact is told by what only the older rules know', () => {
    const before = rules([
      { ...fc.sample(norm('A.1:1'), { numRuns: 1, seed: 3 })[0]!, when: is('a'), wrong: is('b') },
    ]);
    const after: Ruleset = { ...rules([]), facts: FACTS.slice(2) };
    const withOne = {
      ...after,
      norms: [
        {
          ...before.norms[0]!,
          id: 'A.2:1',
          sentence: 'A.2:1',
          when: is('d'),
          wrong: is('d'),
          unless: [],
        },
      ],
    };
    const plain = { ...before, norms: [{ ...before.norms[0]!, unless: [] }] };
    expect(quizFor(plain, withOne).deltas).toBe(2);
  });
});
