import { and, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  answers,
  attemptItems,
  attempts,
  attestations,
  auditEvents,
  regrades,
} from '#db/schema/index.ts';
import { attest } from '#attestations/attest.ts';
import type { Policy } from '#policies/model.ts';
import { publishRelease } from '#policies/publish.ts';
import { signOffReading } from '#policies/sign-off.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import type { Stored } from '#training/regrade/stored-key.ts';
import { previewRegrade } from '#training/regrade/preview-regrade.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { pastRegrades, regrade } from '#training/regrade/regrade.ts';
import { replayScores } from '#training/regrade/replay.ts';
import { mended, type Mend } from '../support/next-release.ts';
import {
  ALICE,
  BOB,
  NOW,
  openSchool,
  review,
  sign,
  signing,
  takeCheck,
  type School,
} from '../support/training.ts';

const LESSON = 'C.3-identification';
const TRUCK = 'C.3-ladder-truck-photo';
const TRUCK_FILE = `scenarios/${TRUCK}.yaml`;
const VERDICTS = [
  'permitted',
  'advised-against',
  'action-required',
  'needs-approval',
  'prohibited',
  'ask',
];
const MEANINGS = ['must', 'should', 'may', 'city', 'information'];
const truck: Stored = { scenario: TRUCK, telling: 'base', kind: 'verdict', options: VERDICTS };
const sentence = (id: string): Stored => ({
  scenario: `sentence:${id}`,
  telling: 'base',
  kind: 'meaning',
  options: MEANINGS,
});
const LATER = new Date(NOW.getTime() + 60_000);

/** The author took somebody to be at the wheel; the City says nobody is. The words stay as they were. */
const NOBODY_AT_THE_WHEEL: Mend = {
  [TRUCK_FILE]: (text) =>
    text.replace(
      '  content.selfOperatingEquipment: true',
      '  content.selfOperatingEquipment: false',
    ),
};

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

/** A finished check with exactly these questions and answers; `scored` writes another score than the rules'. */
async function checkOf(
  number: string,
  asked: readonly (readonly [Stored, string[], scored?: number])[],
): Promise<string> {
  const { db, policies, revision, assignment } = school;
  const part = { policies, employeeNumber: number, at: NOW };
  const assignmentId = assignment[number]!;
  const id = `check-of-${number}`;
  await markLessonRead(db, { ...part, assignmentId, lessonId: LESSON });
  await db.write(async (tx) => {
    const { releaseSha256 } = revision;
    const row = { id, assignmentId, lesson: LESSON, kind: 'graded' as const, number: 1 };
    await tx.insert(attempts).values({ ...row, releaseSha256, startedAt: NOW });
    for (const [index, [item]] of asked.entries()) {
      const scenario = revision.scenarios.find((one) => one.id === item.scenario);
      const scenarioSha256 = scenario?.sha256 ?? revision.policySha256;
      await tx
        .insert(attemptItems)
        .values({ ...item, attemptId: id, position: index + 1, scenarioSha256 });
    }
  });
  for (const [index, [, given, scored]] of asked.entries()) {
    const position = index + 1;
    const row = { attemptId: id, position, turn: 1, given, at: NOW };
    if (scored === undefined)
      await answerItem(db, { ...part, attemptId: id, position, given, seen: 0 });
    else await db.write((tx) => tx.insert(answers).values({ ...row, score: scored }));
  }
  await closeAttempt(db, { ...part, attemptId: id });
  return id;
}

/** Four questions, three of them right; `given` answers the one about the truck. */
const withTruck = (number: string, given: string) =>
  checkOf(number, [
    [truck, [given]],
    [sentence('C.3:1'), [meaningIs('C.3:1')]],
    [{ ...truck, telling: 'empty-truck' }, ['permitted']],
    [sentence('C.3:3'), [meaningIs('C.3:3')]],
  ]);

function meaningIs(id: string): string {
  const norms = school.revision.ruleset.norms.filter((norm) => norm.sentence === id);
  return norms[0]!.strength;
}

