import { expect, test } from 'vitest';
import { drawItems, type Draw } from '#training/draw.ts';
import { sentencesAbout } from '#training/item.ts';
import { taughtBy } from '#training/taught.ts';
import { evaluateTelling } from '#training/kinds/kind.ts';
import { realRevision } from '../support/solve.ts';

const revision = realRevision();
const lesson = revision.lessons.find(({ id }) => id === 'A-B-overview-and-scope')!;
const { critical } = revision.passing;

const checks = (of: Draw['lesson'], more: Partial<Draw> = {}) =>
  Array.from({ length: 50 }, (_, round) => {
    const seed = `draw ${round}`;
    const met = new Set<string>();
    return drawItems({ revision, lesson: of, kind: 'graded', seed, met, critical, ...more });
  });

const untaught = (of: Draw['lesson']) => {
  const taught = taughtBy({ revision, lesson: of });
  const items = checks(of).flat();
  const late = items.filter((item) =>
    sentencesAbout(revision.ruleset, item).some((id) => !taught.has(id)),
  );
  return late.length / items.length;
};

// Without the preference, 32 % of the first check was about sentences of later lessons.
test('the first check asks seldom about what is taught later', () => {
  expect(untaught(lesson)).toBeLessThan(0.2);
});

test('nor do the others, though a lesson with little of its own still fills its check', () => {
  for (const one of revision.lessons) {
    expect(untaught(one), one.id).toBeLessThan(0.2);
    for (const items of checks(one)) expect(items, one.id).toHaveLength(one.graded);
  }
});

test('and "permitted" is not the answer to every story of the first check', () => {
  const verdicts = checks(lesson)
    .flat()
    .filter(({ scenario }) => scenario.sentence === undefined)
    .map(({ telling }) => evaluateTelling(revision.ruleset, telling).verdict.hi);
  const permitted = verdicts.filter((verdict) => verdict === 'permitted').length;
  expect(permitted / verdicts.length).toBeLessThan(0.85);
});

test('what was not met before goes before what was taught', () => {
  const taught = taughtBy({ revision, lesson });
  const ready = revision.scenarios
    .filter((scenario) => scenario.lesson === lesson.id)
    .flatMap((scenario) => scenario.tellings.map((telling) => ({ scenario, telling })))
    .filter((told) => sentencesAbout(revision.ruleset, told).every((id) => taught.has(id)));
  const met = new Set(ready.map(({ scenario, telling }) => `${scenario.id}/${telling.id}`));
  for (const items of checks(lesson, { met }))
    for (const { scenario, telling } of items)
      expect(met.has(`${scenario.id}/${telling.id}`), scenario.id).toBe(false);
});

test('a lesson of a track counts as read only for those who have it for certain', () => {
  const forAll = revision.lessons.find(({ id }) => id === 'E-public-comments')!;
  const ofTrack = revision.lessons.find(({ id }) => id === 'D.4-designated-employees')!;
  expect(taughtBy({ revision, lesson: ofTrack }).has('D.3.j:1')).toBe(true);
  expect(taughtBy({ revision, lesson: forAll }).has('D.3.j:1')).toBe(false);
  expect(taughtBy({ revision, lesson: forAll }).has('C.3:1')).toBe(true);
});
