import { beforeEach, describe, expect, test } from 'vitest';
import { desc, eq } from 'drizzle-orm';
import { ownAttestation } from '#attestations/read-attestation.ts';
import { signatureInWords } from '#attestations/in-words.ts';
import { isOnPaper } from '#attestations/record.ts';
import { auditEvents, campaigns, employees } from '#db/schema/index.ts';
import { trackReport } from '#reports/track-report.ts';
import { addTrack, removeTrack, setDepartments } from '#training/change-tracks.ts';
import { nextStep } from '#training/next-step.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { tracksOf } from '#training/tracks.ts';
import {
  ALICE,
  BOB,
  NOW,
  finishTraining,
  lessonsOf,
  openSchool,
  sign,
  takeCheck,
  takeUnread,
  wrongAnswer,
  type School,
} from '../support/training.ts';

let school: School;
const SUPERVISING = 'S-you-saw-the-post';
const SITE = 'D.3.i-q-running-a-city-site';
beforeEach(async () => {
  school = await openSchool();
});

const policy = () => school.policies[0]!;
const act = (track = 'city-sites') => ({ policy: policy(), track, by: BOB, at: NOW });
const idsOf = async (number = ALICE) => (await lessonsOf(school, number)).map(({ id }) => id);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

describe('a person has the lessons that bind them:', () => {
  test('everyone’s, and no others, without a track', async () => {
    const everyones = school.revision.lessons.filter(({ tracks }) => tracks.length === 0);
    expect(await idsOf()).toEqual(everyones.map(({ id }) => id));
    expect(await idsOf()).not.toContain(SITE);
  });

  test('supervisors’ as soon as somebody reports to them, until nobody does', async () => {
    const report = (to: string | null) =>
      school.db.write((tx) =>
        tx.update(employees).set({ managerNumber: to }).where(eq(employees.number, BOB)),
      );
    await report(ALICE);
    expect(await idsOf()).toContain(SUPERVISING);
    const tracks = await tracksOf(school.db, policy(), ALICE);
    expect(tracks.get('supervisors')).toEqual([{ by: 'reports', people: 1 }]);
    await report(null);
    expect(await idsOf()).not.toContain(SUPERVISING);
  });

  test('a track that HR adds, until HR takes it away; twice changes nothing', async () => {
    const alice = { ...act(), employeeNumber: ALICE };
    await addTrack(school.db, alice);
    await addTrack(school.db, alice);
    expect(await idsOf()).toContain(SITE);
    expect(await idsOf(BOB)).not.toContain(SITE);
    await removeTrack(school.db, alice);
    await removeTrack(school.db, alice);
    expect(await idsOf()).not.toContain(SITE);
    const told = await school.db.read.select().from(auditEvents).orderBy(desc(auditEvents.id));
    expect(told.slice(0, 2)).toMatchObject([
      { act: 'track.removed', subject: ALICE, actor: BOB, detail: { track: 'city-sites' } },
      { act: 'track.added', subject: ALICE, actor: BOB, detail: { track: 'city-sites' } },
    ]);
    expect(told[2]?.act).not.toMatch('track');
  });

  test('a track that comes with their department', async () => {
    await setDepartments(school.db, { ...act(), departments: ['police'], seen: [] });
    expect(await idsOf(BOB)).toContain(SITE);
    expect(await idsOf()).not.toContain(SITE);
    const fire = { ...act(), departments: ['fire'] };
    const stale = setDepartments(school.db, { ...fire, seen: [] });
    expect(await refusal(stale)).toContain('Somebody has changed these departments');
    await setDepartments(school.db, { ...fire, seen: ['police'] });
    await setDepartments(school.db, { ...fire, seen: ['police'] });
    expect([await idsOf(), await idsOf(BOB)].map((ids) => ids.includes(SITE))).toEqual([
      true,
      false,
    ]);
    const [report] = await trackReport(school.db, policy(), school.revision);
    expect(report).toMatchObject({ departments: ['fire'], people: 1, added: [] });
  });

  test('an unknown track, person or department is refused in words', async () => {
    const wrong = addTrack(school.db, { ...act('city-site'), employeeNumber: ALICE });
    expect(await refusal(wrong)).toContain('did you mean `city-sites`');
    const nobody = addTrack(school.db, { ...act(), employeeNumber: 'nobody' });
    expect(await refusal(nobody)).toContain('no such person');
    const nowhere = setDepartments(school.db, {
      ...act(),
      departments: ['police', 'moon'],
      seen: [],
    });
    expect(await refusal(nowhere)).toContain('Choose departments');
    expect(await idsOf(BOB)).not.toContain(SITE);
  });
});

