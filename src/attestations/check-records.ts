import { asc, gt } from 'drizzle-orm';
import canonicalize from 'canonicalize';
import type { Db } from '#db/client.ts';
import { attestations } from '#db/schema/index.ts';
import type { AttestationRecord } from './record.ts';
import { checksTaken, lessonsRead } from './taken.ts';

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
      const record = JSON.parse(row.record) as AttestationRecord;
      if (!besideFits(row, record)) faults.push(`what stands beside the record ${row.id} differs`);
      if (!(await trainingFits(db, record)))
        faults.push(`the training behind the record ${row.id} is not as it was signed`);
    }
    if (rows.length < AT_ONCE) return faults;
    after = rows.at(-1)!.id;
    // The portal goes on answering meanwhile.
    await new Promise((resolve) => setImmediate(resolve));
  }
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
async function trainingFits(db: Db, { assignment, lessons, checks }: AttestationRecord) {
  const read = new Map((await lessonsRead(db, assignment.id)).map((one) => [one.id, one]));
  const taken = new Map((await checksTaken(db, assignment.id)).map((one) => [one.attempt, one]));
  return (
    lessons.every((lesson) => isSame(lesson, read.get(lesson.id))) &&
    checks.every(({ counts: _, ...check }) => isSame(check, taken.get(check.attempt)))
  );
}

const isSame = (a: object, b: object | undefined) => canonicalize(a) === canonicalize(b);
