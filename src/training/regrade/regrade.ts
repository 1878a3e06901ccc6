import { and, count, countDistinct, desc, eq, inArray, max } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import { assignments, attempts, attestations, employees, regrades } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';
import { previewRegrade, type CheckChange } from './preview-regrade.ts';

/** More than this is a memorandum, not a reason. */
export const LONGEST_REASON = 1000;
const ROWS_AT_ONCE = 500;
const TRIES = 3;

type Act = {
  policies: readonly Policy[];
  policy: Policy;
  revision: Revision;
  /** The preview that this person had before them; other changes are not written. */
  seen: string;
  because: string;
  /** Employee number of the HR person. */
  by: string;
  at: Date;
};

/**
 * Scores the finished checks on a revision anew by the release in force: one row for each answer whose
 * score that stands is another, and one audit event, in one write. Answers, and what is signed, stay
 * as they are. Sent twice, it changes nothing. Refuses without a reason, and when the changes are no
 * longer those that the person has seen.
 */
export async function regrade(db: Db, act: Act): Promise<{ answers: number }> {
  const because = reasonIn(act.because);
  for (let left = TRIES; left > 0; left -= 1) {
    const before = await lastRegrade(db.read);
    const { changes, seen } = await previewRegrade(db, act.policies, act);
    if (changes.length === 0) return { answers: 0 };
    if (seen !== act.seen) throw otherwise();
    const answers = await db.write(async (tx) => {
      // Found before this write: somebody may have scored anew or signed since.
      const moved = (await lastRegrade(tx)) !== before || (await anySigned(tx, changes));
      return moved ? undefined : append(tx, { ...act, because }, changes);
    });
    if (answers !== undefined) return { answers };
  }
  throw otherwise();
}

export type PastRegrade = {
  at: Date;
  by: string;
  because: string;
  answers: number;
  people: number;
};

/** When and why finished checks on a revision were scored anew, the last time first. */
export async function pastRegrades(
  { read }: Pick<Db, 'read'>,
  { policyId, id }: Pick<Revision, 'policyId' | 'id'>,
): Promise<PastRegrade[]> {
  const rows = await read
    .select({
      at: regrades.at,
      by: regrades.by,
      name: employees.name,
      because: regrades.because,
      answers: count(),
      people: countDistinct(assignments.employeeNumber),
    })
    .from(regrades)
    .innerJoin(attempts, eq(attempts.id, regrades.attemptId))
    .innerJoin(assignments, eq(assignments.id, attempts.assignmentId))
    .leftJoin(employees, eq(employees.number, regrades.by))
    .where(and(eq(assignments.policyId, policyId), eq(assignments.revision, id)))
    .groupBy(regrades.at, regrades.by, regrades.because)
    .orderBy(desc(regrades.at));
  return rows.map(({ name, ...row }) => ({ ...row, by: name ?? row.by }));
}

async function append(
  tx: Tx,
  { policy, revision, because, by, at }: Act,
  changes: readonly CheckChange[],
): Promise<number> {
  const { releaseSha256 } = revision;
  const rows = changes.flatMap(({ attemptId, items }) =>
    items.map(({ position, to }) => ({
      attemptId,
      position,
      releaseSha256,
      score: to,
      at,
      by,
      because,
    })),
  );
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    await tx.insert(regrades).values(rows.slice(from, from + ROWS_AT_ONCE));
  await recordEvent(tx, {
    at,
    actor: by,
    act: 'checks.regraded',
    subject: `${policy.id}/${revision.id}`,
    detail: {
      policy: policy.id,
      revision: revision.id,
      release: releaseSha256,
      answers: rows.length,
      checks: changes.length,
      people: new Set(changes.map(({ person }) => person.number)).size,
      because,
    },
  });
  return rows.length;
}

async function lastRegrade(read: Pick<Reader, 'select'>): Promise<number> {
  const [last] = await read.select({ id: max(regrades.id) }).from(regrades);
  return last?.id ?? 0;
}

async function anySigned(tx: Tx, changes: readonly CheckChange[]): Promise<boolean> {
  const ids = [...new Set(changes.map(({ assignmentId }) => assignmentId))];
  for (let from = 0; from < ids.length; from += ROWS_AT_ONCE) {
    const lot = ids.slice(from, from + ROWS_AT_ONCE);
    if ((await tx.$count(attestations, inArray(attestations.assignmentId, lot))) > 0) return true;
  }
  return false;
}

function reasonIn(typed: string): string {
  const reason = typed.replace(/\r\n?/g, '\n').trim();
  const refuse = (sentence: string) => new Refusal('bad-input', sentence, 'because');
  if (!isVisible(reason)) throw refuse('Say in a few words why the checks are scored anew.');
  if (reason.length > LONGEST_REASON)
    throw refuse(`A reason has at most ${LONGEST_REASON} characters.`);
  const odd = oddCharacterIn(reason, { lines: true });
  if (odd) throw refuse(`The reason holds ${odd}. Type it without.`);
  return reason;
}

function otherwise(): Refusal {
  return new Refusal(
    'conflict',
    'What would change is not what the page showed: somebody finished, signed or scored anew meanwhile. ' +
      'Look at the list again, then confirm.',
  );
}
