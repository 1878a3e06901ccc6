import { asc, eq, min } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attemptItems, attempts, lessonProgress, lessonRereads } from '#db/schema/index.ts';
import type { Seen } from './record.ts';

/** When the person first did anything of a training; undefined where nothing but the signature was asked. */
export async function openedAt(db: Db, assignmentId: string): Promise<Date | undefined> {
  const [lesson] = await db.read
    .select({ at: min(lessonProgress.openedAt) })
    .from(lessonProgress)
    .where(eq(lessonProgress.assignmentId, assignmentId));
  const [attempt] = await db.read
    .select({ at: min(attempts.startedAt) })
    .from(attempts)
    .where(eq(attempts.assignmentId, assignmentId));
  const instants = [lesson?.at, attempt?.at].flatMap((at) => (at ? [at.getTime()] : []));
  return instants.length > 0 ? new Date(Math.min(...instants)) : undefined;
}

/** Every lesson opened and every scenario asked in a training, by id, each in every wording shown. */
export async function seenIn(
  db: Db,
  assignmentId: string,
): Promise<{ lessons: Seen[]; scenarios: Seen[] }> {
  const lesson = { id: lessonProgress.lesson, sha256: lessonProgress.lessonSha256 };
  const opened = await db.read
    .select(lesson)
    .from(lessonProgress)
    .where(eq(lessonProgress.assignmentId, assignmentId));
  const again = await db.read
    .select({ id: lessonRereads.lesson, sha256: lessonRereads.lessonSha256 })
    .from(lessonRereads)
    .where(eq(lessonRereads.assignmentId, assignmentId));
  const scenarios = await db.read
    .selectDistinct({ id: attemptItems.scenario, sha256: attemptItems.scenarioSha256 })
    .from(attemptItems)
    .innerJoin(attempts, eq(attempts.id, attemptItems.attemptId))
    .where(eq(attempts.assignmentId, assignmentId))
    .orderBy(asc(attemptItems.scenario), asc(attemptItems.scenarioSha256));
  return { lessons: distinct([...opened, ...again]), scenarios };
}

function distinct(seen: Seen[]): Seen[] {
  const byBoth = new Map(seen.map((one) => [`${one.id} ${one.sha256}`, one]));
  return [...byBoth].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
