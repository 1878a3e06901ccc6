import fc from 'fast-check';
import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { endExemption, exempt } from '#assignments/change-terms.ts';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { previewCampaign } from '#assignments/preview.ts';
import { campaignById } from '#assignments/read-campaigns.ts';
import { driftOf, reconcileCampaigns, setRight } from '#assignments/reconcile.ts';
import type { Db } from '#db/client.ts';
import { assignmentTerms, personTracks, type Cycle } from '#db/schema/index.ts';
import { assign, planOf } from '../support/campaigns.ts';
import {
  becauseOf,
  DEPARTMENTS,
  hire,
  HR,
  leaveTown,
  move,
  noon,
  openTown,
  reconcileOn,
  standingsOf,
} from '../support/town.ts';
import {
  ALICE,
  BOB,
  finishTraining,
  NOW,
  openSchool,
  realPolicies,
  sign,
  ZONE,
} from '../support/training.ts';

const policies = realPolicies();
const ID = 'the-one-campaign';
const YEARLY: Cycle = { kind: 'yearly', opensOn: '01-15', gapDays: 180 };
let db: Db;
beforeEach(async () => {
  db = await openTown();
});
const start = (more: object = {}) =>
  assign(db, {
    id: ID,
    policies,
    policyId: 'social-media',
    audience: { departments: ['fire'] },
    due: { days: 30 },
    cycle: { kind: 'standing' },
    timeZone: ZONE,
    by: HR,
    at: NOW,
    ...more,
  });
const when = (day: string) => ({ policies, at: noon(day), timeZone: ZONE });
const terms = async () =>
  (await db.read.select().from(assignmentTerms)).map(({ kind, dueOn, because }) =>
    [kind, dueOn, because].filter(Boolean).join(' '),
  );

describe('a standing campaign', () => {
  test('assigns who is hired, moves in or is added, each with why, and due from then', async () => {
    await start({ audience: { departments: ['fire'] } });
    await hire(db, 'N-1', 'fire', '2026-12-01');
    await move(db, 'P-1', 'fire', '2026-12-02');
    expect(await reconcileOn(db, '2026-12-03')).toEqual([
      { campaign: ID, assigned: 2, waived: 0, required: 0 },
    ]);
    expect(await standingsOf(db)).toEqual([
      'F-1 not-started 2026-12-22',
      'F-2 not-started 2026-12-22',
      'N-1 not-started 2027-01-02',
      'P-1 not-started 2027-01-02',
    ]);
    expect(await becauseOf(db, 'N-1')).toEqual(['hired December 1, 2026']);
    expect(await becauseOf(db, 'P-1')).toEqual(['moved to Fire on December 2, 2026']);
  });

  test('of a track, assigns who is added to it', async () => {
    await start({ audience: { tracks: ['city-sites'], people: ['F-1'] } });
    await db.write((tx) =>
      tx.insert(personTracks).values({
        employeeNumber: 'K-1',
        policyId: 'social-media',
        track: 'city-sites',
        addedAt: NOW,
        addedBy: HR,
      }),
    );
    await reconcileOn(db, '2026-12-03');
    expect(await becauseOf(db, 'K-1')).toEqual([expect.stringMatching(/^learns /)]);
  });

  test('excuses who leaves the audience, and asks again who comes back, with time to do it', async () => {
    await start();
    await move(db, 'F-1', 'police', '2026-12-01');
    expect(await reconcileOn(db, '2026-12-01')).toEqual([
      { campaign: ID, assigned: 0, waived: 1, required: 0 },
    ]);
    expect(await standingsOf(db)).toContain('F-1 exempt 2026-12-22');
    await move(db, 'F-1', 'fire', '2026-12-20');
    expect(await reconcileOn(db, '2026-12-20')).toEqual([
      { campaign: ID, assigned: 0, waived: 0, required: 1 },
    ]);
    expect(await standingsOf(db)).toContain('F-1 not-started 2027-01-19');
    expect(await terms()).toEqual([
      'waived no longer in the audience: works in Police',
      'required moved to Fire on December 20, 2026',
      'extended 2027-01-19 moved to Fire on December 20, 2026',
    ]);
    expect(await reconcileOn(db, '2026-12-20')).toEqual([]);
  });

  test('never asks again whom HR has excused, until HR ends that', async () => {
    await start();
    const [mine] = await assignmentsOf(db, 'F-1');
    const act = { assignmentId: mine!.id, by: HR, at: NOW, timeZone: ZONE };
    await exempt(db, { ...act, because: 'Retires in a week.' });
    await move(db, 'F-1', 'police', '2026-12-01');
    await reconcileOn(db, '2026-12-01');
    await move(db, 'F-1', 'fire', '2026-12-02');
    expect(await reconcileOn(db, '2026-12-02')).toEqual([]);
    expect(await standingsOf(db)).toContain('F-1 exempt 2026-12-22');
    await endExemption(db, { ...act, because: 'Stays after all.' });
    expect(await standingsOf(db)).toContain('F-1 not-started 2026-12-22');
  });

  test('leaves alone who has left the City: they are not counted, and not excused', async () => {
    await start();
    await leaveTown(db, 'F-1', '2026-12-01');
    expect(await reconcileOn(db, '2026-12-02')).toEqual([]);
    expect(await standingsOf(db)).toContain('F-1 not-started 2026-12-22');
  });

  test('made once, a campaign asks nobody who joins later, unless HR sets it right', async () => {
    await start({ cycle: { kind: 'once' } });
    await hire(db, 'N-1', 'fire', '2026-12-01');
    await move(db, 'F-1', 'police', '2026-12-01');
    expect(await reconcileOn(db, '2026-12-02')).toEqual([]);
    const campaign = await campaignById(db, ID);
    const drift = await driftOf(db, campaign, when('2026-12-02'));
    expect(drift.missing).toMatchObject([
      { name: 'Person N-1', because: 'hired December 1, 2026' },
    ]);
    expect(drift.left).toMatchObject([{ number: 'F-1' }]);
    expect(await setRight(db, campaign, { ...when('2026-12-02'), by: HR })).toMatchObject({
      assigned: 1,
      waived: 1,
    });
    const after = await driftOf(db, campaign, when('2026-12-02'));
    expect(after).toEqual({ missing: [], left: [] });
  });
});

