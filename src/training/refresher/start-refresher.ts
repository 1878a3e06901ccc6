import { randomBytes } from 'node:crypto';
import { and, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attempts } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy } from '#policies/model.ts';
import { signOffsOf } from '#policies/sign-off.ts';
import { lessonsFor } from '../binds.ts';
import { tracksOf } from '../tracks.ts';
import { drawRefresher } from './draw-refresher.ts';
import { keepAttempt } from '../keep-attempt.ts';
import { assignedRevision, ownAssignment, type Assignment } from '../own-assignment.ts';
import { pastOf } from './past.ts';
import { dueRefreshers, refreshersOf, type DueRefresher } from './refresher.ts';

type Start = {
  policies: readonly Policy[];
  employeeNumber: string;
  assignmentId: string;
  at: Date;
  timeZone: string;
};

/**
 * Starts the refresher that is due and returns its attempt's id; one that was started is taken up
 * again, a finished one is shown. The assignment, its result and its record stay as they were signed.
 */
export async function startRefresher(db: Db, start: Start): Promise<string> {
  const assignment = await ownAssignment(db.read, start.employeeNumber, start.assignmentId);
  const { policy, revision } = assignedRevision(start.policies, assignment);
  const found = dueOf(assignment, await dueRefreshers(db.read, start));
  if (found.attempt) return found.attempt.id;
  const { checked, ...past } = await pastOf(db, start.policies, assignment);
  const id = randomBytes(16).toString('base64url');
  const items = drawRefresher({
    revision,
    // Who was asked less has signed all that binds them.
    lessons:
      assignment.path === 'full'
        ? revision.lessons.filter((lesson) => checked.has(lesson.id))
        : lessonsFor(revision, await tracksOf(db, policy, start.employeeNumber)),
    seed: id,
    critical: revision.passing.critical,
    signed: new Set((await signOffsOf(db, revision)).keys()),
    ...past,
  });
  if (items.length === 0) {
    throw new Refusal(
      'conflict',
      'You have met every question of this training, so there is no refresher. Nothing is missing.',
    );
  }
  return db.write(async (tx) => {
    // Looked at again inside the write: another tab may have been quicker.
    const due = dueOf(assignment, await dueRefreshers(tx, start));
    if (due.attempt) return due.attempt.id;
    // The one before was left unfinished: its time is over.
    await tx
      .update(attempts)
      .set({ closedAt: start.at })
      .where(and(refreshersOf(assignment.id), isNull(attempts.closedAt)));
    const attempt = {
      id,
      assignmentId: assignment.id,
      lesson: '',
      kind: 'refresher' as const,
      number: due.number,
      releaseSha256: revision.releaseSha256,
      startedAt: start.at,
    };
    await keepAttempt(tx, attempt, items);
    return id;
  });
}

function dueOf({ id }: Assignment, all: readonly DueRefresher[]): DueRefresher {
  const due = all.find(({ assignmentId }) => assignmentId === id);
  if (due) return due;
  throw new Refusal(
    'conflict',
    'There is no refresher for this training now. One that is open shows on your training page.',
  );
}