/** The next release, published and in force. */
async function release(mend: Mend): Promise<{ policies: Policy[]; policy: Policy } & Now> {
  const policy = mended(school.policies[0]!, mend);
  const revision = policy.revisions.at(-1)!;
  releases += 1;
  await publishRelease(school.db, revision, 'system', new Date(NOW.getTime() + releases));
  return { policies: [policy], policy, revision };
}
let releases = 0;
type Now = { revision: Policy['revisions'][number] };

const preview = (now: Awaited<ReturnType<typeof release>>) =>
  previewRegrade(school.db, now.policies, now);
const BECAUSE = 'Nobody is at the wheel in this story.';
async function confirm(now: Awaited<ReturnType<typeof release>>, seen?: string) {
  const act = { ...now, because: BECAUSE, by: BOB, at: LATER };
  return regrade(school.db, { ...act, seen: seen ?? (await preview(now)).seen });
}
const events = () =>
  school.db.read.select().from(auditEvents).where(eq(auditEvents.act, 'checks.regraded'));
const progress = async (now: { policies: Policy[] }, number: string) =>
  progressOf(
    school.db,
    now.policies,
    await ownAssignment(school.db.read, number, school.assignment[number]!),
  );

describe('a mended fact', () => {
  test('shows who would change, from what to what, and whose check passes or falls short', async () => {
    await withTruck(ALICE, 'permitted');
    await withTruck(BOB, 'prohibited');
    const now = await release(NOBODY_AT_THE_WHEEL);
    const found = await preview(now);
    expect(found).toMatchObject({ checks: 2, answers: 8, signed: [] });
    expect(found.kept).toEqual({ gone: 0, retold: 0, contested: 0 });
    const item = { position: 1, title: 'The ladder truck photo' };
    expect(found.changes).toMatchObject([
      {
        person: { number: ALICE, name: 'Alice Example' },
        lesson: 'Saying who you are',
        passedBefore: false,
        passesAfter: true,
        items: [{ ...item, from: 0, to: 1 }],
      },
      {
        person: { number: BOB },
        passedBefore: true,
        passesAfter: false,
        items: [{ ...item, from: 1, to: 0 }],
      },
    ]);
    expect(await school.db.read.$count(regrades)).toBe(0);
  });

  test('once confirmed is the score that stands; the answer and its own score stay', async () => {
    const id = await withTruck(ALICE, 'permitted');
    const before = await school.db.read.select().from(answers);
    const now = await release(NOBODY_AT_THE_WHEEL);
    expect((await progress(now, ALICE)).score).toBe(3);
    expect(await confirm(now)).toEqual({ answers: 1 });

    const [asked, untouched] = (await readAttempt(school.db, now.policies, ALICE, id)).items;
    expect(asked!.answer).toMatchObject({ given: ['permitted'], score: 1, scoreGiven: 0 });
    expect(asked!.answer!.regrade).toMatchObject({ because: BECAUSE, at: LATER });
    expect(asked!.item.telling.facts).toHaveProperty(['content.selfOperatingEquipment'], true);
    expect(asked!.judged.revision.releaseSha256).toBe(now.revision.releaseSha256);
    expect(untouched!.answer!.regrade).toBeUndefined();
    const after = await progress(now, ALICE);
    expect(after.score).toBe(4);
    expect(after.lessons.find(({ lesson }) => lesson.id === LESSON)).toMatchObject({ failures: 0 });
    expect(await school.db.read.select().from(answers)).toEqual(before);
  });

  test('is written once, with one audit event, however often it is confirmed', async () => {
    await withTruck(ALICE, 'permitted');
    await withTruck(BOB, 'prohibited');
    const now = await release(NOBODY_AT_THE_WHEEL);
    const { seen } = await preview(now);
    const both = await Promise.all([confirm(now, seen), confirm(now, seen)]);
    expect(both.map((one) => one.answers).toSorted()).toEqual([0, 2]);
    expect(await confirm(now, seen)).toEqual({ answers: 0 });
    expect(await school.db.read.$count(regrades)).toBe(2);
    const told = await events();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      actor: BOB,
      subject: `social-media/${now.revision.id}`,
      detail: { answers: 2, people: 2, release: now.revision.releaseSha256, because: BECAUSE },
    });
    expect(await pastRegrades(school.db, now.revision)).toEqual([
      { at: LATER, by: 'Bob Example', because: BECAUSE, answers: 2, people: 2 },
    ]);
  });

  test('taken back in a third release is scored back, from the score that stood', async () => {
    const id = await withTruck(ALICE, 'permitted');
    await confirm(await release(NOBODY_AT_THE_WHEEL));
    const first = { ...school, policy: school.policies[0]! };
    const found = await preview(first);
    expect(found.changes[0]!.items).toMatchObject([{ from: 1, to: 0 }]);
    await confirm(first, found.seen);
    const { items } = await readAttempt(school.db, first.policies, ALICE, id);
    expect(items[0]!.answer).toMatchObject({ score: 0, scoreGiven: 0 });
    expect(await school.db.read.$count(regrades)).toBe(2);
  });

  test('leaves an open check alone until it is finished', async () => {
    const id = await withTruck(ALICE, 'permitted');
    await school.db.write((tx) =>
      tx.insert(attempts).values({
        id: 'still-open',
        assignmentId: school.assignment[BOB]!,
        lesson: LESSON,
        kind: 'graded',
        number: 1,
        releaseSha256: school.revision.releaseSha256,
        startedAt: NOW,
      }),
    );
    const found = await preview(await release(NOBODY_AT_THE_WHEEL));
    expect(found.changes.map(({ attemptId }) => attemptId)).toEqual([id]);
    expect(found.checks).toBe(1);
  });
});

