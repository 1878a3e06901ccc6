import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { changeReminders, endCampaign, renameCampaign } from '#assignments/change-campaign.ts';
import { createCampaign, fillCampaign } from '#assignments/create-campaign.ts';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { countBy, mailsOf, previewCampaign } from '#assignments/preview.ts';
import { progressByCampaign } from '#assignments/read-campaigns.ts';
import type { Db } from '#db/client.ts';
import {
  assignments,
  auditEvents,
  campaigns,
  employees,
  leaves,
  mails,
  personTracks,
  roleGrants,
  type Audience,
} from '#db/schema/index.ts';
import { assign, planOf } from '../support/campaigns.ts';
import { HR, becauseOf, hire, openTown, reconcileOn, standingsOf } from '../support/town.ts';
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
const when = { policies, at: NOW, timeZone: ZONE };
const TODAY = '2026-11-22';
let db: Db;
beforeEach(async () => {
  db = await openTown();
});
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
const plan = (audience: Audience = { everyone: true }, more = {}) =>
  planOf({ policyId: 'social-media', audience, ...more });
const look = (audience: Audience, more = {}) =>
  previewCampaign(db.read, plan(audience, more), when);
const who = async (audience: Audience) => (await look(audience)).asked.map(({ number }) => number);
const make = async (id: string, audience: Audience, more = {}) => {
  const { seen } = await look(audience, more);
  return createCampaign(db, { ...plan(audience, more), id, seen, ...when, by: HR });
};

describe('an audience', () => {
  test('is everybody employed that day', async () => {
    await db.write((tx) =>
      tx.update(employees).set({ separatedOn: TODAY }).where(eq(employees.number, 'F-1')),
    );
    await hire(db, 'N-1', 'fire', '2026-11-23');
    expect(await who({ everyone: true })).toEqual(['F-2', HR, 'K-1', 'K-2', 'P-1', 'P-2'].sort());
  });

  test('is whom every list speaks of, with people named and without people left out', async () => {
    await hire(db, 'N-1', 'fire', '2026-11-03');
    await db.write((tx) =>
      tx.insert(roleGrants).values([
        { employeeNumber: 'N-1', role: 'manager', grantedAt: NOW, grantedBy: HR },
        { employeeNumber: 'F-1', role: 'manager', grantedAt: NOW, grantedBy: HR },
        { employeeNumber: 'P-1', role: 'manager', grantedAt: NOW, grantedBy: HR },
      ]),
    );
    const lists = { departments: ['fire', 'parks'], roles: ['manager'] };
    expect(await who(lists)).toEqual(['F-1', 'N-1']);
    expect(await who({ ...lists, hiredSince: '2026-10-01' })).toEqual(['N-1']);
    expect(await who({ ...lists, people: ['k-2'], except: ['F-1'] })).toEqual(['K-2', 'N-1']);
    expect(await who({ people: ['P-2'] })).toEqual(['P-2']);
  });

  test('is a track’s people, however they came to it', async () => {
    const added = { policyId: 'social-media', addedAt: NOW, addedBy: HR };
    await db.write(async (tx) => {
      await tx
        .insert(personTracks)
        .values({ ...added, employeeNumber: 'K-1', track: 'city-sites' });
      await tx.update(employees).set({ managerNumber: 'P-1' }).where(eq(employees.number, 'P-2'));
      await tx.run(
        sql`INSERT INTO department_tracks VALUES ('fire', 'social-media', 'fire-law-enforcement', 0, ${HR})`,
      );
    });
    expect(await who({ tracks: ['city-sites'] })).toEqual(['K-1']);
    expect(await who({ tracks: ['fire-law-enforcement'] })).toEqual(['F-1', 'F-2']);
    const reports = policies[0]!.tracks.find(({ comesWith }) => comesWith === 'reports')!.id;
    expect(await who({ tracks: [reports] })).toEqual(['P-1']);
  });

  test('says of each why they belong', async () => {
    await hire(db, 'N-1', 'fire', '2026-11-03');
    const { asked } = await look({
      departments: ['fire'],
      hiredSince: '2026-10-01',
      people: ['K-1'],
    });
    expect(asked.map(({ number, because }) => `${number} ${because}`)).toEqual([
      'K-1 named by HR',
      'N-1 works in Fire, hired November 3, 2026',
    ]);
  });
});

