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

test('what the draft teaches too little of, and what no story shows', () => {
  expect(found(draft!, 'coverage')).toContain('D.3.v:1 decides 0 scenarios, not two');
  expect(found(draft!, 'untold')).toEqual(['D.3.v:1 changes an answer, and is broken in no story']);
  expect(found(adopted!, 'coverage')).toEqual([]);
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
