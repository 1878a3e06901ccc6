import { asc, gt } from 'drizzle-orm';
import canonicalize from 'canonicalize';
import type { Db } from '#db/client.ts';
import { attestations } from '#db/schema/index.ts';
import { scanFaults, scansFit } from './check-scans.ts';
import { instantOf } from './how.ts';
import { howOf, isOnPaper, type LessonRead, type SignedRecord } from './record.ts';
import { checksTaken, lessonsRead, type CheckTaken } from './taken.ts';

const AT_ONCE = 100;

/**
 * Where the database says otherwise than a signed record, each in a plain sentence: in the columns
 * beside it, the lessons read, the checks with their questions, answers and scores, or the scans. That
 * the record is the one that was signed, the ledger says.
 */
export async function recordFaults(db: Pick<Db, 'read'>): Promise<string[]> {
  const faults = await scanFaults(db);
  for (let after = ''; ;) {
    const rows = await db.read
      .select()
      .from(attestations)
      .where(gt(attestations.id, after))
      .orderBy(asc(attestations.id))
      .limit(AT_ONCE);
    for (const row of rows) {
      if (row.record === '') continue;
      const fault = await faultOf(db, row).catch(() => 'cannot be read');
      if (fault) faults.push(`what stands behind the record ${row.id} ${fault}`);
    }
    if (rows.length < AT_ONCE) return faults;
    after = rows.at(-1)!.id;
    // The portal goes on answering meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function faultOf(
  db: Pick<Db, 'read'>,
  row: typeof attestations.$inferSelect,
): Promise<string | undefined> {
  const record = JSON.parse(row.record) as SignedRecord;
  if (!besideFits(row, record)) return 'differs from it in a column';
  if (isOnPaper(record) && !(await scansFit(db, record))) {
    return 'differs from it: it names a scan that is not there, or of another kind';
  }
  return (await trainingFits(db, record)) ? undefined : 'is not the training that was signed';
}

function besideFits(row: typeof attestations.$inferSelect, record: SignedRecord): boolean {
  const signedAt = isOnPaper(record) ? instantOf(record.signedOn).toISOString() : record.signedAt;
  return (
    row.id === record.id &&
    row.assignmentId === record.assignment.id &&
    row.employeeNumber === record.person.number &&
    row.policyId === record.policy.id &&
    row.revision === record.policy.revision &&
    row.how === howOf(record) &&
    row.signedAt.toISOString() === signedAt
  );
}

/** What was done after signing is not in the record, and may be there. */
async function trainingFits(db: Pick<Db, 'read'>, record: SignedRecord): Promise<boolean> {
  const training = isOnPaper(record) ? record.training : record;
  // Held in person: nothing of it is in the portal.
  if ('where' in training && training.where === 'in-person') return true;
  const { lessons, checks } = training;
  const { id } = record.assignment;
  const made = {
    schema: record.schema,
    at: isOnPaper(record) ? record.recordedAt : record.signedAt,
  };
  const read = new Map((await lessonsRead(db, id)).map((one) => [one.id, one]));
  const taken = new Map((await checksTaken(db, id)).map((one) => [one.attempt, one]));
  return (
    lessons.every((lesson) => isSame(lesson, lessonThen(made, read.get(lesson.id)))) &&
    checks.every((check) =>
      isSame({ ...check, counts: true }, checkThen(made, taken.get(check.attempt))),
    )
  );
}

/** In which form a record was made, and when. */
type Made = { schema: SignedRecord['schema']; at: string };

function lessonThen({ schema, at: made }: Made, lesson: LessonRead | undefined) {
  if (!lesson) return undefined;
  const { readAgain = [], ...read } = lesson;
  const then = schema === FIRST ? [] : readAgain.filter(({ at }) => at <= made);
  return then.length > 0 ? { ...read, readAgain: then } : read;
}

function checkThen({ schema }: Made, check: CheckTaken | undefined) {
  if (!check || schema !== FIRST) return check && { ...check, counts: true };
  const items = check.items.map(({ regrades, ...item }) =>
    regrades
      ? {
          ...item,
          regrades: regrades.map(({ score, release, at, because }) => ({
            score,
            release,
            at,
            because,
          })),
        }
      : item,
  );
  return { ...check, counts: true, items };
}

/** The first form told neither who scored anew nor what was read again. */
const FIRST = 'policy-attestation/1';

const isSame = (a: object, b: object | undefined) => canonicalize(a) === canonicalize(b);
