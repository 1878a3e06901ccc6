import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { answers, attemptItems, attempts, lessonRereads, regrades } from '#db/schema/index.ts';
import type { AttestationRecord, CheckRecord } from './record.ts';

/** A finished check as it stands in the database; which of them count, the progress says. */
export type CheckTaken = Omit<CheckRecord, 'counts'>;

/** Every lesson read, as the record has it. */
export async function lessonsRead(
  { read }: Pick<Db, 'read'>,
  assignmentId: string,
): Promise<AttestationRecord['lessons']> {
  const rows = await read.query.lessonProgress.findMany({
    where: (row, { eq: same }) => same(row.assignmentId, assignmentId),
    orderBy: (row) => asc(row.lesson),
  });
  const rereads = await read
    .select()
    .from(lessonRereads)
    .where(eq(lessonRereads.assignmentId, assignmentId))
    .orderBy(asc(lessonRereads.readAt));
  return rows.flatMap(({ lesson, lessonSha256: sha256, openedAt, readAt }) => {
    if (!readAt) return [];
    const readAgain = rereads
      .filter((again) => again.lesson === lesson)
      .map((again) => ({ sha256: again.lessonSha256, at: again.readAt.toISOString() }));
    return [
      {
        id: lesson,
        sha256,
        openedAt: openedAt.toISOString(),
        readAt: readAt.toISOString(),
        ...(readAgain.length > 0 && { readAgain }),
      },
    ];
  });
}

/** Every finished check with every answer as given, in the order taken. */
export async function checksTaken(
  db: Pick<Db, 'read'>,
  assignmentId: string,
): Promise<CheckTaken[]> {
  const taken = await db.read
    .select()
    .from(attempts)
    .where(
      and(
        eq(attempts.assignmentId, assignmentId),
        eq(attempts.kind, 'graded'),
        isNotNull(attempts.closedAt),
      ),
    )
    .orderBy(asc(attempts.closedAt), asc(attempts.id));
  return Promise.all(
    taken.map(async (row) => ({
      attempt: row.id,
      lesson: row.lesson,
      number: row.number,
      release: row.releaseSha256,
      ruleset: await rulesetOf(db, row.releaseSha256),
      startedAt: row.startedAt.toISOString(),
      closedAt: (row.closedAt as Date).toISOString(),
      items: await itemsTaken(db, row.id),
    })),
  );
}

async function rulesetOf(db: Pick<Db, 'read'>, release: string): Promise<string> {
  const row = await db.read.query.releases.findFirst({
    where: (candidate, { eq: same }) => same(candidate.sha256, release),
  });
  if (!row) throw new Error(`release ${release} is pinned but not stored`);
  return row.rulesetSha256;
}

async function itemsTaken(db: Pick<Db, 'read'>, attemptId: string): Promise<CheckRecord['items']> {
  const asked = await db.read
    .select()
    .from(attemptItems)
    .where(eq(attemptItems.attemptId, attemptId))
    .orderBy(asc(attemptItems.position));
  const given = await db.read
    .select()
    .from(answers)
    .where(eq(answers.attemptId, attemptId))
    .orderBy(asc(answers.position), asc(answers.turn));
  const anew = await db.read
    .select()
    .from(regrades)
    .where(eq(regrades.attemptId, attemptId))
    .orderBy(asc(regrades.id));
  const regradesOf = (position: number) =>
    anew
      .filter((regrade) => regrade.position === position)
      .map(({ id, score, releaseSha256, at, because, by }) => ({
        score,
        release: releaseSha256,
        at: at.toISOString(),
        because,
        by,
        number: id,
      }));
  return asked.map((item) => ({
    position: item.position,
    scenario: item.scenario,
    scenarioSha256: item.scenarioSha256,
    telling: item.telling,
    kind: item.kind,
    options: item.options,
    answers: given
      .filter((answer) => answer.position === item.position)
      .map(({ turn, given: chosen, score, at }) => ({
        turn,
        given: chosen,
        score,
        at: at.toISOString(),
      })),
    ...(regradesOf(item.position).length > 0 && { regrades: regradesOf(item.position) }),
  }));
}
