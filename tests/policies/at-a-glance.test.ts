import { join } from 'node:path';
import { expect, test } from 'vitest';
import { atAGlance } from '#policies/at-a-glance.ts';
import { everyTelling } from '#policies/contested.ts';
import { readPolicies } from '#policies/read-policies.ts';
import type { SignOff } from '#policies/sign-off.ts';
import { edited, TINY_RULESET, tinyContent } from './tiny-content.ts';

const HANA: SignOff = { by: 'T-1', name: 'Hana Example', at: new Date(0), note: null };
const signed = (...ids: string[]) => new Map(ids.map((id) => [id, HANA]));
const SCENARIO = 'tiny/2020-01-31/scenarios/A.1-parade.yaml';
const tiny = () => readPolicies(tinyOf(), { 'tiny/2020-01-31': TINY_RULESET })[0]!.revisions[0]!;
const real = readPolicies(join(import.meta.dirname, '../../content'))[0]!.revisions.at(-1)!;

/** The parade names R1, whose other side no rule tells: its answer hangs on it. */
function tinyOf(): string {
  return tinyContent(edited(SCENARIO, 'offers:', 'readings: [R1]\noffers:'));
}

test('a section has its sentences, rules by strength, lessons, scenarios and readings', () => {
  const { sections, whole } = atAGlance(tiny(), signed());
  const a = {
    sentences: 2,
    ruled: 2,
    unruled: 0,
    must: 1,
    should: 1,
    may: 0,
    lessons: 1,
    scenarios: 1,
    signed: 0,
    unsigned: 1,
    contested: 1,
  };
  const none = Object.fromEntries(Object.keys(a).map((what) => [what, 0]));
  expect(sections.map(({ clause, glance }) => [clause.id, glance])).toEqual([
    ['A', a],
    ['B', { ...none, sentences: 3 }],
  ]);
  expect(whole).toEqual({ ...a, sentences: 5 });
});

test('a signed reading contests nothing any more', () => {
  expect(atAGlance(tiny(), signed('R1')).whole).toMatchObject({
    signed: 1,
    unsigned: 0,
    contested: 0,
  });
});

test('the City’s policy is counted whole: nothing twice, nothing left out', () => {
  const { sections, whole } = atAGlance(real, signed('R1', 'R30'));
  expect(sections.map(({ clause }) => clause.id)).toEqual(['A', 'B', 'C', 'D', 'E']);
  expect(whole).toMatchObject({
    sentences: real.clauses.flatMap(({ sentences }) => sentences).length,
    ruled: real.ruleset.norms.length,
    lessons: real.lessons.length,
    scenarios: real.scenarios.length,
    signed: 2,
    unsigned: real.readings.length - 2,
  });
  expect(whole.must + whole.should + whole.may).toBe(whole.ruled);
  for (const what of ['sentences', 'ruled', 'unruled', 'must', 'should', 'may'] as const) {
    const sum = sections.reduce((all, { glance }) => all + glance[what], 0);
    expect(sum, what).toBe(whole[what]);
  }
  // R30 is about sections C and E.
  expect(sections.map(({ glance }) => glance.signed)).toEqual([0, 0, 2, 0, 1]);
});

test('with every reading signed no answer is contested, with none signed all that hang on one are', () => {
  const all = real.readings.map(({ id }) => id);
  expect(atAGlance(real, signed(...all)).whole.contested).toBe(0);
  const hanging = everyTelling(real).filter(({ hangsOn }) => hangsOn.length > 0);
  const scenarios = new Set(hanging.map(({ scenario }) => scenario.id));
  expect(scenarios.size).toBeGreaterThan(0);
  expect(atAGlance(real, signed()).whole.contested).toBe(scenarios.size);
});
