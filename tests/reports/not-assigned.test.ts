import { expect, test } from 'vitest';
import { separate } from '#people/separate.ts';
import { notAssigned } from '#reports/not-assigned.ts';
import { assign } from '../support/campaigns.ts';
import { NOW, realPolicies, ZONE } from '../support/school.ts';
import { HR, openTown } from '../support/town.ts';

test('who works here and has nothing of a policy assigned is found, page by page', async () => {
  const db = await openTown();
  const today = '2026-11-22';
  const asked = { policyId: 'social-media', today };
  const numbers = async (page: number) => {
    const { people, more } = await notAssigned(db, asked, { page, size: 2 });
    return [people.map(({ number }) => number), more];
  };
  expect(await numbers(1)).toEqual([[HR, 'F-1'], true]);
  await assign(db, {
    id: 'the-one-campaign',
    policies: realPolicies(),
    policyId: 'social-media',
    audience: { departments: ['fire', 'hr'] },
    timeZone: ZONE,
    by: HR,
    at: NOW,
  });
  await db.write((tx) => separate(tx, { number: 'K-1', on: today, today, at: NOW, by: HR }));
  expect(await numbers(1)).toEqual([['K-2', 'P-1'], true]);
  expect(await numbers(2)).toEqual([['P-2'], false]);
});
