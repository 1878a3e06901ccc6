import { describe, expect, test } from 'vitest';
import { unsignedReadings } from '#training/contested.ts';
import { drawRefresher } from '#training/refresher/draw-refresher.ts';
import { kindsOf, sentencesAbout } from '#training/item.ts';
import { sentenceQuestions } from '#training/sentence-questions.ts';
import { realPolicy, realRevision } from '../support/solve.ts';

const revision = realRevision();
const { lessons, ruleset } = revision;
const { critical } = realPolicy().passing;
const nothing: ReadonlySet<string> = new Set();
const everyReading = new Set(revision.readings.map(({ id }) => id));
const everyTelling = [
  ...revision.scenarios,
  ...lessons.flatMap((lesson) => sentenceQuestions(revision, lesson)),
].flatMap((scenario) => scenario.tellings.map((telling) => ({ scenario, telling })));

type Change = Partial<Parameters<typeof drawRefresher>[0]>;
const draw = (seed: string, change: Change = {}) =>
  drawRefresher({
    revision,
    lessons,
    seed,
    met: nothing,
    missed: nothing,
    settled: nothing,
    critical,
    drawn: new Map(),
    signed: nothing,
    ...change,
  });
const seeds = Array.from({ length: 25 }, (_, seed) => `seed-${seed}`);
const about = (items: ReturnType<typeof draw>) =>
  items.flatMap((item) => sentencesAbout(ruleset, item));

describe('a refresher', () => {
  test('draws the same for the same seed, and three different stories', () => {
    for (const seed of seeds) {
      const items = draw(seed);
      expect(draw(seed)).toEqual(items);
      expect(new Set(items.map(({ scenario }) => scenario.id)).size).toBe(3);
    }
    expect(new Set(seeds.map((seed) => JSON.stringify(draw(seed)))).size).toBeGreaterThan(20);
  });

  test('asks of missed sentences before critical ones, and of critical ones before others', () => {
    const missed = new Set(['C.3:1', 'C.4:1']);
    for (const seed of seeds) {
      const items = draw(seed, { missed });
      expect(
        items.filter((item) => sentencesAbout(ruleset, item).some((id) => missed.has(id))).length,
      ).toBeGreaterThan(0);
      expect(about(items)).toEqual(expect.arrayContaining([...missed]));
      const others = about(draw(seed)).filter((id) => critical.includes(id));
      expect(new Set(others).size).toBeGreaterThanOrEqual(3);
    }
  });

  test('has asked of every critical sentence after three', () => {
    for (const seed of seeds) {
      const settled = new Set<string>();
      for (const round of [1, 2, 3]) {
        for (const id of about(draw(`${seed}-${round}`, { settled }))) settled.add(id);
      }
      expect([...settled]).toEqual(expect.arrayContaining(critical));
    }
  });

  test('spreads over the lessons drawn least once what is critical is settled', () => {
    const settled = new Set(critical);
    const drawn = new Map(lessons.slice(3).map(({ id }) => [id, 1]));
    for (const seed of seeds) {
      const from = draw(seed, { settled, drawn }).map(({ scenario }) => scenario.lesson);
      expect(from.sort()).toEqual(
        lessons
          .slice(0, 3)
          .map(({ id }) => id)
          .sort(),
      );
    }
  });

  test('draws from the lessons the person had a check in, and from no other', () => {
    const some = lessons.slice(0, 2);
    for (const seed of seeds) {
      for (const { scenario } of draw(seed, { lessons: some }))
        expect(some.map(({ id }) => id)).toContain(scenario.lesson);
    }
  });

  test('asks nothing that hangs on an unsigned reading, and asks it once that is signed', () => {
    const hanging = everyTelling.find(({ scenario, telling }) => {
      const kinds = kindsOf(ruleset, scenario, telling);
      return (
        kinds.length > 0 &&
        kinds.every((kind) => unsignedReadings(revision, { scenario, telling, kind }, nothing)[0])
      );
    })!;
    const met = new Set(
      everyTelling
        .filter(({ telling }) => telling !== hanging.telling)
        .map(({ scenario, telling }) => `${scenario.id}/${telling.id}`),
    );
    expect(draw('seed', { met })).toEqual([]);
    expect(draw('seed', { met, signed: everyReading })).toMatchObject([hanging]);
    for (const item of seeds.flatMap((seed) => draw(seed)))
      expect(unsignedReadings(revision, item, nothing)).toEqual([]);
  });

  test('asks nothing at all when everything was met', () => {
    const met = new Set(
      everyTelling.map(({ scenario, telling }) => `${scenario.id}/${telling.id}`),
    );
    expect(draw('seed', { met })).toEqual([]);
  });
});
