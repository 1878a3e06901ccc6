import { expect, test } from 'vitest';
import { withDrafts } from '#policies/publications.ts';
import { draftingBench } from '#training/drafting-bench.ts';
import type { Revision } from '#policies/model.ts';
import { realPolicies } from '../support/school.ts';

const [policy] = withDrafts(realPolicies());
const [adopted, draft] = policy!.revisions;
const found = (revision: Revision, id: string) =>
  draftingBench(revision).looks.find((look) => look.id === id)!.found;

test('the stories that come out otherwise, each with the answer before and now', () => {
  const flips = draftingBench(draft!).flips.map(
    ({ scenario, telling, before, after }) => `${scenario.id}/${telling.id}: ${before} → ${after}`,
  );
  expect(flips).toContain('D.4.a.iii-the-bake-sale/at-lunch: prohibited → permitted');
  expect(flips).toContain('E.3.g-leaf-season/bags-for-sale: not-permitted → may-stay');
  expect(draftingBench(adopted!).flips).toEqual([]);
});

test('what is taught too little, and a change that no story shows: found once its stories are gone', () => {
  for (const revision of [adopted!, draft!]) {
    expect(found(revision, 'coverage')).toEqual([]);
    expect(found(revision, 'untold')).toEqual([]);
  }
  const stories = draft!.scenarios.filter(({ id }) => !id.startsWith('D.3.v'));
  const untold = { ...draft!, scenarios: stories };
  expect(untold.scenarios.length).toBeLessThan(draft!.scenarios.length);
  expect(found(untold, 'coverage').join()).toContain('D.3.v:1 decides 0 scenarios, not two');
  expect(found(untold, 'untold')).toEqual(['D.3.v:1 changes an answer, and is broken in no story']);
});

test('a rule that never takes hold, a contradiction and a missing exception are found', () => {
  const [first, ...others] = draft!.ruleset.norms;
  const never = { ...first!, when: { k: 'any' as const, of: [] } };
  const broken = { ...draft!, ruleset: { ...draft!.ruleset, norms: [never, ...others] } };
  expect(found(broken, 'unreachable').join()).toContain(`${first!.id} can never be`);

  const norms = draft!.ruleset.norms.map((norm) => ({ ...norm, yieldsTo: [] }));
  const silent = { ...draft!, ruleset: { ...draft!.ruleset, norms } };
  expect(found(silent, 'exceptions').join()).toContain('permits what');
  expect(found(draft!, 'exceptions')).toEqual([]);
});
