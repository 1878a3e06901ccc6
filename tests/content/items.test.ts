import { expect, test } from 'vitest';
import { unsignedReadings } from '#training/contested.ts';
import { drawItems } from '#training/draw.ts';
import { keyOf, kindsOf, optionsOf, type Item } from '#training/item.ts';
import { NONE, score } from '#training/key.ts';
import { KINDS } from '#training/kinds/index.ts';
import { breachedSentences, evaluateTelling } from '#training/kinds/kind.ts';
import { sentenceQuestions } from '#training/sentence-questions.ts';
import { realPolicy, realRevision } from '../support/solve.ts';
import { rightAnswer, wrongAnswer } from '../support/training.ts';

const revision = realRevision();
const { ruleset } = revision;

/** Every question that the content can ask. */
const scenarios = [
  ...revision.scenarios,
  ...revision.lessons.flatMap((lesson) => sentenceQuestions(revision, lesson)),
];
const items = scenarios.flatMap((scenario) =>
  scenario.tellings.flatMap((telling) =>
    kindsOf(ruleset, scenario, telling).map((kind) => ({
      scenario,
      telling,
      kind,
      options: optionsOf(ruleset, scenario, telling, kind),
      name: `${scenario.id}/${telling.id}: ${kind}`,
    })),
  ),
);

test('every question has an answer that earns everything and one that earns nothing', () => {
  expect(items.length).toBeGreaterThan(250);
  for (const item of items) {
    const key = keyOf(ruleset, item);
    const right = rightAnswer(revision, item);
    expect(item.options, item.name).toEqual(expect.arrayContaining(right));
    expect(score(key, right), item.name).toBe(1);
    expect(score(key, wrongAnswer(revision, item)), item.name).toBe(0);
  }
});

test('no question offers more than six options, and "select all" earns nothing', () => {
  for (const item of items) {
    expect(item.options.length, item.name).toBeLessThanOrEqual(6);
    expect(item.options.length, item.name).toBeGreaterThan(1);
    if (!KINDS[item.kind].several) continue;
    const all = item.options.filter((option) => option !== NONE);
    expect(score(keyOf(ruleset, item), all), item.name).toBe(0);
  }
});

test('the options of a sentence question are the same for every telling', () => {
  const sets = new Map<string, string>();
  for (const { scenario, kind, options, name } of items) {
    if (kind !== 'clauses') continue;
    const shown = [...options].sort().join();
    expect(sets.get(scenario.id) ?? shown, name).toBe(shown);
    sets.set(scenario.id, shown);
  }
});

test('every draw of every check has its full number of questions, each of another scenario', () => {
  const { critical } = realPolicy().passing;
  for (const lesson of revision.lessons) {
    for (let round = 0; round < 50; round += 1) {
      const drawn = drawItems({
        revision,
        lesson,
        kind: 'graded',
        seed: `draw ${round}`,
        met: new Set(),
        critical,
      });
      const name = `${lesson.id}, while no reading is signed`;
      expect(drawn, name).toHaveLength(lesson.graded);
      expect(new Set(drawn.map((item) => item.scenario.id)).size, lesson.id).toBe(lesson.graded);
    }
  }
});

test('no place among the fixes is the best one more often than chance allows', () => {
  const best = new Map<number, number>();
  const asked = items.filter(({ kind }) => kind === 'fix');
  for (const item of asked) {
    const place = item.options.indexOf(rightAnswer(revision, item)[0]!);
    best.set(place, (best.get(place) ?? 0) + 1);
  }
  expect(asked.length).toBeGreaterThan(20);
  expect(Math.max(...best.values()) / asked.length).toBeLessThan(0.6);
});

test('every check of a lesson with critical sentences asks about one of them', () => {
  const { critical } = realPolicy().passing;
  const about = (item: Item) =>
    breachedSentences(evaluateTelling(ruleset, item.telling)).some((id) => critical.includes(id));
  const lessons = [
    'C.5-right-to-access',
    'C.6-prohibited-activity',
    'D.3.d-h-information-and-emergencies',
    'F-on-a-call',
  ];
  for (const lesson of revision.lessons.filter(({ id }) => lessons.includes(id))) {
    for (let round = 0; round < 50; round += 1) {
      const draw = { revision, lesson, kind: 'graded', met: new Set<string>(), critical } as const;
      expect(drawItems({ ...draw, seed: `critical ${round}` }).some(about), lesson.id).toBe(true);
    }
  }
});

test('pictures of patients are scored for everybody, not for fire and police alone', () => {
  const scoredIn = (lesson: string) =>
    items.filter(
      (item) =>
        item.scenario.lesson === lesson &&
        breachedSentences(evaluateTelling(ruleset, item.telling)).includes('D.3.g:1') &&
        unsignedReadings(revision, item, new Set()).length === 0,
    );
  const scenariosIn = (lesson: string) =>
    new Set(scoredIn(lesson).map(({ scenario }) => scenario.id)).size;
  expect(scenariosIn('D.3.d-h-information-and-emergencies')).toBeGreaterThanOrEqual(2);
  expect(scenariosIn('F-on-a-call')).toBeGreaterThanOrEqual(3);
  expect(scenariosIn('S-you-saw-the-post')).toBe(0);
});

test('the same seed draws the same questions, another seed others', () => {
  const lesson = revision.lessons[3]!;
  const draw = (seed: string) =>
    drawItems({ revision, lesson, kind: 'graded', seed, met: new Set() }).map(
      ({ scenario, telling, kind, options }) => [scenario.id, telling.id, kind, ...options].join(),
    );
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
});