describe('the preview', () => {
  test('shows exactly who, when, who is left out and why, and who has no mail', async () => {
    await assign(db, {
      ...when,
      id: 'an-earlier-campaign',
      policyId: 'social-media',
      audience: { people: ['F-1'] },
      by: HR,
    });
    await hire(db, 'N-1', 'fire', '2026-11-20');
    await db.write((tx) =>
      tx
        .insert(leaves)
        .values({ employeeNumber: 'P-1', fromOn: '2026-11-01', backOn: null, at: NOW, by: HR }),
    );
    const preview = await look(
      { everyone: true, except: ['K-2'] },
      { notices: true, reminders: [-7], escalateAfter: 5 },
    );
    expect(preview.asked.map(({ number, dueOn }) => `${number} ${dueOn}`)).toEqual([
      'F-2 2026-12-11',
      `${HR} 2026-12-11`,
      'K-1 2026-12-11',
      'N-1 2026-12-11',
      'P-1 null',
      'P-2 2026-12-11',
    ]);
    expect(preview.leftOut.map(({ number, has }) => `${number} ${has}`)).toEqual([
      'F-1 open',
      'K-2 excepted',
    ]);
    expect(preview).toMatchObject({
      withoutMail: 2,
      waiting: 1,
      due: { first: '2026-12-11', last: '2026-12-11' },
    });
    expect(countBy(preview.asked, ({ department }) => department)[0]).toEqual({
      what: 'Fire',
      count: 2,
    });
    expect(mailsOf(preview, TODAY).map(({ what, from }) => `${what}: ${from}`)).toEqual([
      'First notice: 2026-11-22',
      'Reminder, 7 days before it is due: 2026-12-04',
      'Word to the manager, 5 days after it was due: 2026-12-16',
    ]);
  });

  test('what it showed is what is made: when anybody joined since, it is refused', async () => {
    const { seen } = await look({ departments: ['fire'] });
    await hire(db, 'N-1', 'fire', '2026-11-20');
    const act = {
      ...plan({ departments: ['fire'] }),
      id: 'campaign-of-yesterday',
      seen,
      ...when,
      by: HR,
    };
    expect(await refusal(createCampaign(db, act))).toContain('has changed since you looked');
    expect(await db.read.select().from(campaigns)).toEqual([]);
    const again = await look({ departments: ['fire'] });
    expect(await createCampaign(db, { ...act, seen: again.seen })).toMatchObject({ expected: 3 });
  });
});

