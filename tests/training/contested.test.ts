import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readPolicies } from '#policies/read-policies.ts';
import { unsignedReadings } from '#training/contested.ts';
import { drawItems } from '#training/draw.ts';
import { kindsOf, optionsOf, type Item } from '#training/item.ts';

const [policy] = readPolicies(fileURLToPath(new URL('../../content', import.meta.url)));
const revision = policy!.revisions[0]!;
const everything = new Set(revision.readings.map(({ id }) => id));
const nothing: ReadonlySet<string> = new Set();

function checks(signed: ReadonlySet<string>, seeds = 40): Item[][] {
  return revision.lessons.flatMap((lesson) =>
    Array.from({ length: seeds }, (_, seed) =>
      drawItems({
        revision,
        lesson,
        kind: 'graded',
        seed: `${lesson.id}-${seed}`,
        met: nothing,
        critical: policy!.passing.critical,
        signed,
      }),
    ),
  );
}

const itemsOf = (id: string, telling = 'base'): Item[] => {
  const scenario = revision.scenarios.find((one) => one.id === id)!;
  const told = scenario.tellings.find((one) => one.id === telling)!;
  return kindsOf(revision.ruleset, scenario, told).map((kind) => {
    const options = optionsOf(revision.ruleset, scenario, told, kind);
    return { scenario, telling: told, kind, options };
  });
};

describe('a check', () => {
  test('asks nothing whose answer hangs on a reading that nobody has signed', () => {
    for (const items of checks(nothing))
      for (const item of items) expect(unsignedReadings(revision, item, nothing)).toEqual([]);
  });

  test('is as long as its lesson says though nothing is signed', () => {
    const lengths = checks(nothing, 5).map((items) => items.length);
    expect(lengths).toEqual(revision.lessons.flatMap(({ graded }) => Array(5).fill(graded)));
  });

  test('asks it once the reading is signed', () => {
    const contested = checks(everything)
      .flat()
      .filter((item) => unsignedReadings(revision, item, nothing).length > 0);
    expect(contested.length).toBeGreaterThan(20);
  });
});

describe('practice', () => {
  test('asks it all the same, to talk about', () => {
    const lesson = revision.lessons.find(({ id }) => id === 'C.2-responsible-postings')!;
    const items = Array.from({ length: 20 }, (_, seed) =>
      drawItems({ revision, lesson, kind: 'practice', seed: `p-${seed}`, met: nothing }),
    ).flat();
    expect(items.some((item) => unsignedReadings(revision, item, nothing).length > 0)).toBe(true);
  });
});

describe('an answer hangs on a reading', () => {
  test('where its other side gives another verdict', () => {
    for (const item of itemsOf('C.2-barking-dog'))
      expect(unsignedReadings(revision, item, nothing)).toContain('R9');
  });

  test('no longer once it is signed, but on those that are not', () => {
    const [item] = itemsOf('C.2-bowling-captain');
    expect(unsignedReadings(revision, item!, nothing)).toEqual(['R8', 'R10']);
    expect(unsignedReadings(revision, item!, new Set(['R8']))).toEqual(['R10']);
    expect(unsignedReadings(revision, item!, everything)).toEqual([]);
  });

  test('where its author names one that no rule can tell', () => {
    const scenario = revision.scenarios.find(({ readings }) => readings.includes('R34'))!;
    const [item] = itemsOf(scenario.id);
    expect(unsignedReadings(revision, item!, nothing)).toContain('R34');
  });
});
