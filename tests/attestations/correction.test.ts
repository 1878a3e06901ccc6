import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import canonicalize from 'canonicalize';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { previewCampaign } from '#assignments/preview.ts';
import { correct, withdraw } from '#attestations/correct.ts';
import { standingOf } from '#attestations/corrections.ts';
import { attestationById, attestationsOf } from '#attestations/read-attestation.ts';
import { recordPaper } from '#attestations/record-paper.ts';
import { auditEvents, ledgerEntries, records } from '#db/schema/index.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { csvOf } from '#reports/csv.ts';
import { listTable } from '#reports/list-table.ts';
import { completionByDepartment, completionPage } from '#reports/completion.ts';
import { personReport } from '#reports/person-report.ts';
import { unsignedPeople } from '#reports/unsigned-people.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { PDF } from '../support/scans.ts';
import { assign, planOf } from '../support/campaigns.ts';
import {
  ALICE,
  BOB,
  ZONE,
  finishTraining,
  openSchool,
  sign,
  signedIn,
  type School,
} from '../support/training.ts';

const LATER = new Date('2026-11-24T15:00:00Z');
const TODAY = '2026-11-24';
const FILTER = { policyId: 'social-media', today: TODAY, search: 'Alice' };

let school: School;
/** Alice's, on paper. */
let id: string;
beforeEach(async () => {
  school = await openSchool();
  ({ id } = await recordPaper(school.db, {
    ...acting(),
    policies: school.policies,
    build: 'b',
    assignmentId: school.assignment[ALICE]!,
    how: 'witnessed',
    signedOn: '2026-11-23',
    witness: { name: 'Will Witness', title: 'Chief' },
    reason: 'She prefers paper.',
    training: { where: 'in-person', heldOn: '2026-11-20', trainer: 'Tess Trainer' },
    scan: PDF,
  }));
});

const acting = (by = signedIn(BOB, 'Bob Example')) => ({
  ledger: school.ledger,
  by,
  stepUp: { method: 'password', at: LATER } as const,
  timeZone: ZONE,
  at: LATER,
});
const correcting = (seen = id) => ({
  ...acting(),
  attestationId: id,
  seen,
  reason: 'The sheet says so.',
});
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
const standingNow = async () => standingOf(school.db.read, await attestationById(school.db, id));