describe('a campaign', () => {
  test('assigns everybody of its preview, each with why, and queues one mail each where HR wants it', async () => {
    const { campaign } = await make(
      'the-first-campaign',
      { departments: ['fire'] },
      { notices: true },
    );
    await fillCampaign(db, { campaign, ...when });
    expect(await standingsOf(db)).toEqual([
      'F-1 not-started 2026-12-11',
      'F-2 not-started 2026-12-11',
    ]);
    expect(await becauseOf(db, 'F-1')).toEqual(['works in Fire']);
    const queued = await db.read.select().from(mails);
    const [first] = await assignmentsOf(db, 'F-1');
    expect(queued.map(({ kind }) => kind)).toEqual(['assigned', 'assigned']);
    expect(queued.find(({ employeeNumber }) => employeeNumber === 'F-1')?.onceKey).toBe(
      `assigned ${first!.id}`,
    );
    await make('a-silent-campaign', { departments: ['parks'] });
    await fillCampaign(db, { campaign: 'a-silent-campaign', ...when });
    expect(await db.read.$count(mails)).toBe(2);
  });

  test('cut off half-way is finished by the next reconcile, and nobody has anything twice', async () => {
    db = await openTown(400);
    const { campaign, expected } = await make(
      'cut-off-half-way-x',
      { everyone: true },
      { notices: true },
    );
    let left = 2;
    const cut = new Proxy(db, {
      get: (target, name) =>
        name !== 'write'
          ? Reflect.get(target, name)
          : (...args: Parameters<Db['write']>) => {
              left -= 1;
              if (left < 0) throw new Error('the power went');
              return target.write(...args);
            },
    });
    expect(await refusal(fillCampaign(cut, { campaign, ...when }))).toContain('the power went');
    expect(await db.read.$count(assignments)).toBe(1000);
    const [half] = await db.read.select().from(campaigns);
    expect(half).toMatchObject({ expected: 1201, filledAt: null });
    expect(await reconcileOn(db, TODAY)).toEqual([
      { campaign, assigned: 201, waived: 0, required: 0 },
    ]);
    expect(await reconcileOn(db, TODAY)).toEqual([]);
    expect(await db.read.$count(assignments)).toBe(expected);
    expect(await db.read.$count(mails)).toBe(expected);
  });

  test('filled twice at once assigns once', async () => {
    const { campaign } = await make('filled-twice-at-once', { everyone: true });
    await Promise.all([
      fillCampaign(db, { campaign, ...when }),
      fillCampaign(db, { campaign, ...when }),
    ]);
    expect(await db.read.$count(assignments)).toBe(7);
  });

  test('the same form sent twice is one campaign; with other choices it is refused', async () => {
    await make('one-form-sent-twice', { everyone: true });
    const { seen } = await look({ everyone: true });
    const act = { ...plan(), id: 'one-form-sent-twice', seen, ...when, by: HR };
    expect(await createCampaign(db, act)).toMatchObject({ expected: 7 });
    expect(await db.read.$count(campaigns)).toBe(1);
    for (const other of [
      { due: { on: '2027-02-01' } },
      { by: 'F-1' },
      { again: true },
      { refreshers: true },
      { testOut: true },
      { notices: true },
      { audience: { departments: ['fire'] } },
    ]) {
      expect(
        await refusal(createCampaign(db, { ...act, ...other })),
        JSON.stringify(other),
      ).toContain('sent before');
    }
  });

  test('what is chosen stands in the audit log', async () => {
    await make('campaign-with-both', { everyone: true }, { refreshers: true, testOut: true });
    await make('a-plain-campaign-x', { everyone: true });
    const events = await db.read.select().from(auditEvents);
    const detail = (subject: string) => events.find((event) => event.subject === subject)?.detail;
    expect(detail('campaign-with-both')).toMatchObject({ refreshers: true, testOut: true });
    expect(detail('a-plain-campaign-x')).toMatchObject({ refreshers: false, testOut: false });
  });

  test('ended, it assigns nobody any more and its reminders stay', async () => {
    const { campaign } = await make(
      'a-campaign-that-ends',
      { departments: ['fire'] },
      { cycle: { kind: 'standing' } },
    );
    await fillCampaign(db, { campaign, ...when });
    const act = { campaignId: campaign, by: HR, at: NOW };
    await changeReminders(db, { ...act, reminders: [3, -7, 3], escalateAfter: 9 });
    const [kept] = await db.read.select().from(campaigns);
    expect(kept).toMatchObject({ reminders: [-7, 3], escalateAfter: 9 });
    await endCampaign(db, act);
    await endCampaign(db, act);
    await hire(db, 'N-1', 'fire', '2026-11-23');
    expect(await reconcileOn(db, '2026-11-24')).toEqual([]);
    expect(
      await refusal(changeReminders(db, { ...act, reminders: [], escalateAfter: null })),
    ).toContain('has ended');
    const events = await db.read
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.subject, campaign));
    expect(events.map(({ act }) => act)).toEqual([
      'campaign.created',
      'campaign.assigned',
      'campaign.reminders-changed',
      'campaign.ended',
    ]);
  });

  test('a wrong plan is refused in words, and nothing is kept', async () => {
    const { statementAfterTestOut: _, ...wordless } = policies[0]!;
    const yearly = { kind: 'yearly', opensOn: '01-15', gapDays: 180 } as const;
    const tries: [Parameters<typeof look>[0], object, string][] = [
      [{ everyone: true }, { policyId: 'nope' }, 'Choose a policy'],
      [{ departments: [] }, {}, 'Choose everyone'],
      [{}, {}, 'Choose everyone'],
      [{ departments: ['nope'] }, {}, 'Choose everyone'],
      [{ tracks: ['nope'] }, {}, 'tracks of this policy'],
      [{ roles: ['mayor'] }, {}, 'Choose roles'],
      [{ hiredSince: '2026-02-30' }, {}, 'a day that exists'],
      [{ people: ['X-9'] }, {}, 'No employee has the number X-9'],
      [{ everyone: true, except: ['X-9'] }, {}, 'No employee has the number X-9'],
      [{ everyone: true }, { due: { on: '2026-02-30' } }, 'a day that exists'],
      [{ everyone: true }, { due: { on: '2026-11-21' } }, 'in the past'],
      [{ everyone: true }, { due: { on: '9999-12-31' } }, 'more than five years'],
      [{ everyone: true }, { due: { days: 0 } }, 'at least 1'],
      [{ everyone: true }, { due: { days: NaN } }, 'at least 1'],
      [{ everyone: true }, { cycle: yearly }, 'due so many days'],
      [
        { everyone: true },
        { cycle: { ...yearly, opensOn: '02-29' }, due: { days: 9 } },
        'February 29 is not in every year',
      ],
      [
        { everyone: true },
        { cycle: { ...yearly, opensOn: '13-01' }, due: { days: 9 } },
        'month and day',
      ],
      [
        { everyone: true },
        { cycle: { ...yearly, gapDays: 400 }, due: { days: 9 } },
        'from 0 to 364',
      ],
      [{ everyone: true }, { reminders: [0.5] }, 'reminders'],
      [{ everyone: true }, { escalateAfter: 0 }, 'manager'],
    ];
    for (const [audience, more, words] of tries) {
      expect(await refusal(look(audience, more)), JSON.stringify([audience, more])).toContain(
        words,
      );
    }
    const untold = previewCampaign(db.read, plan({ everyone: true }, { testOut: true }), {
      ...when,
      policies: [wordless],
    });
    expect(await refusal(untold)).toContain('has no statement for people who test');
    expect(await db.read.$count(campaigns)).toBe(0);
  });
});