describe('pain 19: groups that changed', () => {
  test('pain 19: audiences are computed from the whole, whoever changed them and however', async () => {
    await start({ audience: { departments: ['fire', 'parks'] } });
    const campaign = await campaignById(db, ID);
    // Behind the portal's back, with no event that anybody could have missed.
    await db.write((tx) =>
      tx.run(sql`UPDATE employees SET department_id = CASE number WHEN 'F-1' THEN 'police' WHEN 'P-1' THEN 'parks' END
        WHERE number IN ('F-1', 'P-1')`),
    );
    const drift = await driftOf(db, campaign, when('2026-12-02'));
    expect(drift.missing.map(({ name }) => name)).toEqual(['Person P-1']);
    expect(drift.left.map(({ name }) => name)).toEqual(['Person F-1']);
    await reconcileOn(db, '2026-12-02');
    expect(await driftOf(db, campaign, when('2026-12-02'))).toEqual({ missing: [], left: [] });
    expect((await standingsOf(db)).filter((row) => /^(F-1|P-1)/.test(row))).toEqual([
      'F-1 exempt 2026-12-22',
      'P-1 not-started 2027-01-01',
    ]);
  });

  test('pain 19: after any moves, hires and leavings one reconcile sets all right and a second does nothing', async () => {
    const change = fc.record({
      what: fc.constantFrom('move', 'hire', 'leave'),
      n: fc.integer({ min: 1, max: 2 }),
      of: fc.constantFrom('F', 'P', 'K'),
      to: fc.constantFrom(...DEPARTMENTS),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
        fc.constantFrom<Cycle>(
          { kind: 'standing' },
          { kind: 'yearly', opensOn: '11-22', gapDays: 0 },
        ),
        async (days, cycle) => {
          db = await openTown();
          await start({ cycle });
          const campaign = await campaignById(db, ID);
          for (const [index, changes] of days.entries()) {
            const day = `2026-12-0${index + 1}`;
            for (const [at, { what, n, of, to }] of changes.entries()) {
              if (what === 'hire') await hire(db, `N-${index}-${at}`, to, day);
              else if (what === 'move') await move(db, `${of}-${n}`, to, day);
              else await leaveTown(db, `${of}-${n}`, day);
            }
            await reconcileOn(db, day);
            expect(await driftOf(db, campaign, when(day))).toEqual({ missing: [], left: [] });
            const before = await standingsOf(db);
            expect(await reconcileOn(db, day)).toEqual([]);
            expect(await standingsOf(db)).toEqual(before);
            const fire = await db.read.all<{ number: string }>(sql`SELECT number FROM employees
              WHERE department_id = 'fire' AND (separated_on IS NULL OR separated_on > ${day}) ORDER BY number`);
            const asked = await db.read.all<{
              number: string;
            }>(sql`SELECT employee_number AS number FROM standings
              WHERE state = 'not-started' AND (separated_on IS NULL OR separated_on > ${day}) ORDER BY 1`);
            expect(asked).toEqual(fire);
          }
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);
});

describe('every year', () => {
  test('the first round opens on its day, not before, and each later one asks everybody anew', async () => {
    await start({ cycle: YEARLY });
    expect(await standingsOf(db)).toEqual([]);
    expect(await reconcileOn(db, '2027-01-14')).toEqual([]);
    expect(await reconcileOn(db, '2027-01-15')).toEqual([
      { campaign: ID, assigned: 2, waived: 0, required: 0 },
    ]);
    expect(await standingsOf(db)).toEqual([
      'F-1 not-started 2027-02-14',
      'F-2 not-started 2027-02-14',
    ]);
    expect(await becauseOf(db, 'F-1')).toEqual(['works in Fire']);
    await hire(db, 'N-1', 'fire', '2027-06-01');
    await reconcileOn(db, '2027-06-01');
    expect(await becauseOf(db, 'N-1')).toEqual(['hired June 1, 2027']);
    // Nobody has signed: what is open stays open, and nobody has it twice.
    expect(await reconcileOn(db, '2028-01-15')).toEqual([]);
  });

  /** Alice signs the training she has, on a day. */
  async function schoolWhereAliceSigned() {
    const school = await openSchool();
    await finishTraining(school, ALICE);
    await sign(school, ALICE);
    return school;
  }
  const yearly = {
    id: ID,
    policies,
    policyId: 'social-media',
    audience: { everyone: true },
    cycle: YEARLY,
    due: { days: 30 },
    timeZone: ZONE,
    by: BOB,
    at: NOW,
  } as const;
  const at = (day: string) => ({ policies, at: noon(day), timeZone: ZONE });

  test('pain 15: a November hire is not due again in January', async () => {
    // Signed on November 22, 2026: within 180 days before January 15.
    const school = await schoolWhereAliceSigned();
    await assign(school.db, yearly);
    await reconcileCampaigns(school.db, at('2027-01-15'));
    expect(await standingsOf(school.db, ID)).toEqual([]);
    await reconcileCampaigns(school.db, at('2027-12-31'));
    expect(await standingsOf(school.db, ID)).toEqual([]);
    await reconcileCampaigns(school.db, at('2028-01-15'));
    expect(await standingsOf(school.db, ID)).toEqual(['T-1 not-started 2028-02-14']);
  });

  test('pain 15: the gap is counted to the day', async () => {
    const school = await schoolWhereAliceSigned();
    const opens = (opensOn: string, gapDays: number) =>
      previewCampaign(
        school.db.read,
        planOf({ ...yearly, cycle: { kind: 'yearly', opensOn, gapDays } }),
        at('2026-11-22'),
      ).then(({ asked }) => asked.map(({ number }) => number));
    expect(await opens('12-22', 30)).toEqual([]);
    expect(await opens('12-22', 29)).toEqual([ALICE]);
  });

  test('pain 14: a new round is a new row, and the history stays', async () => {
    const school = await schoolWhereAliceSigned();
    await assign(school.db, { ...yearly, cycle: { ...YEARLY, gapDays: 0 } });
    const before = await school.db.read.all(sql`SELECT * FROM attestations`);
    await reconcileCampaigns(school.db, at('2027-01-15'));
    const [next, first] = await assignmentsOf(school.db, ALICE);
    expect(next).toMatchObject({ state: 'not-started', attestationId: null, dueOn: '2027-02-14' });
    expect(first).toMatchObject({ state: 'attested', dueOn: '2026-12-11' });
    expect(first?.attestationId).not.toBeNull();
    expect(await school.db.read.all(sql`SELECT * FROM attestations`)).toEqual(before);
    const rounds = await school.db.read.all(
      sql`SELECT round FROM assignments WHERE campaign_id = ${ID}`,
    );
    expect(rounds).toEqual([{ round: '2027' }]);
  });

  test('who was excused last year is asked again this year; who moved away is not', async () => {
    await start({ cycle: { ...YEARLY, gapDays: 0 } });
    await reconcileOn(db, '2027-01-15');
    const [mine] = await assignmentsOf(db, 'F-1');
    await exempt(db, {
      assignmentId: mine!.id,
      because: 'On a detail.',
      by: HR,
      at: noon('2027-01-20'),
      timeZone: ZONE,
    });
    await move(db, 'F-2', 'police', '2027-02-01');
    await reconcileOn(db, '2027-02-01');
    await reconcileOn(db, '2028-01-15');
    const rows = await db.read.all(
      sql`SELECT employee_number AS number, round FROM assignments ORDER BY 2, 1`,
    );
    expect(rows).toEqual([
      { number: 'F-1', round: '2027' },
      { number: 'F-2', round: '2027' },
      { number: 'F-1', round: '2028' },
    ]);
  });
});

test('two campaigns for the same people: nobody has the same thing twice', async () => {
  await start();
  await start({ id: 'another-campaign-x', audience: { everyone: true } });
  expect((await standingsOf(db)).length).toBe(7);
  expect(await reconcileOn(db, '2026-12-01')).toEqual([]);
  const kept = await db.read
    .select()
    .from(assignmentTerms)
    .where(eq(assignmentTerms.kind, 'waived'));
  expect(kept).toEqual([]);
});
