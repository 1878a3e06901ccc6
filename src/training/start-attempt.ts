import { randomBytes } from 'node:crypto';
import { and, eq, isNull, max } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attempts } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Lesson, Policy, Revision } from '#policies/model.ts';
import { signOffsOf } from '#policies/sign-off.ts';
import { drawItems, randomFrom, shuffled } from './draw.ts';
import { keepAttempt } from './keep-attempt.ts';
import { assignedRevision, lessonOfAssignment, ownAssignment } from './own-assignment.ts';
import { metIn } from './met.ts';
import { drawMade } from './draw-made.ts';
import type { Item } from './item.ts';
import { mayGrade } from './may-grade.ts';
import { isMade } from './path.ts';
import { progressOf } from './progress.ts';
import { alreadySigned, isAttested, refuseWhileChecked } from './signed.ts';

type Start = {
  policies: readonly Policy[];
  employeeNumber: string;
  assignmentId: string;
  lessonId: string;
  kind: 'practice' | 'graded';
  /** Practise this one scenario, with one question: several on one story give each other's answers away. */
  scenarioId?: string;
  at: Date;
};

/**
 * Starts a run through a lesson's scenarios and returns its id. A run that is still open is taken up
 * again, on any device and in any tab; asking to practise one scenario closes an open practice.
 */
export async function startAttempt(db: Db, start: Start): Promise<string> {
  const assignment = await ownAssignment(db.read, start.employeeNumber, start.assignmentId);
  if (assignment.attested) throw alreadySigned(assignment);
  const { revision } = assignedRevision(start.policies, assignment);
  const lesson = lessonOfAssignment(revision, assignment, start.lessonId);
  const scenario = start.scenarioId ? scenarioOf(revision, lesson, start.scenarioId) : undefined;
  if (start.kind === 'practice' && isMade(lesson.id)) throw practiceElsewhere();
  let missed: readonly string[] = [];
  let finished = 0;
  const id = randomBytes(16).toString('base64url');
  let made: Item[] | undefined;
  if (start.kind === 'graded') {
    const progress = await progressOf(db, start.policies, assignment);
    const may = mayGrade(progress, lesson.id, start.at);
    if (!may.allowed) throw new Refusal('conflict', may.because);
    const graded = progress.lessons.find((state) => state.lesson.id === lesson.id)?.graded;
    missed = graded?.missed ?? [];
    finished = graded?.number ?? 0;
    if (isMade(lesson.id)) {
      const draw = { policies: start.policies, assignment, progress, seed: id, missed };
      made = await drawMade(db, draw);
    }
  }
  return db.write(async (tx) => {
    if (await isAttested(tx, assignment.id)) throw alreadySigned();
    if (start.kind === 'practice') await refuseWhileChecked(tx, assignment.id, lesson.id);
    const mine = and(
      eq(attempts.assignmentId, assignment.id),
      eq(attempts.lesson, lesson.id),
      eq(attempts.kind, start.kind),
    );
    const [open] = await tx
      .select()
      .from(attempts)
      .where(and(mine, isNull(attempts.closedAt)));
    if (open && !scenario) return open.id;
    if (open) {
      await tx.update(attempts).set({ closedAt: start.at }).where(eq(attempts.id, open.id));
    }
    const [last] = await tx
      .select({ number: max(attempts.number) })
      .from(attempts)
      .where(mine);
    // What may be done was judged before this write: a check finished since counts, too.
    if (start.kind === 'graded' && (last?.number ?? 0) !== finished) {
      throw new Refusal(
        'conflict',
        'This check was finished in another window just now. Look at its result first.',
      );
    }
    const drawn =
      made ??
      drawItems({
        revision,
        lesson,
        kind: start.kind,
        seed: id,
        critical: revision.passing.critical,
        signed: new Set((await signOffsOf({ read: tx }, revision)).keys()),
        missed: new Set(missed),
        met: await metIn(tx, assignment),
        ...(scenario ? { scenario } : {}),
      });
    const items = scenario ? shuffled(drawn, randomFrom(id)).slice(0, 1) : drawn;
    const attempt = {
      id,
      assignmentId: assignment.id,
      lesson: lesson.id,
      kind: start.kind,
      number: (last?.number ?? 0) + 1,
      releaseSha256: revision.releaseSha256,
      startedAt: start.at,
    };
    await keepAttempt(tx, attempt, items);
    return id;
  });
}

function practiceElsewhere(): Refusal {
  return new Refusal(
    'conflict',
    'There is nothing to practice here. Open one of the lessons that this page links to, and practice there.',
  );
}

function scenarioOf(revision: Revision, lesson: Lesson, scenarioId: string) {
  const scenario = revision.scenarios.find((candidate) => candidate.id === scenarioId);
  if (!scenario || scenario.lesson !== lesson.id) {
    throw new Refusal(
      'not-found',
      'There is no such scenario in this lesson. Start from the lesson.',
    );
  }
  return scenario;
}
