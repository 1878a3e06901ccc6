import { copyFileSync } from 'node:fs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { and, eq, isNull } from 'drizzle-orm';
import { assign } from '../support/campaigns.ts';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { openDatabase } from '#db/client.ts';
import { attempts, attestations, campaigns, employees } from '#db/schema/index.ts';
import { csvOf } from '#reports/csv.ts';
import { listTable } from '#reports/list-table.ts';
import { personReport } from '#reports/person-report.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { unsignedReadings } from '#training/contested.ts';
import { kindsOf, sentencesAbout, type Item } from '#training/item.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { dueRefreshers, refresherCounts, refreshersAfter } from '#training/refresher/refresher.ts';
import { sentenceQuestions } from '#training/sentence-questions.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { startRefresher } from '#training/refresher/start-refresher.ts';
import { freshDatabaseUrl, freshPath } from '../support/database.ts';
import {
  ALICE,
  NOW,
  BOB,
  ZONE,
  addPeople,
  finishTraining,
  lessonsOf,
  rightAnswer,
  schoolOn,
  sign,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/training.ts';

const [FIRST, SECOND, THIRD] = ['2026-12-20', '2027-02-21', '2027-06-23'].map(
  (day) => new Date(`${day}T15:00:00Z`),
) as [Date, Date, Date];
const LESSON = 'C.4-honesty-and-accuracy';

let signedFile: string;
let missed: string[];
let school: School;

// Signed once, with the whole training done; each test goes on from a copy.
beforeAll(async () => {
  const url = await freshDatabaseUrl();
  const db = await openDatabase({ url });
  const made = await schoolOn(db, { refreshers: true });
  const { revision } = made;
  const { critical } = revision.passing;
  // One slip, in the first story about something that may be missed.
  let slipped = false;
  for (const { id } of await lessonsOf(made, ALICE)) {
    await takeCheck(made, ALICE, id, (item) => {
      const about = sentencesAbout(revision.ruleset, item);
      const slips =
        !slipped &&
        item.scenario.sentence === undefined &&
        about.length > 0 &&
        !about.some((sentence) => critical.includes(sentence));
      slipped ||= slips;
      return slips ? wrongAnswer(revision, item) : rightAnswer(revision, item);
    });
  }
  await sign(made, ALICE);
  const progress = await progressIn(made);
  missed = progress.lessons.flatMap(({ graded }) => graded?.missed ?? []);
  expect(missed.length).toBeGreaterThan(0);
  school = made;
  await db.close();
  signedFile = url.replace('file:', '');
}, 120_000);

beforeEach(async () => {
  const path = freshPath();
  copyFileSync(signedFile, path);
  const db = await openDatabase({ url: `file:${path}` });
  school = { ...school, db };
  return () => db.close();
});

const progressIn = async ({ db, policies, assignment }: School) =>
  progressOf(db, policies, await ownAssignment(db.read, ALICE, assignment[ALICE]!));
const act = (at: Date, number = ALICE) => ({
  policies: school.policies,
  employeeNumber: number,
  assignmentId: school.assignment[ALICE]!,
  timeZone: ZONE,
  at,
});
const due = (at: Date, number = ALICE) => dueRefreshers(school.db.read, act(at, number));
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
const read = (id: string) => readAttempt(school.db, school.policies, ALICE, id);
const right = (item: Item) => rightAnswer(school.revision, item);
const wrong = (item: Item) => wrongAnswer(school.revision, item);
async function answerAll(id: string, choose: (item: Item) => string[], at: Date) {
  for (const { position, item } of (await read(id)).items) {
    const given = choose(item);
    await answerItem(school.db, { ...act(at), attemptId: id, position, given, seen: 0 });
  }
}
async function take(at: Date, choose = right): Promise<string> {
  const id = await startRefresher(school.db, act(at));
  await answerAll(id, choose, at);
  return id;
}
const again = (at: Date) =>
  assign(school.db, {
    id: 'the-same-policy-assigned-anew',
    refreshers: true,
    policies: school.policies,
    policyId: 'social-media',
    again: true,
    audience: { everyone: true },
    dueOn: '2027-12-31',
    timeZone: ZONE,
    by: BOB,
    at,
  });
/** Whether anything about these sentences can still be asked: not met, and on no unsigned reading. */
async function anyLeft(sentences: readonly string[]): Promise<boolean> {
  const { revision } = school;
  const met = new Set(await tellingsOf(school.assignment[ALICE]!));
  const lessons = await lessonsOf(school, ALICE);
  const scenarios = lessons.flatMap((lesson) => [
    ...revision.scenarios.filter((one) => one.lesson === lesson.id),
    ...sentenceQuestions(revision, lesson),
  ]);
  return scenarios.some((scenario) =>
    scenario.tellings.some(
      (telling) =>
        !met.has(`${scenario.id}/${telling.id}`) &&
        sentencesAbout(revision.ruleset, { scenario, telling }).some((id) =>
          sentences.includes(id),
        ) &&
        kindsOf(revision.ruleset, scenario, telling).some(
          (kind) => !unsignedReadings(revision, { scenario, telling, kind }, new Set())[0],
        ),
    ),
  );
}
async function tellingsOf(assignmentId: string): Promise<string[]> {
  const rows = await school.db.read
    .select()
    .from(attempts)
    .where(eq(attempts.assignmentId, assignmentId));
  const taken = await Promise.all(rows.map(({ id }) => read(id)));
  return taken.flatMap(({ items }) => items.map(({ item }) => tellingOf(item)));
}
const aboutOf = (item: Item) => sentencesAbout(school.revision.ruleset, item);
const tellingOf = ({ scenario, telling }: Item) => `${scenario.id}/${telling.id}`;

describe('a refresher is due', () => {
  test.each([
    ['2026-11-22T15:00:01Z', undefined],
    ['2026-12-20T05:59:59Z', undefined],
    ['2026-12-20T06:00:00Z', 1],
    ['2027-02-21T05:59:59Z', 1],
    ['2027-02-21T06:00:00Z', 2],
    // Summer time has come: the day begins an hour earlier in UTC.
    ['2027-06-23T04:59:59Z', 2],
    ['2027-06-23T05:00:00Z', 3],
    ['2027-08-22T04:59:59Z', 3],
    ['2027-08-22T05:00:00Z', undefined],
    ['2030-01-01T00:00:00Z', undefined],
  ])('at %s: %s', async (at, number) => {
    expect((await due(new Date(at)))[0]?.number).toBe(number);
  });

  test('for as many days as the calendar says, over leap days and changes of the clock', () => {
    expect(refreshersAfter('2026-11-22')).toEqual([
      { number: 1, from: '2026-12-20', until: '2027-02-20' },
      { number: 2, from: '2027-02-21', until: '2027-06-22' },
      { number: 3, from: '2027-06-23', until: '2027-08-21' },
    ]);
    expect(refreshersAfter('2028-02-01').map(({ from }) => from)).toEqual([
      '2028-02-29',
      '2028-05-02',
      '2028-09-01',
    ]);
    expect(refreshersAfter('2026-02-15')[0]?.from).toBe('2026-03-15');
  });

  test('never where HR has not opted in', async () => {
    await school.db.write((tx) => tx.update(campaigns).set({ refreshers: false }));
    expect(await due(FIRST)).toEqual([]);
    expect(await refusal(startRefresher(school.db, act(FIRST)))).toContain('no refresher');
    expect(await refresherCounts(school.db.read, act(FIRST))).toEqual(new Map());
  });

  test('never before signing', async () => {
    expect(await due(FIRST, BOB)).toEqual([]);
    const bobs = { ...act(FIRST, BOB), assignmentId: school.assignment[BOB]! };
    expect(await refusal(startRefresher(school.db, bobs))).toContain('no refresher');
  });

  test('never for a person who has left', async () => {
    const leaves = (separatedOn: string) =>
      school.db.write((tx) =>
        tx.update(employees).set({ separatedOn }).where(eq(employees.number, ALICE)),
      );
    await leaves('2026-12-21');
    expect(await due(FIRST)).toHaveLength(1);
    await leaves('2026-12-20');
    expect(await due(FIRST)).toEqual([]);
    expect(await refusal(startRefresher(school.db, act(FIRST)))).toContain('no refresher');
  });

  test('never once the policy was assigned anew, and a begun one ends', async () => {
    const id = await startRefresher(school.db, act(FIRST));
    await again(new Date('2026-12-21T15:00:00Z'));
    const later = new Date('2026-12-22T15:00:00Z');
    expect(await due(later)).toEqual([]);
    expect(await refusal(startRefresher(school.db, act(later)))).toContain('no refresher');
    expect(await refusal(answerAll(id, right, later))).toContain('assigned to you anew');
  });
});

test('signing the policy anew begins a set of its own, and repeats no telling of the first', async () => {
  const later = new Date('2026-12-01T15:00:00Z');
  const first = school.assignment[ALICE]!;
  await again(later);
  const second = (await assignmentsOf(school.db, ALICE))[0]!.id;
  const anew = { ...school, assignment: { ...school.assignment, [ALICE]: second } };
  await finishTraining(anew, ALICE);
  await sign(anew, ALICE);
  expect((await due(FIRST)).map(({ assignmentId }) => assignmentId)).toEqual([second]);
  const met = new Set(await tellingsOf(first));
  const id = await startRefresher(school.db, { ...act(FIRST), assignmentId: second });
  for (const { item } of (await read(id)).items) expect(met).not.toContain(tellingOf(item));
  expect(met.size).toBeGreaterThan(0);
});

describe('starting a refresher', () => {
  test('twice or from several tabs is one attempt, and a finished one is shown again', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => startRefresher(school.db, act(FIRST))));
    expect(new Set(ids).size).toBe(1);
    await answerAll(ids[0]!, right, FIRST);
    expect(await startRefresher(school.db, act(FIRST))).toBe(ids[0]);
    expect((await due(FIRST))[0]?.attempt).toEqual({ id: ids[0], closedAt: FIRST });
  });

  test("of somebody else's training answers as to none at all", async () => {
    const others = await refusal(startRefresher(school.db, act(FIRST, BOB)));
    const none = { ...act(FIRST), assignmentId: 'no-such-assignment' };
    expect(others).toBe(await refusal(startRefresher(school.db, none)));
    expect(others).toContain('not among yours');
  });

  test('leaves behind the one before, when that is unfinished: it is not done', async () => {
    const first = await startRefresher(school.db, act(FIRST));
    const { item } = (await read(first)).items[0]!;
    const given = right(item);
    await answerItem(school.db, { ...act(FIRST), attemptId: first, position: 1, given, seen: 0 });
    const second = await take(SECOND);
    expect(second).not.toBe(first);
    expect((await read(second)).row).toMatchObject({ number: 2, lesson: '', kind: 'refresher' });
    const open = await school.db.read.select().from(attempts).where(isNull(attempts.closedAt));
    expect(open).toEqual([]);
    const counts = await refresherCounts(school.db.read, act(SECOND));
    expect(counts).toEqual(new Map([[school.assignment[ALICE], { offered: 2, done: 1 }]]));
  });

  test('late misses the earlier ones: they are gone', async () => {
    expect((await read(await take(THIRD))).row.number).toBe(3);
    const counts = await refresherCounts(school.db.read, act(THIRD));
    expect(counts).toEqual(new Map([[school.assignment[ALICE], { offered: 3, done: 1 }]]));
  });

  test('draws what was missed first, and no telling that was met', async () => {
    const isLeft = await anyLeft(missed);
    const met = new Set(await tellingsOf(school.assignment[ALICE]!));
    for (const at of [FIRST, SECOND, THIRD]) {
      const { items, row } = await read(await take(at));
      expect(items).toHaveLength(3);
      expect(row.releaseSha256).toBe(school.revision.releaseSha256);
      for (const { item } of items) {
        expect(met).not.toContain(tellingOf(item));
        met.add(tellingOf(item));
      }
      const about = items.flatMap(({ item }) => aboutOf(item));
      if (at === FIRST) expect(about.some((id) => missed.includes(id))).toBe(isLeft);
    }
  });

  test('asks again what was missed in the one before', async () => {
    const { items } = await read(await take(FIRST, wrong));
    const short = items.flatMap(({ item }) => aboutOf(item));
    const isLeft = await anyLeft(short);
    const next = (await read(await take(SECOND))).items.flatMap(({ item }) => aboutOf(item));
    expect(short.some((sentence) => next.includes(sentence))).toBe(isLeft);
  });
});

