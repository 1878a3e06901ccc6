import { and, asc, desc, eq, inArray, ne, sql, type SQL } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attestations, declineAnswers, employees, records } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { DeclineRecord } from './decline-record.ts';

/** HR has not answered, HR has said what was done, or the person has signed since. */
export type DeclineState = 'open' | 'answered' | 'signed';
export type DeclineAnswer = { id: number; words: string; at: Date; by: string };
export type Decline = {
  id: string;
  assignmentId: string;
  person: { number: string; publicId: string; name: string };
  content: DeclineRecord;
  sha256: string;
  at: Date;
  state: DeclineState;
  /** What HR did, the first answer first. */
  answers: DeclineAnswer[];
};

const answered = sql`EXISTS (
  SELECT 1 FROM ${declineAnswers} WHERE ${declineAnswers.recordId} = ${records.id}
)`;
const signed = sql`EXISTS (
  SELECT 1 FROM ${attestations} WHERE ${attestations.assignmentId} = ${records.about}
)`;
// What was disposed of has no words left.
const kept = and(eq(records.kind, 'decline'), ne(records.record, ''))!;
const open = sql`NOT ${answered} AND NOT ${signed}`;

/** That a row of `records` is a decline of this assignment that HR has not answered, nor the person signed since. */
export function isOpen(assignmentId: string | SQL): SQL {
  return and(kept, sql`${records.about} = ${assignmentId}`, open)!;
}

/** Everything a person declined to sign, the latest first. */
export async function declinesOf(db: Db, employeeNumber: string): Promise<Decline[]> {
  return read(db, eq(records.employeeNumber, employeeNumber));
}

/** Everything that was declined, for HR: the open ones first and of them the oldest. */
export async function declinesPage(db: Db, { asked, size }: { asked: number; size: number }) {
  const total = await db.read.$count(records, kept);
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(Math.max(1, Math.trunc(asked) || 1), pages);
  const ids = await db.read
    .select({ id: records.id })
    .from(records)
    .where(kept)
    .orderBy(
      sql`NOT (${open})`,
      sql`CASE WHEN ${open} THEN ${records.at} ELSE -${records.at} END`,
      asc(records.id),
    )
    .limit(size)
    .offset((page - 1) * size);
  const order = ids.map(({ id }) => id);
  const found = order.length === 0 ? [] : await read(db, inArray(records.id, order));
  const rows = found.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  return { rows, total, page, pages };
}

/** How many wait for HR. */
export async function countOpenDeclines(db: Db): Promise<number> {
  return db.read.$count(records, and(kept, open));
}

/** Any decline, for HR and auditors. */
export async function declineById(db: Db, id: string): Promise<Decline> {
  const [found] = await read(db, eq(records.id, id));
  if (!found) throw noSuchDecline();
  return found;
}

export function noSuchDecline(): Refusal {
  return new Refusal('not-found', 'Nothing was declined under this address. Choose from the list.');
}

async function read(db: Db, where: SQL): Promise<Decline[]> {
  const rows = await db.read
    .select({
      row: records,
      person: { number: employees.number, publicId: employees.publicId, name: employees.name },
      answered: sql<number>`${answered}`,
      signed: sql<number>`${signed}`,
    })
    .from(records)
    .innerJoin(employees, eq(employees.number, records.employeeNumber))
    .where(and(kept, where))
    .orderBy(desc(records.at), desc(records.id));
  const answers = await answersTo(
    db,
    rows.map(({ row }) => row.id),
  );
  return rows.map(({ row, person, ...is }) => ({
    id: row.id,
    assignmentId: row.about ?? '',
    person,
    content: JSON.parse(row.record) as DeclineRecord,
    sha256: row.sha256,
    at: row.at,
    state: is.signed ? 'signed' : is.answered ? 'answered' : 'open',
    answers: answers.filter(({ recordId }) => recordId === row.id),
  }));
}

async function answersTo(db: Db, ids: string[]) {
  if (ids.length === 0) return [];
  return db.read
    .select({
      id: declineAnswers.id,
      recordId: declineAnswers.recordId,
      words: declineAnswers.words,
      at: declineAnswers.at,
      by: sql<string>`coalesce(${employees.name}, ${declineAnswers.by})`,
    })
    .from(declineAnswers)
    .leftJoin(employees, eq(employees.number, declineAnswers.by))
    .where(inArray(declineAnswers.recordId, ids))
    .orderBy(asc(declineAnswers.id));
}
