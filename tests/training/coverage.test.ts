import { describe, expect, test } from 'vitest';
import type { Revision } from '#policies/model.ts';
import { coverageOf } from '#training/coverage.ts';
import { realRevision } from '../support/solve.ts';

const revision = realRevision();
const holes = (changed: Partial<Revision>) => coverageOf({ ...revision, ...changed }).holes;

describe('a hole in the coverage is found', () => {
  test('a clause that no lesson teaches', () => {
    const lessons = revision.lessons.filter(({ clauses }) => !clauses.includes('C.3'));
    expect(holes({ lessons })).toContain('C.3 is taught in no lesson');
  });

  test('a clause that binds everyone, or holds a critical sentence, taught on tracks only', () => {
    const moved = (lesson: string) =>
      revision.lessons.map((one) =>
        one.id === lesson ? { ...one, tracks: ['supervisors'] } : one,
      );
    expect(holes({ lessons: moved('C.3-identification') })).toEqual([
      'C.3 is taught on tracks only, and section C binds every employee: ' +
        'C.3-identification (supervisors)',
    ]);
    expect(holes({ lessons: moved('D.3.d-h-information-and-emergencies') })).toEqual([
      'D.3.d is taught on tracks only, and D.3.d:1 is critical: ' +
        'D.3.d-h-information-and-emergencies (supervisors), F-on-a-call (fire-law-enforcement)',
      'D.3.g is taught on tracks only, and D.3.g:1 is critical: ' +
        'D.3.d-h-information-and-emergencies (supervisors), F-on-a-call (fire-law-enforcement)',
    ]);
    expect(holes({ lessons: moved('C.4-honesty-and-accuracy') })).toHaveLength(1);
  });

  test('a norm that decides fewer than two scenarios', () => {
    const scenarios = revision.scenarios.filter(({ id }) => !id.startsWith('C.4'));
    const found = holes({ scenarios });
    expect(found).toContain('C.4:5 decides 0 scenarios, not two');
  });

  test('a sentence without rule that no question asks about', () => {
    const unruled = revision.ruleset.unruled!.filter(({ sentence }) => sentence !== 'C.4:7');
    const twice = [
      ...unruled,
      { id: 'C.4:7', sentence: 'C.4:7', meaning: 'should', reason: 'r' } as const,
      { id: 'C.4:7/b', sentence: 'C.4:7', meaning: 'city', reason: 'r' } as const,
    ];
    expect(holes({ ruleset: { ...revision.ruleset, unruled: twice } })).toContain(
      'no question asks what C.4:7 does',
    );
  });

  test('too few scenarios, too few minimal pairs, too little with nothing wrong', () => {
    const scenarios = revision.scenarios
      .filter(({ id }) => id.startsWith('C.6'))
      .map((scenario) => ({ ...scenario, tellings: scenario.tellings.slice(0, 1) }));
    const found = holes({ scenarios });
    expect(found).toContain('there are 0 minimal pairs, not 40');
    expect(found).toContain(`there are ${scenarios.length} scenarios, not 120`);
    const wrong = scenarios.filter(({ id }) => id === 'C.6-why-dan-is-out');
    expect(holes({ scenarios: wrong })).toContain(
      'nothing is wrong in 0 of 1 scenarios, fewer than a third',
    );
  });
});

test('what is scored grows as readings are signed', () => {
  const count = (signed: ReadonlySet<string>) =>
    coverageOf(revision, signed)
      .clauses.flatMap(({ norms }) => norms)
      .reduce((sum, { scoredNow }) => sum + scoredNow.length, 0);
  const all = new Set(revision.readings.map(({ id }) => id));
  expect(count(all)).toBeGreaterThan(count(new Set()));
  const norms = coverageOf(revision, all).clauses.flatMap((clause) => clause.norms);
  for (const { scenarios, scoredNow } of norms) expect(scoredNow).toEqual(scenarios);
});
