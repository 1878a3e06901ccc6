import { expect, test } from 'vitest';
import { attemptItems } from '#db/schema/index.ts';
import { publishRelease } from '#policies/publish.ts';
import { answerItem } from '#training/answer-item.ts';
import { drawChanges } from '#training/changes/draw-changes.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { keepAttempt } from '#training/keep-attempt.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { replayScores } from '#training/regrade/replay.ts';
import { eq } from 'drizzle-orm';
import { fictionalDraft, FIRST } from '../support/amending.ts';
import { ALICE, NOW, openSchool, rightAnswer, wrongAnswer } from '../support/training.ts';

// Questions about changes, kept in the database under the release of the made-up draft.

const draft = fictionalDraft();
const signed = new Set([...draft.readings.map(({ id }) => id), 'R32']);

test('are kept, read back, scored and replayed by their release alone', async () => {
  const { db, policies, assignment } = await openSchool();
  await publishRelease(db, draft, 'system', NOW);
  const id = 'about-what-changed-0001';
  const items = drawChanges({
    revision: draft,
    since: FIRST,
    lessons: draft.lessons,
    seed: id,
    signed,
  });
  await db.write((tx) =>
    keepAttempt(
      tx,
      {
        id,
        assignmentId: assignment[ALICE]!,
        lesson: 'A-B-overview-and-scope',
        kind: 'graded',
        number: 1,
        releaseSha256: draft.releaseSha256,
        startedAt: NOW,
      },
      items,
    ),
  );
  // As a portal that has never held the draft: only what the database holds.
  const attempt = await readAttempt(db, policies, ALICE, id);
  expect(attempt.items.map(({ item }) => [item.scenario.id, item.kind, item.options])).toEqual(
    items.map((item) => [item.scenario.id, item.kind, item.options]),
  );
  const part = { policies, employeeNumber: ALICE, at: NOW, attemptId: id };
  for (const [at, { position, item }] of attempt.items.entries()) {
    const given = at === 0 ? wrongAnswer(draft, item) : rightAnswer(draft, item);
    await answerItem(db, { ...part, position, given, seen: 0 });
  }
  await closeAttempt(db, part);
  const done = await readAttempt(db, policies, ALICE, id);
  expect(done.items.map(({ answer }) => answer!.score)).toEqual([0, 1, 1, 1]);

  const { replayed, faults } = await replayScores(db, policies, {
    policyId: draft.policyId,
    id: FIRST,
  });
  expect({ replayed, faults }).toEqual({ replayed: 4, faults: [] });
});

test('a story that was changed in the database is a fault', async () => {
  const { db, policies, assignment } = await openSchool();
  await publishRelease(db, draft, 'system', NOW);
  const id = 'about-what-changed-0002';
  const [item] = drawChanges({
    revision: draft,
    since: FIRST,
    lessons: draft.lessons,
    seed: id,
    signed,
  });
  const attempt = {
    id,
    assignmentId: assignment[ALICE]!,
    lesson: 'A-B-overview-and-scope',
    kind: 'graded' as const,
    number: 1,
    releaseSha256: draft.releaseSha256,
    startedAt: NOW,
  };
  const other = { ...item!, scenario: { ...item!.scenario, sha256: 'f'.repeat(64) } };
  await db.write((tx) => keepAttempt(tx, attempt, [other]));
  const part = { policies, employeeNumber: ALICE, at: NOW, attemptId: id };
  await answerItem(db, { ...part, position: 1, given: rightAnswer(draft, item!), seen: 0 });
  await closeAttempt(db, part);
  const { faults } = await replayScores(db, policies, { policyId: draft.policyId, id: FIRST });
  expect(faults).toHaveLength(1);
  const [row] = await db.read.select().from(attemptItems).where(eq(attemptItems.attemptId, id));
  expect(row!.scenario).toBe(item!.scenario.id);
});
