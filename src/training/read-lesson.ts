import { and, eq, isNull, max } from 'drizzle-orm';
import type { Db, Tx } from '#db/client.ts';
import { attempts, lessonProgress, lessonRereads } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { isAttested } from './signed.ts';
import { assignedRevision, lessonOfAssignment, ownAssignment } from './own-assignment.ts';

type LessonOfMine = {
  policies: readonly Policy[];
  employeeNumber: string;
  assignmentId: string;
  lessonId: string;
  at: Date;
};

/** Notes the first time a person opens a lesson. Opening again changes nothing. */
export async function openLesson(db: Db, act: LessonOfMine): Promise<void> {
  const assignment = await ownAssignment(db.read, act.employeeNumber, act.assignmentId);
  const lesson = lessonOfAssignment(
    assignedRevision(act.policies, assignment).revision,
    assignment,
    act.lessonId,
  );
  const [opened] = await db.read
    .select()
    .from(lessonProgress)
    .where(
      and(eq(lessonProgress.assignmentId, assignment.id), eq(lessonProgress.lesson, lesson.id)),
    );
  if (opened || assignment.attested) return;
  await db.write((tx) =>
    tx
      .insert(lessonProgress)
      .values({
        assignmentId: assignment.id,
        lesson: lesson.id,
        openedAt: act.at,
        lessonSha256: lesson.sha256,
      })
      .onConflictDoNothing(),
  );
}

/**
 * "I have read this lesson": pins the lesson's bytes as they stood. After a check it can be said again,
 * once, before the next; any other time saying it twice changes nothing.
 */
export async function markLessonRead(db: Db, act: LessonOfMine): Promise<void> {
  await openLesson(db, act);
  const assignment = await ownAssignment(db.read, act.employeeNumber, act.assignmentId);
  const lesson = lessonOfAssignment(
    assignedRevision(act.policies, assignment).revision,
    assignment,
    act.lessonId,
  );
  await db.write(async (tx) => {
    const first = and(
      eq(lessonProgress.assignmentId, assignment.id),
      eq(lessonProgress.lesson, lesson.id),
    );
    const now = { readAt: act.at, lessonSha256: lesson.sha256 };
    const marked = await tx
      .update(lessonProgress)
      .set(now)
      .where(and(first, isNull(lessonProgress.readAt)))
      .returning();
    if (marked.length > 0 || !(await checkedSinceRead(tx, assignment.id, lesson.id))) return;
    if (await isAttested(tx, assignment.id)) return;
    await tx
      .insert(lessonRereads)
      .values({ assignmentId: assignment.id, lesson: lesson.id, ...now });
  });
}

/** Whether a check of the lesson was finished after the lesson was last said to be read. */
async function checkedSinceRead(tx: Tx, assignmentId: string, lesson: string): Promise<boolean> {
  const [check] = await tx
    .select({ at: max(attempts.closedAt) })
    .from(attempts)
    .where(
      and(
        eq(attempts.assignmentId, assignmentId),
        eq(attempts.lesson, lesson),
        eq(attempts.kind, 'graded'),
      ),
    );
  const [first] = await tx
    .select({ at: lessonProgress.readAt })
    .from(lessonProgress)
    .where(and(eq(lessonProgress.assignmentId, assignmentId), eq(lessonProgress.lesson, lesson)));
  const [again] = await tx
    .select({ at: max(lessonRereads.readAt) })
    .from(lessonRereads)
    .where(and(eq(lessonRereads.assignmentId, assignmentId), eq(lessonRereads.lesson, lesson)));
  const read = Math.max(first?.at?.getTime() ?? 0, again?.at?.getTime() ?? 0);
  return check?.at != null && check.at.getTime() > read;
}