test('a lesson for others can be practiced and has no check', async () => {
  const part = { policies: school.policies, employeeNumber: ALICE, at: NOW };
  const other = { ...part, assignmentId: school.assignment[ALICE]!, lessonId: SITE };
  expect(await startAttempt(school.db, { ...other, kind: 'practice' })).toMatch(/\S/);
  const said = await refusal(startAttempt(school.db, { ...other, kind: 'graded' }));
  expect(said).toContain('not part of your training');
});

test('what is signed stays as it was signed when a track is added afterwards', async () => {
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const before = await idsOf();
  await addTrack(school.db, { ...act(), employeeNumber: ALICE });
  expect(await idsOf()).toEqual(before);
});

test('what is signed counts the checks of the lessons that bound the person, and no others', async () => {
  const alice = { ...act(), employeeNumber: ALICE };
  await addTrack(school.db, alice);
  await takeCheck(school, ALICE, SITE, (item) => wrongAnswer(school.revision, item));
  await removeTrack(school.db, alice);
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const mine = await ownAssignment(school.db.read, ALICE, school.assignment[ALICE]!);
  const after = await progressOf(school.db, school.policies, mine);
  expect(after).toMatchObject({ complete: true, passed: true });
  expect(after.score).toBe(after.max);
  expect(after.lessons.map(({ lesson }) => lesson.id)).not.toContain(SITE);
});

test('whom no lesson binds has nothing to sign', async () => {
  const [policy] = school.policies;
  const lessons = school.revision.lessons.map((one) => ({ ...one, tracks: ['city-sites'] }));
  const policies = [{ ...policy!, revisions: [{ ...school.revision, lessons }] }];
  const mine = await ownAssignment(school.db.read, ALICE, school.assignment[ALICE]!);
  const progress = await progressOf(school.db, policies, mine);
  expect(progress).toMatchObject({ lessons: [], complete: false });
  expect(nextStep(mine.id, progress).where).toContain('Please tell HR');
});

describe('testing out', () => {
  const part = () => ({
    policies: school.policies,
    employeeNumber: ALICE,
    at: NOW,
    assignmentId: school.assignment[ALICE]!,
  });
  const allow = () => school.db.write((tx) => tx.update(campaigns).set({ testOut: true }));
  const start = (lessonId: string) =>
    startAttempt(school.db, { ...part(), lessonId, kind: 'graded' });
  const progress = async () =>
    progressOf(
      school.db,
      school.policies,
      await ownAssignment(school.db.read, ALICE, school.assignment[ALICE]!),
    );
  const stateOf = async (id: string) =>
    (await progress()).lessons.find(({ lesson }) => lesson.id === id)!;

  test('is off unless HR turns it on', async () => {
    expect(await refusal(start('C.1-personal-use'))).toContain('Read the lesson first');
  });

  test('a passed check stands for its lesson; one that fell short asks that it be read', async () => {
    await allow();
    await takeUnread(school, ALICE, 'C.1-personal-use');
    expect(await stateOf('C.1-personal-use')).toMatchObject({ testedOut: true, readAt: undefined });
    await takeUnread(school, ALICE, 'C.4-honesty-and-accuracy', (item) =>
      wrongAnswer(school.revision, item),
    );
    expect(await stateOf('C.4-honesty-and-accuracy')).toMatchObject({ testedOut: false });
    const again = refusal(start('C.4-honesty-and-accuracy'));
    expect(await again).toContain('Read the lesson again first');
  });

  test('the statement and the record say what was not read', async () => {
    await allow();
    const [first, ...others] = await idsOf();
    await takeUnread(school, ALICE, first!);
    for (const id of others) await takeCheck(school, ALICE, id);
    expect((await progress()).complete).toBe(true);
    const { content } = await ownAttestation(school.db, ALICE, await sign(school, ALICE));
    if (isOnPaper(content)) throw new Error('signed on paper');
    expect(content.testedOut).toEqual([first]);
    expect(content.lessons.map(({ id }) => id)).not.toContain(first);
    expect(content.statement.text).toContain('without marking its lesson as read');
    expect(signatureInWords(content).find(({ term }) => term === 'Training')!.text).toMatch(
      new RegExp(`^${others.length} lessons marked as read, 1 lesson tested out without that; `),
    );
    expect(content.statement.text).not.toContain(
      'I marked each of the lessons assigned to me as read',
    );
  });
});