describe('answering a refresher', () => {
  test('shows its answers as final, and the last one finishes it', async () => {
    const id = await startRefresher(school.db, act(FIRST));
    const { items } = await read(id);
    const first = { ...act(FIRST), attemptId: id, position: 1 };
    await answerItem(school.db, { ...first, given: wrong(items[0]!.item), seen: 0 });
    const change = { ...first, given: right(items[0]!.item), seen: 1 };
    expect(await refusal(answerItem(school.db, change))).toContain('The answer stands');
    for (const { position, item } of items.slice(1)) {
      expect((await read(id)).row.closedAt).toBeNull();
      await answerItem(school.db, { ...first, position, given: right(item), seen: 0 });
    }
    expect((await read(id)).row.closedAt).toEqual(FIRST);
    expect(await refusal(answerItem(school.db, change))).toContain('refresher is finished');
  });

  test('ends with its last day', async () => {
    const id = await startRefresher(school.db, act(FIRST));
    const { item } = (await read(id)).items[0]!;
    const days = (count: number) => new Date(NOW.getTime() + count * 24 * 3_600_000);
    const answered = (at: Date) => {
      const given = right(item);
      return answerItem(school.db, { ...act(at), attemptId: id, position: 1, given, seen: 0 });
    };
    expect(await refusal(answered(days(93)))).toContain('This refresher is over');
    expect((await read(id)).items[0]!.answer).toBeUndefined();
    await answered(days(90));
    expect((await read(id)).items[0]!.answer?.score).toBe(1);
  });

  test('opens nothing else of a signed training', async () => {
    const id = await startRefresher(school.db, act(FIRST));
    const lesson = { ...act(FIRST), lessonId: LESSON };
    for (const work of [
      () => startAttempt(school.db, { ...lesson, kind: 'practice' }),
      () => startAttempt(school.db, { ...lesson, kind: 'graded' }),
    ]) {
      expect(await refusal(work())).toContain('You have signed');
    }
    expect(await refusal(closeAttempt(school.db, { ...act(FIRST), attemptId: id }))).toContain(
      'has no answer yet',
    );
    expect((await read(id)).row.closedAt).toBeNull();
  });

  test('by somebody else answers as to none at all', async () => {
    const id = await startRefresher(school.db, act(FIRST));
    const given = right((await read(id)).items[0]!.item);
    const others = { ...act(FIRST, BOB), attemptId: id, position: 1, given, seen: 0 };
    expect(await refusal(answerItem(school.db, others))).toContain('not among yours');
  });

  test('changes neither result nor record nor report by a byte', async () => {
    const standing = async () => {
      const filter = { policyId: 'social-media', today: '2026-12-20' };
      let csv = '';
      const table = listTable(school.db, { filter, on: filter.today, timeZone: ZONE });
      for await (const line of csvOf(table)) csv += line;
      return JSON.stringify([
        await school.db.read.select().from(attestations),
        await school.db.read.select().from(attempts).where(eq(attempts.kind, 'graded')),
        await progressIn(school),
        (await personReport(school.db, school.policies, ALICE)).map(({ checks }) => checks),
        csv,
      ]);
    };
    const before = await standing();
    const id = await take(FIRST, wrong);
    const { items } = await read(id);
    expect(items.map(({ answer }) => answer?.score)).toEqual([0, 0, 0]);
    expect(await standing()).toBe(before);
    const kept = and(eq(attempts.kind, 'refresher'), eq(attempts.id, id));
    expect(await school.db.read.select().from(attempts).where(kept)).toHaveLength(1);
  });
});

test('who joins a later campaign without refreshers has none', async () => {
  const [number] = await addPeople(school, 1);
  expect(await assignmentsOf(school.db, number!)).toHaveLength(1);
  const [campaign] = await school.db.read
    .select()
    .from(campaigns)
    .where(eq(campaigns.id, 'campaign-for-many-people'));
  expect(campaign).toMatchObject({ refreshers: false, testOut: false });
});