describe('refused, and nothing written', () => {
  test.each([
    ['no reason', ' \n', 'Say in a few words why'],
    ['a reason nobody sees', '\u200B', 'Say in a few words why'],
    ['a very long one', 'a'.repeat(1001), 'at most 1000 characters'],
    ['a hidden mark', 'right \u202E left', 'turns the direction of writing'],
  ])('%s', async (_, because, sentence) => {
    await withTruck(ALICE, 'permitted');
    const now = await release(NOBODY_AT_THE_WHEEL);
    const { seen } = await preview(now);
    const act = { ...now, seen, because, by: BOB, at: LATER };
    await expect(regrade(school.db, act)).rejects.toThrow(sentence);
    expect(await school.db.read.$count(regrades)).toBe(0);
    expect(await events()).toEqual([]);
  });

  test('changes that were not on the page', async () => {
    await withTruck(ALICE, 'permitted');
    const now = await release(NOBODY_AT_THE_WHEEL);
    const { seen } = await preview(now);
    await withTruck(BOB, 'prohibited');
    await expect(confirm(now, seen)).rejects.toThrow('Look at the list again');
    expect(await school.db.read.$count(regrades)).toBe(0);
  });
});

describe('what cannot be scored any more keeps its score', () => {
  test('a scenario that went, and a sentence that stays', async () => {
    await withTruck(ALICE, 'permitted');
    const found = await preview(await release({ [TRUCK_FILE]: () => undefined }));
    expect(found).toMatchObject({ changes: [], kept: { gone: 2, retold: 0 } });
  });

  test('a story told otherwise: people answered another one', async () => {
    await withTruck(ALICE, 'permitted');
    const now = await release({
      [TRUCK_FILE]: (text) =>
        NOBODY_AT_THE_WHEEL[TRUCK_FILE]!(text)!.replace('of him at the wheel', 'of the truck'),
    });
    expect(await preview(now)).toMatchObject({ changes: [], kept: { gone: 0, retold: 1 } });
  });

  test('other line breaks are no other story', async () => {
    await withTruck(ALICE, 'permitted');
    const now = await release({
      [TRUCK_FILE]: (text) =>
        NOBODY_AT_THE_WHEEL[TRUCK_FILE]!(text)!.replace(
          'City firefighter. On',
          'City firefighter.\n  On',
        ),
    });
    expect((await preview(now)).changes).toHaveLength(1);
  });

  test('a question whose right option was not among those shown, and one reworded', async () => {
    const { fixes } = school.revision.scenarios.find(({ id }) => id === TRUCK)!;
    const [nobody, disclaimer] = fixes.map(({ id }) => id);
    const fix = { ...truck, kind: 'fix' };
    await checkOf(ALICE, [[{ ...fix, options: fixes.map(({ id }) => id) }, [disclaimer!]]]);
    await checkOf(BOB, [[{ ...fix, options: [nobody!, disclaimer!] }, [nobody!]]]);
    const reworded = await release({
      [TRUCK_FILE]: (text) =>
        text.replace(
          'Post a picture of the truck with nobody at the wheel',
          'Post a picture of the truck alone',
        ),
    });
    // The one right fix is another option now, which nobody was shown.
    expect(await preview(reworded)).toMatchObject({ changes: [], kept: { gone: 2 } });
    const other = await release({
      [TRUCK_FILE]: (text) => text.replace('Send the picture to a small group chat', 'Send it'),
    });
    expect(await preview(other)).toMatchObject({ changes: [], kept: { gone: 0, retold: 1 } });
  });

  test('an answer that hangs on a reading nobody signed, until it is signed', async () => {
    await withTruck(ALICE, 'permitted');
    const now = await release({
      [TRUCK_FILE]: (text) =>
        NOBODY_AT_THE_WHEEL[TRUCK_FILE]!(text)!.replace('asks:', 'readings: [R5]\nasks:'),
    });
    expect(await preview(now)).toMatchObject({ changes: [], kept: { contested: 1 } });
    await signOffReading(school.db, { revision: now.revision, reading: 'R5', by: BOB, at: LATER });
    expect((await preview(now)).changes).toHaveLength(1);
  });
});