describe('who has it already', () => {
  test('who has the revision open keeps it; who has signed it is asked again only when wanted', async () => {
    const school = await openSchool();
    await finishTraining(school, ALICE);
    await sign(school, ALICE);
    const later = {
      ...when,
      at: new Date(NOW.getTime() + 1000),
      policyId: 'social-media',
      audience: { everyone: true },
      by: BOB,
    } as const;
    const preview = await previewCampaign(school.db.read, plan(), later);
    expect(preview.asked).toEqual([]);
    expect(preview.leftOut.map(({ number, has }) => `${number} ${has}`)).toEqual([
      'T-1 signed',
      'T-2 open',
    ]);
    expect(await assign(school.db, { ...later, id: 'nobody-asked-again' })).toMatchObject({
      created: 0,
    });
    const again = { ...later, id: 'second-campaign-x', again: true, dueOn: '2027-01-31' };
    expect(await assign(school.db, again)).toMatchObject({ created: 1 });
    const [next, first] = await assignmentsOf(school.db, ALICE);
    expect(next).toMatchObject({ dueOn: '2027-01-31', attestationId: null });
    expect(first?.attestationId).not.toBeNull();
    expect(await assignmentsOf(school.db, BOB)).toHaveLength(1);
    expect(
      (await progressByCampaign(school.db, TODAY)).get('campaign-for-everybody'),
    ).toMatchObject({ asked: 2, signed: 1 });
  });

  test('pain 3: asking everyone again wipes nothing: who signed what stays', async () => {
    const school = await openSchool();
    await finishTraining(school, ALICE);
    await sign(school, ALICE);
    const before = await school.db.read.all(sql`SELECT * FROM attestations ORDER BY id`);
    const rows = await school.db.read.all(sql`SELECT * FROM assignments ORDER BY id`);
    const records = await school.db.read.all(sql`SELECT * FROM records ORDER BY id`);
    await assign(school.db, {
      ...when,
      at: new Date(NOW.getTime() + 1000),
      id: 'everyone-once-more',
      policyId: 'social-media',
      audience: { everyone: true },
      again: true,
      by: BOB,
    });
    expect(await school.db.read.all(sql`SELECT * FROM attestations ORDER BY id`)).toEqual(before);
    expect(await school.db.read.all(sql`SELECT * FROM records ORDER BY id`)).toEqual(records);
    const after = await school.db.read.all<{ id: string }>(
      sql`SELECT * FROM assignments ORDER BY id`,
    );
    for (const row of rows) expect(after).toContainEqual(row);
    expect(after.length).toBe(rows.length + 1);
  });
});

test('a campaign’s name can be set right, also when it has ended, and nothing else changes', async () => {
  const id = (await make('the-one-campaign', { everyone: true }, { name: 'Socail media' }))
    .campaign;
  const act = { campaignId: id, by: HR, at: NOW };
  await endCampaign(db, act);
  const [before] = await db.read.select().from(campaigns);
  await renameCampaign(db, { ...act, name: ' Social media ' });
  await renameCampaign(db, { ...act, name: 'Social media' });
  expect(await db.read.select().from(campaigns)).toEqual([{ ...before, name: 'Social media' }]);
  const renamed = await db.read
    .select({ detail: auditEvents.detail })
    .from(auditEvents)
    .where(eq(auditEvents.act, 'campaign.renamed'));
  expect(renamed).toEqual([{ detail: { name: 'Social media', before: 'Socail media' } }]);
  expect(await refusal(renameCampaign(db, { ...act, name: ' ' }))).toContain('name is missing');
  expect(await refusal(renameCampaign(db, { ...act, name: 'x'.repeat(121) }))).toContain('at most');
  expect(await refusal(renameCampaign(db, { ...act, campaignId: 'nope', name: 'x' }))).toContain(
    'no such campaign',
  );
});
