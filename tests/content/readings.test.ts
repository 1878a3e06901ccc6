import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readPolicies } from '#policies/read-policies.ts';
import { rereadings } from '#rules/contested.ts';
import { UNTOLD } from '#rules/social-media/2023-04-20/untold.ts';

const [policy] = readPolicies(fileURLToPath(new URL('../../content', import.meta.url)));
const { readings, ruleset } = policy!.revisions[0]!;

test('the other side of every reading is told in rules, or it is said why it cannot be', () => {
  const told = new Set(rereadings(ruleset).map(({ reading }) => reading));
  const arguable = readings.filter(({ alternative }) => alternative !== null).map(({ id }) => id);
  const accounted = [...told, ...Object.keys(UNTOLD)];
  expect(accounted.toSorted()).toEqual(arguable.toSorted());
  expect(arguable.length).toBeGreaterThan(30);
});

test('a reading is followed by a rule, or is about words that no rule decides alone', () => {
  const followed = new Set(ruleset.norms.flatMap((norm) => norm.readings));
  const loose = readings.map(({ id }) => id).filter((id) => !followed.has(id));
  // Who an employee is, and what nobody sanctioned.
  expect(loose).toEqual(['R34', 'R51']);
});