describe('a correction', () => {
  test('is a record of its own in the ledger, about the record that stays as it was', async () => {
    const before = await attestationById(school.db, id);
    const made = await correct(school.db, {
      ...correcting(),
      fields: {
        'person.name': 'Alicia  Example',
        signedOn: '2026-11-22',
        'witness.title': 'Chief',
      },
    });
    expect(await attestationById(school.db, id)).toEqual(before);
    const [row] = await school.db.read.select().from(records).where(eq(records.id, made.id));
    expect(row).toMatchObject({ kind: 'correction', about: id, employeeNumber: ALICE, by: BOB });
    const content = JSON.parse(row!.record);
    expect(row!.record).toBe(canonicalize(content));
    expect(content).toEqual({
      schema: 'correction/1',
      id: made.id,
      about: id,
      aboutSha256: before.sha256,
      supersedes: id,
      corrected: [
        { field: 'person.name', was: 'Alice Example', is: 'Alicia Example' },
        { field: 'signedOn', was: '2026-11-23', is: '2026-11-22' },
      ],
      reason: 'The sheet says so.',
      by: { number: BOB, name: 'Bob Example', title: 'Tester' },
      authentication: {
        method: 'password',
        signedInAt: expect.any(String),
        stepUp: { method: 'password', at: LATER.toISOString() },
      },
      at: LATER.toISOString(),
      timeZone: ZONE,
    });
    const [entry] = await school.db.read
      .select()
      .from(ledgerEntries)
      .where(eq(ledgerEntries.recordId, made.id));
    expect(entry).toMatchObject({ kind: 'correction', sha256: row!.sha256 });
    expect(await selfCheck(school.db)).toEqual([]);
    const events = await school.db.read.select().from(auditEvents);
    expect(events.at(-1)).toMatchObject({ actor: BOB, act: 'attestation.corrected', subject: id });
  });

  test('stands on the one before it; the newest says what is', async () => {
    const first = await correct(school.db, {
      ...correcting(),
      fields: { 'witness.name': 'Willa Witness' },
    });
    await correct(school.db, {
      ...correcting(first.id),
      fields: { 'witness.name': 'Wilma Witness', 'training.trainer': 'Tom Trainer' },
    });
    const { corrections, values, newest, withdrawn } = await standingNow();
    expect(corrections.map(({ supersedes }) => supersedes)).toEqual([id, first.id]);
    expect(corrections[1]!.corrected).toEqual([
      { field: 'witness.name', was: 'Willa Witness', is: 'Wilma Witness' },
      { field: 'training.trainer', was: 'Tess Trainer', is: 'Tom Trainer' },
    ]);
    expect(newest).toBe(corrections[1]!.id);
    expect(values.get('witness.name')).toBe('Wilma Witness');
    expect(values.get('person.name')).toBe('Alice Example');
    expect(withdrawn).toBe(false);
    expect((await attestationsOf(school.db, ALICE))[0]).toMatchObject({ withdrawn: false });
    const csv = await Array.fromAsync(
      csvOf(listTable(school.db, { filter: FILTER, on: FILTER.today, timeZone: ZONE })),
    );
    expect(csv[1]).toContain('on paper, before a witness; corrected by HR');
  });

  test('of an electronic record is of the person alone', async () => {
    school = await openSchool();
    await finishTraining(school, BOB);
    await sign(school, BOB);
    const [his] = await attestationsOf(school.db, BOB);
    const theirs = await attestationById(school.db, his!.id);
    const { values } = await standingOf(school.db.read, theirs);
    expect([...values.keys()]).toEqual(['person.name', 'person.title', 'person.department']);
    const by = acting(signedIn(ALICE, 'Alice Example'));
    const act = { ...by, attestationId: his!.id, seen: his!.id, reason: 'He moved.' };
    const fields = { 'person.department': 'Police', signedOn: '2026-11-23' };
    await correct(school.db, { ...act, fields });
    const now = await standingOf(school.db.read, theirs);
    expect(now.corrections[0]!.corrected).toEqual([
      { field: 'person.department', was: 'Fire', is: 'Police' },
    ]);
  });

  test('of two at once the second is refused, and may look first', async () => {
    const [one, two] = await Promise.all([
      refusal(correct(school.db, { ...correcting(), fields: { 'person.title': 'Captain' } })),
      refusal(correct(school.db, { ...correcting(), fields: { 'person.title': 'Chief' } })),
    ]);
    expect([one, two].toSorted()[0]).toContain('Somebody corrected this record just now');
    expect([one, two]).toContain('nothing was refused');
    expect(await school.db.read.$count(records)).toBe(1 + (await keyRecords()));
    const { newest } = await standingNow();
    await correct(school.db, { ...correcting(newest), fields: { 'person.title': 'Marshal' } });
    expect((await standingNow()).values.get('person.title')).toBe('Marshal');
  });

  const REFUSED: [why: string, fields: Record<string, string>, words: string][] = [
    ['nothing that differs', { 'person.name': ' Alice  Example ' }, 'Nothing differs'],
    ['an empty name', { 'person.name': ' ' }, 'Name is empty'],
    ['a date in the future', { signedOn: '2026-11-25' }, 'in the future'],
    ['a date before it was assigned', { signedOn: '2026-11-21' }, 'was assigned on'],
    ['a training after the signature', { 'training.heldOn': TODAY }, 'after the sheet'],
    ['a control character', { 'person.title': 'a\tb' }, 'control character'],
  ];
  test.each(REFUSED)('is refused with %s', async (_why, fields, words) => {
    const act = { ...correcting(), fields };
    expect(await refusal(correct(school.db, act))).toContain(words);
    expect((await standingNow()).corrections).toEqual([]);
  });

  test('is refused without a reason, for HR’s own record, and of a record that is not there', async () => {
    const fields = { 'person.title': 'Chief' };
    const mute = { ...correcting(), reason: ' ', fields };
    expect(await refusal(correct(school.db, mute))).toContain('Say why');
    const own = { ...correcting(), ...acting(signedIn(ALICE, 'Alice Example')) };
    expect(await refusal(correct(school.db, { ...own, fields }))).toContain('your own');
    expect(await refusal(withdraw(school.db, own))).toContain('your own');
    const none = { ...correcting(), attestationId: 'none', fields };
    expect(await refusal(correct(school.db, none))).toContain('no such receipt');
    expect((await standingNow()).corrections).toEqual([]);
  });
});

