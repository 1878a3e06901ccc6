import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { asc, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { pathsFor } from '#assignments/paths.ts';
import { previewCampaign } from '#assignments/preview.ts';
import { statementFor } from '#attestations/statement.ts';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import { supersededBy } from '#attestations/superseded.ts';
import { readyToSign } from '#attestations/attest.ts';
import { withdraw } from '#attestations/correct.ts';
import { keepSigned } from '#attestations/keep-signed.ts';
import { sealRecord, type AttestationRecord } from '#attestations/record.ts';
import { writeUp } from '#attestations/write-up.ts';
import type { Db } from '#db/client.ts';
import { assignments, attempts, attestations, contents, personTracks } from '#db/schema/index.ts';
import { sealTables } from '#evidence/seal.ts';
import { exportToFolder, openExport } from '#exports/export.ts';
import { importFrom, openFiles } from '#exports/import.ts';
import type { Policy } from '#policies/model.ts';
import { publishFirst } from '#policies/publish-revision.ts';
import { addEmployee } from '#people/add-employee.ts';
import { peopleIn } from '#assignments/read-campaigns.ts';
import { namesCsv } from '#exports/names.ts';
import { statisticsCsv } from '#exports/statistics.ts';
import { draftNotes } from '#policies/draft-notes.ts';
import { inForce } from '#reports/in-force.ts';
import { csvOf } from '#reports/csv.ts';
import { listTable } from '#reports/list-table.ts';
import { transcriptOf } from '#reports/transcript.ts';
import { sayPath } from '#training/path-words.ts';
import { signedRevisions } from '#reports/signed-revisions.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { nextStep } from '#training/next-step.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { verifyExport } from '#verify/check-export.ts';
import { Between } from '#verify/between.ts';
import type { Files } from '#verify/files.ts';
import { factsOf } from '#verify/record-facts.ts';
import { Faults } from '#verify/faults.ts';
import { Replay } from '#verify/replay.ts';
import { assign, planOf } from '../support/campaigns.ts';
import { freshDatabase, reason } from '../support/database.ts';
import { DRAFT, OLDEST, REAL, publish, threeRevisions } from '../support/revisions.ts';
import {
  ALICE,
  BOB,
  NOW,
  ZONE,
  addPeople,
  review,
  signedIn,
  signing,
  finishTraining,
  lessonsOf,
  rightAnswer,
  schoolOn,
  sign,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/training.ts';

// Three people and three texts: Bob signed the oldest, Alice the City's, Carol none. The oldest text and
// the draft are made up. Each test goes on from where the one before ended.

const CAROL = 'X-1';
const everybody = { policyId: 'social-media', audience: { everyone: true as const } };
let days = 0;
/** Nobody signs twice in an instant. */
const nextDay = () => {
  days += 1;
  return today();
};
const today = () => new Date(NOW.getTime() + days * 86_400_000);
let held: Policy[];
let school: School;

beforeAll(async () => {
  held = threeRevisions();
  const db = await freshDatabase();
  await publishFirst(db, held, { at: NOW, today: '2022-12-01' });
  const first = held.map((policy) => ({ ...policy, revisions: policy.revisions.slice(0, 1) }));
  school = await schoolOn(db, { policies: first });
  await finishTraining(school, BOB);
  await sign(school, BOB);
});

async function nowIs(revision: string, kind: 'editorial' | 'material') {
  school.policies = await publish(school.db, held, revision, kind);
  school.revision = school.policies[0]!.revisions.at(-1)!;
}

const preview = (chosen = {}) =>
  previewCampaign(school.db.read, planOf({ ...everybody, ...chosen }), {
    policies: school.policies,
    at: today(),
    timeZone: ZONE,
  });

async function assignAll(id: string, chosen = {}) {
  const by = { timeZone: ZONE, by: 'hana', at: today(), policies: school.policies };
  const made = await assign(school.db, { ...everybody, ...by, id, ...chosen });
  for (const number of [ALICE, BOB, CAROL]) {
    const all = await assignmentsOf(school.db, number);
    const mine = all.find(({ campaignId }) => campaignId === made.campaign);
    if (mine) school.assignment[number] = mine.id;
  }
  return made;
}

async function progress(number: string) {
  const mine = await ownAssignment(school.db.read, number, school.assignment[number]!);
  return progressOf(school.db, school.policies, mine);
}

async function recordOf(number: string, id: string): Promise<AttestationRecord> {
  return (await ownAttestation(school.db, number, id)).content as AttestationRecord;
}

/** Scores a record again by the stored bytes alone. */
async function replayed(record: unknown): Promise<string[]> {
  const stored = await school.db.read.select().from(contents);
  const bytes = new Map(stored.map((one) => [one.sha256, Buffer.from(one.bytes)]));
  const manifests = await school.db.read.query.releases.findMany();
  for (const { sha256, manifest } of manifests) bytes.set(sha256, Buffer.from(manifest));
  const faults = new Faults();
  await new Replay((sha256) => bytes.get(sha256), faults).record(record);
  return faults.sentences;
}

/** What a verifier says of these records as the entries of a ledger. */
const between = (lines: readonly unknown[]) => {
  const faults = new Faults();
  const files = { has: () => true, get: () => undefined } as unknown as Files;
  const all = new Between({ files, faults, now: new Date('2030-01-01T00:00:00Z') });
  for (const [at, one] of lines.entries()) {
    const line = Buffer.from(canonicalize(one)!);
    all.record(at + 1, factsOf(line), line);
  }
  all.end();
  return faults.sentences;
};

describe('an editorial publication', () => {
  test('asks nobody who signed, and purges nothing', async () => {
    const before = await school.db.read.select().from(attestations);
    await nowIs(REAL, 'editorial');
    const { asked, leftOut } = await preview();
    expect(asked.map(({ number }) => number)).toEqual([ALICE]);
    expect(leftOut).toMatchObject([{ number: BOB, has: 'signed' }]);
    expect(await school.db.read.select().from(attestations)).toEqual(before);
    expect((await progress(BOB)).complete).toBe(true);
  });

  test('asked again all the same, who signed the older words confirms as HR chose', async () => {
    const asked = async (repeat: 'short' | 'sign-only' | 'full') =>
      (await preview({ again: true, repeat })).asked.find(({ number }) => number === BOB)!.path;
    expect(await asked('short')).toBe('short');
    expect(await asked('sign-only')).toBe('sign-only');
    expect(await asked('full')).toBe('full');
  });
});

describe('three people at a material publication', () => {
  let begun: string;

  test('Alice signs the newest, Carol is in the middle of it, Bob stays with the one before', async () => {
    await assignAll('of-the-citys-text');
    expect(await progress(ALICE)).toMatchObject({ followed: { path: 'full', since: null } });
    await finishTraining(school, ALICE);
    await sign(school, ALICE, nextDay());
    await addPeople(school, 1);
    const [lesson] = await lessonsOf(school, CAROL);
    const mine = { policies: school.policies, employeeNumber: CAROL, at: NOW };
    const part = { ...mine, assignmentId: school.assignment[CAROL]!, lessonId: lesson!.id };
    await markLessonRead(school.db, part);
    begun = await startAttempt(school.db, { ...part, kind: 'graded' });
  });

  test('an attempt in flight finishes under what it pinned', async () => {
    const older = school.revision;
    await nowIs(DRAFT, 'material');
    const part = { policies: school.policies, employeeNumber: CAROL, at: NOW, attemptId: begun };
    const { items, revision } = await readAttempt(school.db, school.policies, CAROL, begun);
    expect(revision.id).toBe(REAL);
    for (const { position, item } of items) {
      const given = rightAnswer(older, item);
      await answerItem(school.db, { ...part, position, given, seen: 0 });
    }
    await closeAttempt(school.db, part);
    const [first] = (await progress(CAROL)).lessons;
    expect(first!.graded).toMatchObject({ score: items.length, max: items.length });
    const [row] = await school.db.read.select().from(attempts).where(eq(attempts.id, begun));
    expect(row!.releaseSha256).toBe(older.releaseSha256);
  });

  test('what is asked of each is said before it is assigned; HR decides whether the begun counts', async () => {
    const asked = async (chosen = {}) =>
      Object.fromEntries((await preview(chosen)).asked.map(({ number, path }) => [number, path]));
    const all = { [ALICE]: 'changes', [BOB]: 'changes', [CAROL]: 'full' };
    expect(await asked()).toEqual(all);
    expect(await asked({ countsBegun: true })).toEqual({ [ALICE]: 'changes', [BOB]: 'changes' });
    expect((await preview({ countsBegun: true })).leftOut).toMatchObject([
      { number: CAROL, has: 'begun' },
    ]);
  });

  test('a preview is of its revision: one that is published meanwhile is looked at anew', async () => {
    const carol = { audience: { people: [CAROL] } };
    const [older, newest] = [await preview({ ...carol, revision: OLDEST }), await preview(carol)];
    const asked = (of: typeof older) => of.asked.map(({ number, path }) => [number, path]);
    expect(asked(older)).toEqual(asked(newest));
    expect(newest.seen).not.toBe(older.seen);
  });

  test('each is asked what changed since the last signature, and Carol everything', async () => {
    await assignAll('campaign-of-the-draft');
    expect((await progress(ALICE)).followed).toEqual({ path: 'changes', since: REAL });
    expect((await progress(BOB)).followed).toEqual({ path: 'changes', since: OLDEST });
    const carol = await progress(CAROL);
    expect(carol.followed).toEqual({ path: 'full', since: null });
    expect(carol.lessons.map(({ lesson }) => lesson.id)).not.toContain('what-changed');
    const alice = await progress(ALICE);
    expect(alice.lessons.map(({ lesson }) => lesson.id)).toEqual(['what-changed']);
    expect(alice.lessons[0]!.lesson.graded).toBeGreaterThan(0);
    expect(nextStep('a', alice).href).toBe('/learn/a/what-changed');
    const bob = await progress(BOB);
    // One word of the overview changed for him, too.
    expect(bob.lessons[0]!.lesson.clauses).toEqual(['A', ...without('A', alice)]);
  });

  test('who falls short reads it again and takes the check again, and practices nothing while it is open', async () => {
    const mine = { policies: school.policies, employeeNumber: ALICE, at: NOW };
    const part = { ...mine, assignmentId: school.assignment[ALICE]!, lessonId: 'what-changed' };
    await takeCheck(school, ALICE, 'what-changed', (item) => wrongAnswer(school.revision, item));
    expect((await progress(ALICE)).complete).toBe(false);
    await markLessonRead(school.db, { ...part, at: nextDay() });
    const again = await startAttempt(school.db, { ...part, at: today(), kind: 'graded' });
    const [row] = await school.db.read.select().from(attempts).where(eq(attempts.id, again));
    expect(row!.number).toBe(2);
    const lessonId = school.revision.lessons[1]!.id;
    const practice = startAttempt(school.db, { ...part, lessonId, kind: 'practice' });
    expect(await reason(practice)).toContain('You have begun the check');
  });

  const without = (clause: string, { lessons }: Awaited<ReturnType<typeof progress>>) =>
    lessons[0]!.lesson.clauses.filter((id) => id !== clause);

  test.each([
    [ALICE, REAL, 'April 20, 2023'],
    [BOB, OLDEST, 'October 6, 2022'],
  ])(
    '%s reads what changed, answers and signs; bytes alone replay it',
    async (number, since, day) => {
      const [before] = await school.db.read
        .select()
        .from(attestations)
        .where(eq(attestations.employeeNumber, number));
      expect(await reason(sign(school, number))).toContain('training left to do');
      await takeCheck(school, number, 'what-changed');
      expect((await progress(number)).complete).toBe(true);
      const record = await recordOf(number, await sign(school, number, nextDay()));
      expect(record.path).toEqual({ asked: 'changes', since, attestation: before!.id });
      expect(record.policy.revision).toBe(DRAFT);
      expect(record.statement.text).toContain(`in its revision of ${day}. I was shown what`);
      expect(record.checks.filter(({ counts }) => counts)).toMatchObject([
        { lesson: 'what-changed' },
      ]);
      expect(record.lessons).toMatchObject([{ id: 'what-changed' }]);
      expect(await replayed(record)).toEqual([]);
      // The training stands as signed.
      expect(await progress(number)).toMatchObject({ complete: true, done: 2, steps: 2 });
    },
  );

  test('what the portal makes for others is no lesson of Carol', async () => {
    const part = { policies: school.policies, lessonId: 'what-changed', at: NOW };
    const of = (number: string) => ({
      ...part,
      employeeNumber: number,
      assignmentId: school.assignment[number]!,
    });
    expect(await reason(markLessonRead(school.db, of(CAROL)))).toContain('no such lesson');
  });

  test('the replay sees a path that was not asked, and a check that is missing', async () => {
    const [signed] = await school.db.read
      .select()
      .from(attestations)
      .where(eq(attestations.assignmentId, school.assignment[ALICE]!));
    const record = JSON.parse(signed!.record) as AttestationRecord;
    const { path, ...everything } = record;
    expect(path).toBeDefined();
    expect((await replayed(everything)).join()).toContain('is said to count and does not');
    const nothing = { score: 0, max: 0, needed: 0 };
    expect(await replayed({ ...record, checks: [], result: nothing })).toEqual([
      `Record ${record.id}: the check of “what-changed” is missing.`,
    ]);
  });

  test('what was signed before stays as it was', async () => {
    const all = await school.db.read.select().from(attestations);
    expect(all.map(({ revision }) => revision).toSorted()).toEqual([OLDEST, REAL, DRAFT, DRAFT]);
  });
});

describe('where nothing changed, HR chooses', () => {
  test('and is told where the policy has no words for it', async () => {
    const [policy] = school.policies;
    const wordless = { ...policy!, statementSignOnly: undefined };
    const asked = { policies: [wordless], at: today(), timeZone: ZONE };
    const plan = planOf({ ...everybody, again: true, repeat: 'sign-only' });
    expect(await reason(previewCampaign(school.db.read, plan, asked))).toContain(
      'have `statementSignOnly` written in its policy.yaml',
    );
  });

  test('only the signature', async () => {
    await assignAll('campaign-to-sign-again', { again: true, repeat: 'sign-only' });
    const alice = await progress(ALICE);
    expect(alice).toMatchObject({ followed: { path: 'sign-only', since: DRAFT }, complete: true });
    expect(alice.lessons).toEqual([]);
    expect(nextStep('a', alice).href).toBe('/attest/a');
    expect(statementFor(alice, 'Alice Example')).toContain('without another training');
    const record = await recordOf(ALICE, await sign(school, ALICE, nextDay()));
    expect(record).toMatchObject({
      path: { asked: 'sign-only', since: DRAFT },
      lessons: [],
      checks: [],
      result: { score: 0, max: 0, needed: 0 },
    });
    expect(record.sequence!.openedAt).toBe(record.sequence!.reviewedAt);
    expect(await replayed(record)).toEqual([]);
  });

  test('a few questions, no telling met before', async () => {
    await assignAll('campaign-short-again', { again: true, repeat: 'short' });
    const alice = await progress(ALICE);
    expect(alice).toMatchObject({ followed: { path: 'short' }, complete: false });
    expect(alice.lessons.map(({ lesson }) => lesson.id)).toEqual(['again']);
    await takeCheck(school, ALICE, 'again');
    const record = await recordOf(ALICE, await sign(school, ALICE, nextDay()));
    expect(record.path).toMatchObject({ asked: 'short', since: DRAFT });
    expect(record.checks[0]!.items).toHaveLength(5);
    expect(record.statement.text).toContain('I answered some');
    expect(await replayed(record)).toEqual([]);
  });
});

describe('the verifier', () => {
  test('compares what a record builds on with the record that it names', async () => {
    const rows = await school.db.read
      .select()
      .from(attestations)
      .orderBy(asc(attestations.signedAt));
    const all = rows.map(({ record }) => JSON.parse(record) as AttestationRecord);
    expect(between(all)).toEqual([]);
    const at = all.findIndex(({ path }) => path);
    const other = all.find(({ person }) => person.number !== all[at]!.person.number)!;
    const builtOn = (path: object) =>
      between(all.with(at, { ...all[at]!, path: { ...all[at]!.path!, ...path } })).join();
    expect(builtOn({ attestation: other.id })).toContain(`it builds on record ${other.id}, which`);
    expect(builtOn({ since: '2001-01-01' })).toContain('which is not this person');
    expect(builtOn({ attestation: 'nowhere' })).toContain('nowhere, which this ledger never had');
    // A first signature that says it was asked only to sign again, what it says it signed.
    const again = all.findIndex(({ path }) => path?.asked === 'sign-only');
    const path = { ...all[again]!.path!, attestation: all[again]!.id };
    expect(between([{ ...all[again]!, path }])).toEqual([
      expect.stringContaining('it builds on itself'),
    ]);
    const withdrawal = {
      schema: 'correction/1',
      id: 'withdrawal',
      about: all[again]!.path!.attestation,
      supersedes: all[again]!.path!.attestation,
      withdrawn: true,
      reason: 'In this test.',
      at: all[again]!.signedAt,
    };
    expect(between(all.toSpliced(again, 0, withdrawal as never)).join()).toContain(
      'which was withdrawn before',
    );
    // Less than what changed is asked of nobody who signed a text with other duties.
    const changed = all.findLast(({ path }) => path?.asked === 'changes')!;
    const nothing = { lessons: [], checks: [], result: { score: 0, max: 0, needed: 0 } };
    const alone = { ...changed, ...nothing, path: { ...changed.path!, asked: 'sign-only' } };
    expect(await replayed(alone)).toEqual([
      expect.stringContaining('it was asked as if the duties were those of'),
    ]);
    expect(() => between([{ ...all[again]!, path: { ...path, asked: 'changes' } }])).toThrow(
      'its field “path” is not as',
    );
  });
});

describe('all of it', () => {
  test('is told: what superseded what, and how many signed which', async () => {
    const mine = await attestationsOf(school.db, ALICE);
    expect(mine.map(({ revision, superseded }) => [revision, superseded?.revision])).toEqual([
      [DRAFT, undefined],
      [DRAFT, DRAFT],
      [DRAFT, DRAFT],
      [REAL, DRAFT],
    ]);
    const [, , , oldest] = mine;
    const row = { ...oldest!, employeeNumber: ALICE };
    expect(await supersededBy(school.db.read, row)).toMatchObject({ revision: DRAFT });
    const asked = { policyId: 'social-media', today: '2026-11-22' };
    expect(await signedRevisions(school.db.read, asked)).toEqual([
      { revision: DRAFT, signatures: 4, people: 2, superseded: 0 },
      { revision: REAL, signatures: 1, people: 0, superseded: 1 },
      { revision: OLDEST, signatures: 1, people: 0, superseded: 1 },
    ]);
  });

  test('is told to HR: what was asked of whom, and in every file that a draft is no text of the City', async () => {
    const { db, policies } = school;
    const when = { at: today(), timeZone: ZONE };
    const cycles = await transcriptOf(db, ALICE, when);
    expect(cycles.map(({ followed }) => sayPath(followed))).toEqual([
      'A few questions (signed before: the revision of July 1, 2027)',
      'Only the signature (signed before: the revision of July 1, 2027)',
      'What changed since the last signature (signed before: the revision of April 20, 2023)',
      'The whole training',
      'The whole training',
    ]);
    const asked = await peopleIn(db, 'campaign-of-the-draft', {
      page: 1,
      size: 9,
      today: '2026-12-01',
    });
    expect(asked.map(({ path }) => path)).toEqual(['changes', 'changes', 'full']);
    const filter = { policyId: 'social-media', today: '2026-12-01' };
    const table = listTable(db, { filter, on: filter.today, timeZone: ZONE });
    const then = listTable(db, { filter, on: '2026-11-30', timeZone: ZONE });
    for (const one of [table, then]) {
      const lines = (await Array.fromAsync(csvOf(one))).join('');
      expect(lines).toContain(',A few questions,');
    }
    const note = 'revision of July 1, 2027 (fictional draft): A fictional draft for tests';
    expect(draftNotes(policies).join()).toContain(note);
    const files = [
      namesCsv(db.read, { policies, timeZone: ZONE }),
      statisticsCsv(db.read, { policies, today: '2026-12-01' }),
    ];
    for (const file of files) expect((await Array.fromAsync(file)).join('')).toContain(note);
  });

  test('goes out and comes in again, and is verified by what was exported alone', async () => {
    const at = new Date(NOW.getTime() + 30 * 86_400_000);
    const folder = mkdtempSync(join(tmpdir(), 'paths-'));
    try {
      const verifier = join(folder, 'verify.mjs');
      writeFileSync(verifier, '// the verifier\n');
      const { db, ledger } = school;
      await sealTables(db, ledger, at);
      const place = join(folder, 'export');
      const full = await openExport(db, { ledger, verifier, city: 'Test City', by: BOB, at });
      await exportToFolder(full, place);
      const verdict = await verifyExport(openFiles(place), {
        trusted: [],
        replay: true,
        now: at,
      });
      expect(verdict.faults).toEqual([]);
      const other = await freshDatabase();
      await importFrom(other, openFiles(place), { at });
      const records = async (from: Db) =>
        from.read.select().from(assignments).orderBy(asc(assignments.id));
      expect(await records(other)).toEqual(await records(db));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('what is asked is decided by what stands', () => {
  const DAN = 'X-2';
  const older = () =>
    inForce(school.db.read, { policyId: 'social-media', revision: REAL, today: '2027-03-01' });

  test('who comes to a track after signing is asked everything, and the verifier knows', async () => {
    await assignAll('campaign-after-a-move', { again: true, repeat: 'sign-only' });
    expect(await progress(BOB)).toMatchObject({ followed: { path: 'sign-only' }, complete: true });
    const added = { policyId: 'social-media', track: 'city-sites', employeeNumber: BOB };
    const row = { ...added, addedBy: ALICE, addedAt: today() };
    await school.db.write((tx) => tx.insert(personTracks).values(row));
    const bob = await progress(BOB);
    expect(bob).toMatchObject({ followed: { path: 'full' }, complete: false });
    expect(bob.lessons.some(({ lesson }) => lesson.tracks.includes('city-sites'))).toBe(true);
    await school.db.write((tx) =>
      tx.delete(personTracks).where(eq(personTracks.employeeNumber, BOB)),
    );
    const record = await recordOf(BOB, await sign(school, BOB, nextDay()));
    const [before] = await school.db.read
      .select()
      .from(attestations)
      .where(eq(attestations.id, record.path!.attestation));
    const first = JSON.parse(before!.record) as AttestationRecord;
    const { path: _, ...whole } = first;
    expect(between([whole, record])).toEqual([]);
    expect(between([whole, { ...record, tracks: ['city-sites'] }])).toEqual([
      expect.stringContaining('was not on the track “city-sites” before'),
    ]);
  });

  test('who signs the older of two that are open has only what changed left of the newer', async () => {
    const dan = { number: DAN, name: 'Dan Example', title: 'Tester', departmentId: 'fire' };
    await school.db.write((tx) =>
      addEmployee(tx, { ...dan, hiredOn: '2025-01-01', at: NOW, by: 'system' }),
    );
    const asked = { audience: { people: [DAN] } };
    for (const revision of [REAL, DRAFT])
      await assignAll(`campaign-of-${revision}`, { ...asked, revision });
    const all = await assignmentsOf(school.db, DAN);
    const of = (revision: string) => all.find((one) => one.revision === revision)!.id;
    school.assignment[DAN] = of(DRAFT);
    expect(await progress(DAN)).toMatchObject({ followed: { path: 'full' } });
    // Counted by the newer one everywhere else, they are told of with the text that binds.
    const before = await older();
    expect(before).toMatchObject({ open: 2, overdue: 2 });
    school.assignment[DAN] = of(REAL);
    const newest = school.revision;
    school.revision = school.policies[0]!.revisions.find(({ id }) => id === REAL)!;
    await finishTraining(school, DAN);
    await sign(school, DAN, nextDay());
    school.revision = newest;
    school.assignment[DAN] = of(DRAFT);
    expect(await progress(DAN)).toMatchObject({ followed: { path: 'changes', since: REAL } });
    expect(await older()).toEqual({ signed: before.signed + 1, open: 1, overdue: 1 });
  });
});

describe('once HR withdraws what was signed', () => {
  test('nothing builds on it: everything is asked, of whoever is just signing, too', async () => {
    await assignAll('campaign-to-sign-once-more', { again: true, repeat: 'sign-only' });
    expect(await progress(ALICE)).toMatchObject({ followed: { path: 'sign-only' } });
    await review(school, ALICE, nextDay());
    const { db, ledger, policies } = school;
    const act = { ...signing(school, ALICE), at: today() };
    const written = sealRecord(await writeUp(db, act, await readyToSign(db, act)));
    const attestationId = (await attestationsOf(db, ALICE))[0]!.id;
    await withdraw(db, {
      ledger,
      by: signedIn(BOB, 'Bob Example'),
      stepUp: { method: 'password', at: today() },
      attestationId,
      seen: attestationId,
      reason: 'Somebody else signed.',
      timeZone: ZONE,
      at: nextDay(),
    });
    const kept = keepSigned(db, { ledger, policies, ...written, at: today() });
    expect(await reason(kept)).toContain('withdrew just now what you had signed before');
    const alice = await progress(ALICE);
    expect(alice).toMatchObject({ followed: { path: 'full', since: null }, complete: false });
    expect(alice.lessons.length).toBeGreaterThan(1);
    await finishTraining(school, ALICE);
    const record = await recordOf(ALICE, await sign(school, ALICE, nextDay()));
    expect(record.path).toBeUndefined();
    expect(await replayed(record)).toEqual([]);
    expect(await progress(ALICE)).toMatchObject({ followed: { path: 'full' }, complete: true });
  });
});

test('who finishes an older training after a newer one has still signed the newer', async () => {
  const { db, policies } = school;
  const all = await assignmentsOf(db, CAROL);
  for (const [at, revision] of [DRAFT, REAL].entries()) {
    const { id } = all.find((one) => one.revision === revision)!;
    const signedAt = new Date(today().getTime() + at * 60_000);
    const row = {
      id: `carol-${at}`,
      assignmentId: id,
      employeeNumber: CAROL,
      record: '{}',
      signedAt,
    };
    const of = {
      policyId: 'social-media',
      revision,
      sha256: `${at}`.repeat(64),
      how: 'paper',
    } as const;
    await db.write((tx) => tx.insert(attestations).values({ ...row, ...of }));
  }
  const [later, newer] = await attestationsOf(db, CAROL);
  expect([later!.revision, newer!.revision]).toEqual([REAL, DRAFT]);
  expect(newer!.superseded).toBeUndefined();
  const row = { ...newer!, employeeNumber: CAROL };
  expect(await supersededBy(db.read, row)).toBeUndefined();
  const [counted] = await signedRevisions(db.read, {
    policyId: 'social-media',
    today: '2026-11-22',
  });
  expect(counted).toMatchObject({ revision: DRAFT, people: 3 });
  const asking = { policy: policies[0]!, repeat: 'short' } as const;
  const asked = async (revision: string) =>
    (await pathsFor(db.read, { ...asking, revision }, [CAROL])).get(CAROL);
  expect(await asked(DRAFT)).toMatchObject({ path: 'short', sinceAttestation: 'carol-0' });
  expect(await asked(REAL)).toMatchObject({ path: 'short', sinceAttestation: 'carol-1' });
  expect(await asked(OLDEST)).toMatchObject({ path: 'full' });
});
