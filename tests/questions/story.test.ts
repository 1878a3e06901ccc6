import { beforeEach, expect, test } from 'vitest';
import { questions } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { randomId } from '#people/random-id.ts';
import { askQuestion } from '#questions/ask.ts';
import { anyQuestion } from '#questions/read-questions.ts';
import { subjectOf } from '#questions/subject.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { feedbackOn } from '#training/feedback/feedback.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { ALICE, BOB, NOW, openSchool, wrongAnswer, type School } from '../support/training.ts';

// A question goes with the story it came up in, once the person has seen what was right.

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

const LESSON = 'C.3-identification';
const of = (number: string) => ({ policies: school.policies, employeeNumber: number, at: NOW });

async function start(kind: 'practice' | 'graded', number = ALICE): Promise<string> {
  const lesson = { assignmentId: school.assignment[number]!, lessonId: LESSON };
  await markLessonRead(school.db, { ...of(number), ...lesson });
  return startAttempt(school.db, { ...of(number), ...lesson, kind });
}

async function answer(attemptId: string, upTo = Infinity): Promise<void> {
  const { items, revision } = await readAttempt(school.db, school.policies, ALICE, attemptId);
  for (const { position, item } of items.filter((one) => one.position <= upTo)) {
    const given = wrongAnswer(revision, item);
    await answerItem(school.db, { ...of(ALICE), attemptId, position, given, seen: 0 });
  }
}

const ask = (attemptId: string, position: number, number = ALICE) =>
  askQuestion(school.db, {
    ...of(number),
    id: randomId(),
    policyId: 'social-media',
    revisionId: school.revision.id,
    about: 'C.3:1',
    from: { attemptId, position },
    words: 'Why?',
  });

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: unknown) => (isRefusal(error) ? `${error.code}: ${error.message}` : String(error)),
  );
const kept = () => school.db.read.select().from(questions);

test('an open check refuses, answered or not; a finished one does not', async () => {
  const attempt = await start('graded');
  const why = 'conflict: Finish this check first.';
  expect(await refusal(ask(attempt, 1))).toContain(why);
  await answer(attempt);
  expect(await refusal(ask(attempt, 1))).toContain(why);
  // The page that shows the form refuses as well.
  const named = {
    policyId: '',
    revisionId: '',
    about: 'C.3:1',
    from: { attemptId: attempt, position: 1 },
  };
  expect(await refusal(subjectOf(school.db, school.policies, ALICE, named))).toContain(why);
  expect(await kept()).toEqual([]);
  await closeAttempt(school.db, { ...of(ALICE), attemptId: attempt });
  await ask(attempt, 1);
  expect(await kept()).toHaveLength(1);
});

test('practice refuses until that very question is answered', async () => {
  const attempt = await start('practice');
  await answer(attempt, 1);
  expect(await refusal(ask(attempt, 2))).toContain('conflict: Answer this question first.');
  await ask(attempt, 1);
  expect(await kept()).toMatchObject([{ attemptId: attempt, position: 1 }]);
});

test('another person’s attempt answers as one that does not exist', async () => {
  const attempt = await start('practice');
  await answer(attempt, 1);
  const others = await refusal(ask(attempt, 1, BOB));
  expect(others).toContain('not-found');
  expect(await refusal(ask(randomId(), 1, BOB))).toBe(others);
  expect(await refusal(ask(attempt, 99))).toContain('not-found: There is no such question');
  expect(await kept()).toEqual([]);
});

test('HR reads the story as it was told, and nothing of what was answered', async () => {
  const attempt = await start('practice');
  await answer(attempt, 1);
  const { items } = await readAttempt(school.db, school.policies, ALICE, attempt);
  const { item } = items[0]!;
  const id = await ask(attempt, 1);
  // A build that tells its stories otherwise: the attempt's own release is read back.
  const retold = school.policies.map((policy) => ({
    ...policy,
    revisions: policy.revisions.map((revision) => ({
      ...revision,
      releaseSha256: 'f'.repeat(64),
      scenarios: [],
    })),
  }));
  const { story, taught, revision, row } = await anyQuestion(school.db, retold, id);
  expect(story?.title).toBe(item.scenario.title);
  expect(story?.story.join('\n\n')).toBe(item.telling.story.trim().replace(/\n\s*\n/g, '\n\n'));
  expect(Object.keys(story!)).toEqual(['title', 'story', 'prompt']);
  const feedback = feedbackOn(school.revision, item, wrongAnswer(school.revision, item));
  expect(taught?.right).toEqual(feedback.right);
  expect(taught?.reasons).toEqual(feedback.reasons);
  const told = ['verdict', 'comment', 'right', 'reasons', 'readings'];
  expect(Object.keys(taught!).filter((key) => !told.includes(key))).toEqual([]);
  expect(revision?.releaseSha256).toBe(school.revision.releaseSha256);
  expect(row.revision).toBe(school.revision.id);
});