describe('a withdrawn attestation', () => {
  test('no longer counts anywhere, and stays readable with who and why', async () => {
    const fire = async () =>
      (await completionByDepartment(school.db, FILTER)).departments.find(
        (one) => one.id === 'fire',
      )!.counts.attested;
    expect(await fire()).toBe(1);
    const made = await withdraw(school.db, { ...correcting(), reason: 'It was her sister.' });
    const { corrections, withdrawn } = await standingNow();
    expect(withdrawn).toBe(true);
    expect(corrections[0]).toMatchObject({ id: made.id, withdrawn: true, by: { number: BOB } });
    expect(await fire()).toBe(0);
    const { rows } = await completionPage(school.db, FILTER, { size: 5 });
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ state: 'not-started', withdrawn: true, attestationId: null });
    const csv = await Array.fromAsync(
      csvOf(listTable(school.db, { filter: FILTER, on: FILTER.today, timeZone: ZONE })),
    );
    expect(csv[1]).toContain('withdrawn by HR');
    expect(
      await unsignedPeople(school.db, school.policies, { search: 'Alice', today: TODAY }),
    ).toEqual([]);
    const [part] = await personReport(school.db, school.policies, ALICE);
    expect(part).toMatchObject({ withdrawn: true, attestation: { id } });
    expect((await assignmentsOf(school.db, ALICE))[0]).toMatchObject({ withdrawn: true });
    expect((await attestationsOf(school.db, ALICE))[0]).toMatchObject({ withdrawn: true });
    const { asked } = await previewCampaign(
      school.db.read,
      planOf({ policyId: 'social-media', audience: { departments: ['fire'] } }),
      { policies: school.policies, at: LATER, timeZone: ZONE },
    );
    expect(asked.map(({ number }) => number)).toEqual([ALICE]);
    expect(await selfCheck(school.db)).toEqual([]);
  });

  test('carries no other: who would have signed on it alone is asked everything', async () => {
    const { campaign } = await assign(school.db, {
      id: 'campaign-once-more',
      policies: school.policies,
      policyId: 'social-media',
      audience: { everyone: true },
      again: true,
      repeat: 'sign-only',
      dueOn: '2026-12-31',
      timeZone: ZONE,
      by: BOB,
      at: LATER,
    });
    const mine = (await assignmentsOf(school.db, ALICE)).find((one) => one.campaignId === campaign);
    expect(mine).toMatchObject({ path: 'sign-only' });
    school.assignment[ALICE] = mine!.id;
    await withdraw(school.db, correcting());
    expect(await refusal(sign(school, ALICE, LATER))).toContain('training left to do');
  });

  test('leaves its training closed; assigned again, it can be learned and signed', async () => {
    await withdraw(school.db, correcting());
    const closed = await ownAssignment(school.db.read, ALICE, school.assignment[ALICE]!);
    expect(closed).toMatchObject({ attested: true, withdrawn: true });
    const begin = {
      policies: school.policies,
      employeeNumber: ALICE,
      lessonId: (await progressOf(school.db, school.policies, closed)).lessons[0]!.lesson.id,
      kind: 'practice' as const,
      at: LATER,
    };
    const old = startAttempt(school.db, { ...begin, assignmentId: closed.id });
    expect(await refusal(old)).toContain('was withdrawn');
    const again = await assign(school.db, {
      id: 'campaign-after-withdrawal',
      policies: school.policies,
      policyId: 'social-media',
      audience: { everyone: true },
      // Not asked for: who was withdrawn counts as not signed.
      again: false,
      dueOn: '2026-12-31',
      timeZone: ZONE,
      by: BOB,
      at: LATER,
    });
    expect(again).toMatchObject({ created: 1 });
    const [fresh] = await assignmentsOf(school.db, ALICE);
    expect(fresh).toMatchObject({ attestationId: null, withdrawn: false });
    await startAttempt(school.db, { ...begin, assignmentId: fresh!.id });
    const { rows } = await completionPage(school.db, FILTER, { size: 5 });
    expect(rows[0]).toMatchObject({ state: 'in-progress', withdrawn: false });
    await recordPaper(school.db, {
      ...acting(),
      policies: school.policies,
      build: 'b',
      assignmentId: fresh!.id,
      how: 'paper',
      signedOn: TODAY,
      witness: { name: '', title: '' },
      reason: 'The right sheet this time.',
      training: { where: 'in-person', heldOn: TODAY, trainer: 'Tess Trainer' },
      scan: PDF,
    });
    const signed = await completionPage(school.db, FILTER, { size: 5 });
    expect(signed.rows[0]).toMatchObject({ state: 'attested', how: 'paper', withdrawn: false });
  });

  test('is the last word: nothing is corrected in it, nor is it withdrawn twice', async () => {
    const { id: last } = await withdraw(school.db, correcting());
    const act = { ...correcting(last), fields: { 'person.title': 'Chief' } };
    expect(await refusal(correct(school.db, act))).toContain('was withdrawn');
    expect(await refusal(withdraw(school.db, correcting(last)))).toContain('was withdrawn');
    expect((await standingNow()).corrections).toHaveLength(1);
  });

  test('is refused while a correction was not seen', async () => {
    await correct(school.db, { ...correcting(), fields: { 'person.title': 'Chief' } });
    expect(await refusal(withdraw(school.db, correcting()))).toContain('corrected this record');
    expect((await standingNow()).withdrawn).toBe(false);
  });
});

/** The ledger's first entry names its key. */
async function keyRecords(): Promise<number> {
  return school.db.read.$count(records, eq(records.kind, 'key'));
}
