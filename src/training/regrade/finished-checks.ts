import { setImmediate as turn } from 'node:timers/promises';
import { and, asc, eq, exists, inArray, isNotNull, ne, or } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import {
  answers,
  assignments,
  attemptItems,
  attempts,
  attestations,
  employees,
  regrades,
} from '#db/schema/index.ts';
import type { Revision } from '#policies/model.ts';
import type { Regrade } from '../read-attempt.ts';

export type FinishedCheck = {
  row: typeof attempts.$inferSelect;
  person: { number: string; name: string; publicId: string };
  /** Its assignment is signed: it stands as it was signed. */
  signed: boolean;
  items: FinishedItem[];
};
export type FinishedItem = {
  asked: typeof attemptItems.$inferSelect;
  /** Every turn, the last one last. */
  answers: (typeof answers.$inferSelect)[];
  /** Every time it was scored anew, the last one last. */
  regrades: Regrade[];
};

const AT_ONCE = 100;

/**
 * Every finished check on a revision with all that was answered, by person, a hundred at a time:
 * three reads for each lot, however many people. `except` leaves out the checks that this release
 * alone has scored.
 */
export async function* finishedChecks(
  db: Pick<Db, 'read'>,
  { policyId, id }: Pick<Revision, 'policyId' | 'id'>,
  { except }: { except?: string } = {},
): AsyncGenerator<FinishedCheck[]> {
  const scoredAnew = db.read
    .select({ id: regrades.id })
    .from(regrades)
    .where(eq(regrades.attemptId, attempts.id));
  const found = await db.read
    .select({
      row: attempts,
      person: { number: employees.number, name: employees.name, publicId: employees.publicId },
      attestation: attestations.id,
    })
    .from(attempts)
    .innerJoin(assignments, eq(assignments.id, attempts.assignmentId))
    .innerJoin(employees, eq(employees.number, assignments.employeeNumber))
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(
      and(
        eq(assignments.policyId, policyId),
        eq(assignments.revision, id),
        eq(attempts.kind, 'graded'),
        isNotNull(attempts.closedAt),
        except === undefined
          ? undefined
          : or(ne(attempts.releaseSha256, except), exists(scoredAnew)),
      ),
    )
    .orderBy(asc(employees.name), asc(employees.number), asc(attempts.closedAt), asc(attempts.id));
  for (let from = 0; from < found.length; from += AT_ONCE) {
    const lot = found.slice(from, from + AT_ONCE);
    const items = await itemsOf(
      db,
      lot.map(({ row }) => row.id),
    );
    yield lot.map(({ row, person, attestation }) => ({
      row,
      person,
      signed: attestation !== null,
      items: items.get(row.id) ?? [],
    }));
    // Reads never yield by themselves; others want their pages meanwhile.
    await turn();
  }
}

async function itemsOf(
  { read }: Pick<Db, 'read'>,
  ids: string[],
): Promise<Map<string, FinishedItem[]>> {
  const asked = await read
    .select()
    .from(attemptItems)
    .where(inArray(attemptItems.attemptId, ids))
    .orderBy(asc(attemptItems.attemptId), asc(attemptItems.position));
  const given = await read
    .select()
    .from(answers)
    .where(inArray(answers.attemptId, ids))
    .orderBy(asc(answers.attemptId), asc(answers.position), asc(answers.turn));
  const anew = await read
    .select()
    .from(regrades)
    .where(inArray(regrades.attemptId, ids))
    .orderBy(asc(regrades.id));
  const byAttempt = new Map<string, FinishedItem[]>(ids.map((id) => [id, []]));
  const byPlace = new Map<string, FinishedItem>();
  for (const row of asked) {
    const item: FinishedItem = { asked: row, answers: [], regrades: [] };
    byPlace.set(placeOf(row), item);
    byAttempt.get(row.attemptId)?.push(item);
  }
  for (const answer of given) byPlace.get(placeOf(answer))?.answers.push(answer);
  for (const regrade of anew) byPlace.get(placeOf(regrade))?.regrades.push(regrade);
  return byAttempt;
}

const placeOf = ({ attemptId, position }: { attemptId: string; position: number }) =>
  `${attemptId}/${position}`;