test("a sentence's question is scored by the rule of the release in force", async () => {
  // One that no reading touches: it would be contested else.
  const { norms, unruled = [] } = school.revision.ruleset;
  const { sentence: id } = norms.find(
    (norm) =>
      norm.strength === 'must' &&
      norm.readings.length === 0 &&
      !unruled.some(({ sentence }) => sentence === norm.sentence) &&
      norms.filter(({ sentence }) => sentence === norm.sentence).length === 1,
  )!;
  await checkOf(ALICE, [[sentence(id), ['must']]]);
  const now = await release({
    'ruleset.json': (text) => {
      type Norms = { norms: { sentence: string; strength: string }[] };
      const ruleset = JSON.parse(text) as Norms & { alternatives: Norms[] };
      for (const norm of [ruleset, ...ruleset.alternatives].flatMap(({ norms }) => norms))
        if (norm.sentence === id) norm.strength = 'should';
      return JSON.stringify(ruleset);
    },
  });
  const { changes, kept } = await preview(now);
  expect(kept).toEqual({ gone: 0, retold: 0, contested: 0 });
  expect(changes[0]!.items).toMatchObject([{ title: "The City's words", from: 1, to: 0 }]);
});

describe('what is signed', () => {
  const others = async (number: string) => {
    const { lessons } = await progress(school, number);
    for (const { lesson } of lessons.filter((state) => state.lesson.id !== LESSON))
      await takeCheck(school, number, lesson.id);
  };

  test('stands as it was signed, and is shown apart', async () => {
    await withTruck(BOB, 'prohibited');
    await others(BOB);
    await sign(school, BOB);
    await withTruck(ALICE, 'permitted');
    const now = await release(NOBODY_AT_THE_WHEEL);
    const found = await preview(now);
    expect(found.changes.map(({ person }) => person.number)).toEqual([ALICE]);
    expect(found.signed).toMatchObject([{ person: { number: BOB }, items: [{ from: 1, to: 0 }] }]);
    expect(await confirm(now)).toEqual({ answers: 1 });
    expect((await progress(now, BOB)).passed).toBe(true);
    const [row] = await school.db.read.select().from(regrades);
    expect(row!.attemptId).toBe(`check-of-${ALICE}`);
  });

  test('afterwards tells both scores, and adds up to the result', async () => {
    await withTruck(ALICE, 'permitted');
    await others(ALICE);
    const now = await release(NOBODY_AT_THE_WHEEL);
    // HR confirms after her result was read and before it is written: she is told to look again.
    const late: School['db'] = Object.create(school.db, {
      write: {
        value: async (work: Parameters<School['db']['write']>[0]) => {
          await confirm(now);
          return school.db.write(work);
        },
      },
    });
    await review({ ...school, ...now }, ALICE);
    await expect(attest(late, signing({ ...school, ...now }, ALICE))).rejects.toThrow(
      'HR scored an answer of yours anew just now',
    );
    expect(await school.db.read.$count(attestations)).toBe(0);
    await sign({ ...school, ...now }, ALICE);
    const [{ record } = { record: '' }] = await school.db.read.select().from(attestations);
    const { checks, result } = JSON.parse(record) as {
      checks: {
        attempt: string;
        items: { answers: { score: number }[]; regrades?: unknown[] }[];
      }[];
      result: { score: number; max: number };
    };
    const [asked, untouched] = checks.find(({ attempt }) => attempt === `check-of-${ALICE}`)!.items;
    expect(asked!.answers).toMatchObject([{ score: 0 }]);
    expect(asked!.regrades).toEqual([
      {
        score: 1,
        release: now.revision.releaseSha256,
        at: LATER.toISOString(),
        because: BECAUSE,
        by: BOB,
        number: 1,
      },
    ]);
    expect(untouched).not.toHaveProperty('regrades');
    expect(result.score).toBe(result.max);
  });
});

