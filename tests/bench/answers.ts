import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { answerItem } from '#training/answer-item.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { addPeople, NOW, rightAnswer, schoolOn } from '../support/school.ts';
import { compare, type Figure } from './compare.ts';

const LESSON = 'C.3-identification';

/**
 * One answer as a person gives it, the whole verb: the attempt read, the answer checked, scored by the
 * rules and kept durably; against the bare insert of the row by libSQL alone.
 */
export async function benchAnswers(): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  const url = (name: string) => `file:${join(folder, name)}`;
  const db = await openDatabase({ url: url('ours.db') });
  await migrateDatabase(db);
  const school = await schoolOn(db);
  const { policies, revision } = school;
  const questions: { number: string; attemptId: string; position: number; given: string[] }[] = [];
  for (const number of await addPeople(school, 90)) {
    const part = { policies, employeeNumber: number, at: NOW };
    const lesson = { ...part, assignmentId: school.assignment[number]!, lessonId: LESSON };
    await markLessonRead(db, lesson);
    const attemptId = await startAttempt(db, { ...lesson, kind: 'graded' });
    for (const { position, item } of (await readAttempt(db, policies, number, attemptId)).items) {
      questions.push({ number, attemptId, position, given: rightAnswer(revision, item) });
    }
  }

  const bare = await openDatabase({ url: url('bare.db') });
  await migrateDatabase(bare);
  await bare.close();
  const raw = createClient({ url: url('bare.db'), concurrency: 1 });
  await raw.execute('PRAGMA synchronous = FULL');
  const sql =
    'INSERT INTO answers (attempt_id, position, turn, given, score, at) VALUES (?, ?, ?, ?, ?, ?)';

  let asked = 0;
  let turn = 0;
  const figure = await compare({
    name: 'answer a question, all that it takes, to 1/4 of a raw insert',
    share: 1 / 4,
    rounds: 15,
    times: 20,
    ours: () => {
      const { number, ...question } = questions[asked]!;
      asked += 1;
      return answerItem(db, { policies, employeeNumber: number, ...question, seen: 0, at: NOW });
    },
    bare: () => {
      turn += 1;
      return raw.execute({ sql, args: ['bench', 1, turn, '["permitted"]', 1, 0] });
    },
  });
  raw.close();
  await db.close();
  rmSync(folder, { recursive: true, force: true });
  return figure;
}
