import { expect, test } from 'vitest';
import { factsInWords } from '#policies/facts-in-words.ts';
import { RULESETS } from '#policies/rulesets.ts';
import { TINY_RULESET } from './tiny-content.ts';

test('a fact is told with what it is, its question, its values and the ordinary one', () => {
  expect(factsInWords(TINY_RULESET)).toBe(`PHOTO

photo.uniform
  Shows the uniform.
  Does it show the uniform?
    false  it shows no uniform (also where nothing is stated)
    true   it shows the uniform

photo.about
  Whom it shows.
  No fix may change it.
  Whom does it show?
    nobody    it shows nobody (also where nothing is stated)
    neighbor  it shows a neighbor

photo.cruel
  Cruel.
  A judgement, by A.1:2 "cruel": write { is: true, because: … }
  Is it cruel?
    false  it is not cruel (also where nothing is stated)
    true   it is cruel`);
});

test('every fact of every revision is there, under its group', () => {
  for (const ruleset of Object.values(RULESETS)) {
    const lines = factsInWords(ruleset).split('\n');
    for (const { id } of ruleset.facts) expect(lines).toContain(id);
    expect(lines).toContain('IDENTITY');
  }
});
