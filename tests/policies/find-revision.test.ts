import { expect, test } from 'vitest';
import { findAsked, findPolicy, findRevision } from '#policies/find-revision.ts';
import { withDrafts } from '#policies/publications.ts';
import { insightQuery } from '#reports/insight/ask.ts';
import { realPolicies } from '../support/school.ts';

// As if the fictional draft were published: until its day the older text binds.

const policies = withDrafts(realPolicies());
const asked = (today: string, revision: string | null = null) =>
  findAsked(policies, { policy: 'social-media', revision, today }).revision.id;

test('an address that names no revision means the one that binds today, not the newest', () => {
  expect(asked('2027-06-30')).toBe('2023-04-20');
  expect(asked('2027-07-01')).toBe('2027-07-01');
  expect(asked('2027-06-30', '2027-07-01')).toBe('2027-07-01');
  expect(asked('2027-07-01', '2023-04-20')).toBe('2023-04-20');
});

test('the pages of what is misunderstood name a revision only where it is not that one', () => {
  const query = (typed: string, today: string) =>
    insightQuery(new URLSearchParams(typed), policies, today).query;
  expect(query('', '2026-11-22')).toBe('');
  expect(query('revision=2023-04-20', '2026-11-22')).toBe('');
  expect(query('revision=2023-04-20', '2027-07-01')).toContain('revision=2023-04-20');
});

test('what is not there is refused', () => {
  expect(() => findPolicy(policies, 'parking')).toThrow('There is no policy at this address.');
  expect(() => asked('2026-11-22', '2024-01-01')).toThrow('This policy has no such revision.');
  expect(() => findRevision(policies, 'social-media', '')).toThrow('has no such revision');
});
