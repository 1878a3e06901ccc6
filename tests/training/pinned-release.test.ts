import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contents, releases } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { publishRelease } from '#policies/publish.ts';
import { readPolicies } from '#policies/read-policies.ts';
import { answerItem } from '#training/answer-item.ts';
import { feedbackOn } from '#training/feedback/feedback.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { startAttempt } from '#training/start-attempt.ts';
import {
  ALICE,
  BOB,
  NOW,
  openSchool,
  rightAnswer,
  takeCheck,
  type School,
} from '../support/training.ts';

const CONTENT = join(import.meta.dirname, '../../content');
const folder = mkdtempSync(join(tmpdir(), 'next-release-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The content with one file changed, read as the next build would. */
function changed(name: string, file: string, change: (text: string) => string): Policy[] {
  const copy = join(folder, name);
  cpSync(CONTENT, copy, { recursive: true });
  const path = join(copy, 'social-media', file);
  const text = readFileSync(path, 'utf8');
  expect(change(text)).not.toBe(text);
  writeFileSync(path, change(text));
  return readPolicies(copy);
}

let school: School;
beforeAll(async () => {
  school = await openSchool();
});

test('an attempt goes on under the release it began with, from the stored bytes alone', async () => {
  const part = { policies: school.policies, employeeNumber: ALICE, at: NOW };
  const lesson = {
    ...part,
    assignmentId: school.assignment[ALICE]!,
    lessonId: 'C.5-right-to-access',
  };
  await markLessonRead(school.db, lesson);
  const attemptId = await startAttempt(school.db, { ...lesson, kind: 'graded' });
  const before = await readAttempt(school.db, school.policies, ALICE, attemptId);
  const told = before.items.find(({ item }) => item.scenario.sentence === undefined)!;
  const { scenario } = told.item;

  const next = changed('retold', `2023-04-20/scenarios/${scenario.id}.yaml`, (text) =>
    text.replace(/^title: .*$/m, 'title: Told anew in the next release'),
  );
  const { published } = await publishRelease(
    school.db,
    next[0]!.revisions.at(-1)!,
    'system',
    new Date(NOW.getTime() + 1),
  );
  expect(published).toBe(true);

  const after = await readAttempt(school.db, next, ALICE, attemptId);
  expect(after.items).toEqual(before.items);
  expect(after.revision.releaseSha256).toBe(school.revision.releaseSha256);
  const given = rightAnswer(after.revision, after.items[0]!.item);
  await answerItem(school.db, { ...part, policies: next, attemptId, position: 1, given, seen: 0 });
  expect(feedbackOn(after.revision, after.items[0]!.item, given).outcome).toBe('right');
});

test('what passes is what the release said that a check pinned', async () => {
  const stricter = changed('stricter', 'policy.yaml', (text) =>
    text.replace('share: 0.8', 'share: 1'),
  );
  const at = new Date(NOW.getTime() + 5);
  await publishRelease(school.db, stricter[0]!.revisions.at(-1)!, 'system', at);
  await takeCheck(school, BOB, 'C.1-personal-use');
  const next = { ...school, policies: stricter, revision: stricter[0]!.revisions.at(-1)! };
  await takeCheck(next, BOB, 'C.2-responsible-postings');

  const mine = await ownAssignment(school.db.read, BOB, school.assignment[BOB]!);
  const { lessons } = await progressOf(school.db, stricter, mine);
  const [before, after] = lessons.flatMap(({ graded }) => graded ?? []);
  expect(before!.needed).toBeCloseTo(before!.max * 0.8);
  expect(after!.needed).toBe(after!.max);
});

test('the same release is stored once', async () => {
  const before = await school.db.read.select().from(releases);
  expect(await publishRelease(school.db, school.revision, 'system', NOW)).toEqual({
    published: false,
  });
  expect(await school.db.read.select().from(releases)).toEqual(before);
});

test('a next release stores only the bytes that are new', async () => {
  const stored = await school.db.read.$count(contents);
  const next = changed('summary', '2023-04-20/lessons/C.1-personal-use.mdx', (text) =>
    text.replace(/^summary: .*$/m, 'summary: Another sentence.'),
  );
  await publishRelease(
    school.db,
    next[0]!.revisions.at(-1)!,
    'system',
    new Date(NOW.getTime() + 2),
  );
  expect(await school.db.read.$count(contents)).toBe(stored + 1);
});

test('other words under a published date are refused, and nothing of them is stored', async () => {
  const next = changed('reworded', '2023-04-20/policy.md', (text) =>
    text.replace('as consistently as possible', 'as consistently as it can'),
  );
  const before = await school.db.read.$count(contents);
  await expect(
    publishRelease(school.db, next[0]!.revisions.at(-1)!, 'system', NOW),
  ).rejects.toThrow('differs from the text published under that date');
  expect(await school.db.read.$count(contents)).toBe(before);
});