describe('replay', () => {
  test('confirms every score, also those given anew', async () => {
    await withTruck(ALICE, 'permitted');
    await takeCheck(school, BOB, 'C.5-right-to-access');
    const { replayed } = await replayScores(school.db, school.policies, school.revision);
    expect(replayed).toBe(await school.db.read.$count(answers));
    const now = await release(NOBODY_AT_THE_WHEEL);
    await confirm(now);
    expect(await replayScores(school.db, now.policies, now.revision)).toEqual({
      replayed: replayed + 1,
      faults: [],
    });
  });

  test('finds a score that the rules did not give', async () => {
    const attemptId = await checkOf(ALICE, [
      [truck, ['permitted'], 1],
      [sentence('C.3:1'), [meaningIs('C.3:1')]],
    ]);
    const { replayed, faults } = await replayScores(school.db, school.policies, school.revision);
    expect(replayed).toBe(2);
    expect(faults).toMatchObject([
      { attemptId, person: { number: ALICE }, lesson: LESSON, position: 1, stored: 1, replayed: 0 },
    ]);
  });

  test('finds a regrade that no rule gives, and a question that its release did not ask', async () => {
    const attemptId = await withTruck(ALICE, 'prohibited');
    await school.db.write(async (tx) => {
      const { releaseSha256 } = school.revision;
      const row = { attemptId, position: 1, releaseSha256, at: LATER, by: BOB, because: 'none' };
      await tx.insert(regrades).values({ ...row, score: 0.25 });
      await tx.insert(attempts).values({
        id: 'strange',
        assignmentId: school.assignment[BOB]!,
        lesson: LESSON,
        kind: 'graded',
        number: 1,
        releaseSha256,
        startedAt: NOW,
      });
      const asked = { ...truck, attemptId: 'strange', position: 1, scenarioSha256: 'f'.repeat(64) };
      await tx.insert(attemptItems).values(asked);
      const given = { attemptId: 'strange', position: 1, turn: 1, given: ['prohibited'], at: NOW };
      await tx.insert(answers).values({ ...given, score: 1 });
      await tx
        .update(attempts)
        .set({ closedAt: NOW })
        .where(and(eq(attempts.id, 'strange')));
    });
    const { faults } = await replayScores(school.db, school.policies, school.revision);
    expect(faults).toMatchObject([
      { attemptId, stored: 0.25, replayed: 1 },
      { attemptId: 'strange', stored: 1, replayed: undefined },
    ]);
  });
});
