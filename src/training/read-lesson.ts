import { and, eq, isNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { lessonProgress } from '#db/schema/index.ts';
import type { Policy } from '#policies/model.ts';
import { assignedRevision, lessonOf, ownAssignment } from './own-assignment.ts';

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
  const lesson = lessonOf(assignedRevision(act.policies, assignment).revision, act.lessonId);
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

/** "I have read this lesson": pins the lesson's bytes as they stood. Saying it twice changes nothing. */
export async function markLessonRead(db: Db, act: LessonOfMine): Promise<void> {
  await openLesson(db, act);
  const assignment = await ownAssignment(db.read, act.employeeNumber, act.assignmentId);
  const lesson = lessonOf(assignedRevision(act.policies, assignment).revision, act.lessonId);
  await db.write((tx) =>
    tx
      .update(lessonProgress)
      .set({ readAt: act.at, lessonSha256: lesson.sha256 })
      .where(
        and(
          eq(lessonProgress.assignmentId, assignment.id),
          eq(lessonProgress.lesson, lesson.id),
          isNull(lessonProgress.readAt),
        ),
      ),
  );
}
