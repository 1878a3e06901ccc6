import { asc, gt } from 'drizzle-orm';
import canonicalize from 'canonicalize';
import type { Db } from '#db/client.ts';
import { attestations } from '#db/schema/index.ts';
import type { AttestationRecord, LessonRead } from './record.ts';
import { checksTaken, lessonsRead, type CheckTaken } from './taken.ts';

const AT_ONCE = 100;

/**
 * Where the database says otherwise than a signed record, each in a plain sentence: in the columns
 * beside it, the lessons read, or the checks with their questions, answers and scores. That the record
 * is the one that was signed, the ledger says.
 */
export async function recordFaults(db: Db): Promise<string[]> {
  const faults: string[] = [];
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

async function faultOf(db: Db, row: typeof attestations.$inferSelect): Promise<string | undefined> {
  const record = JSON.parse(row.record) as AttestationRecord;
  if (!besideFits(row, record)) return 'differs from it in a column';
  return (await trainingFits(db, record)) ? undefined : 'is not the training that was signed';
}

function besideFits(row: typeof attestations.$inferSelect, record: AttestationRecord): boolean {
  return (
    row.id === record.id &&
    row.assignmentId === record.assignment.id &&
    row.employeeNumber === record.person.number &&
    row.policyId === record.policy.id &&
    row.revision === record.policy.revision &&
    row.signedAt.toISOString() === record.signedAt
  );
}

/** What was done after signing is not in the record, and may be there. */
async function trainingFits(db: Db, record: AttestationRecord): Promise<boolean> {
  const read = new Map((await lessonsRead(db, record.assignment.id)).map((one) => [one.id, one]));
  const taken = new Map(
    (await checksTaken(db, record.assignment.id)).map((one) => [one.attempt, one]),
  );
  return (
    record.lessons.every((lesson) => isSame(lesson, lessonThen(record, read.get(lesson.id)))) &&
    record.checks.every((check) =>
      isSame({ ...check, counts: true }, checkThen(record, taken.get(check.attempt))),
    )
  );
}

function lessonThen({ schema, signedAt }: AttestationRecord, lesson: LessonRead | undefined) {
  if (!lesson) return undefined;
  const { readAgain = [], ...read } = lesson;
  const then = schema === FIRST ? [] : readAgain.filter(({ at }) => at <= signedAt);
  return then.length > 0 ? { ...read, readAgain: then } : read;
}

function checkThen({ schema }: AttestationRecord, check: CheckTaken | undefined) {
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
