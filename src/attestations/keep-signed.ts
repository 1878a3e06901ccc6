import { and, count, eq, isNotNull } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { attempts, attestations, regrades } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { appendEntry } from '#evidence/append.ts';
import type { Ledger } from '#evidence/open-ledger.ts';
import { queueMail } from '#mail/queue.ts';
import type { Policy } from '#policies/model.ts';
import { tracksOf } from '#training/tracks.ts';
import { decideAgain } from '#assignments/decide-again.ts';
import { refuseUnlessBuilt } from './built-on.ts';
import { standingConsent } from './consent.ts';
import { attestationFor } from './read-attestation.ts';
import { howOf, type AttestationRecord } from './record.ts';
import { lastReview } from './review.ts';

export type Keeping = {
  ledger: Ledger;
  policies: readonly Policy[];
  /** The sealed record, and its SHA-256. */
  record: string;
  sha256: string;
  at: Date;
  /** What else belongs to the same write. */
  alongside?: (tx: Tx, id: string) => Promise<void>;
};

/**
 * Keeps a sealed record and enters it in the ledger, in one write. An assignment that is signed already
 * returns its attestation. Refuses a record that no longer says what is so: a check finished, an answer
 * scored anew, lessons added or taken away, or the consent withdrawn since it was written up.
 */
export async function keepSigned(db: Db, kept: Keeping): Promise<{ id: string; sha256: string }> {
  const { ledger, record, sha256, at } = kept;
  const content = JSON.parse(record) as AttestationRecord;
  const { id, assignment, policy } = content;
  const person = content.person.number;
  return db.write(async (tx) => {
    const meanwhile = await attestationFor({ read: tx }, assignment.id);
    if (meanwhile) return meanwhile;
    await refuseUnlessStillSo(tx, content, kept.policies);
    await tx.insert(attestations).values({
      id,
      assignmentId: assignment.id,
      employeeNumber: person,
      policyId: policy.id,
      revision: policy.revision,
      sha256,
      record,
      signedAt: new Date(content.signedAt),
      how: howOf(content),
    });
    await kept.alongside?.(tx, id);
    await decideAgain(tx, {
      policies: kept.policies,
      policyId: policy.id,
      employeeNumber: person,
      at,
    });
    await recordEvent(tx, {
      at,
      actor: person,
      act: 'attestation.signed',
      subject: id,
      detail: { assignment: assignment.id, sha256 },
    });
    const mail = { kind: 'receipt' as const, to: person, about: id, onceKey: `receipt ${id}` };
    await queueMail(tx, { ...mail, at, by: 'system' });
    await appendEntry(tx, ledger, { kind: 'attestation', recordId: id, record, at });
    return { id, sha256 };
  });
}

/** What was written up was read before this write. */
async function refuseUnlessStillSo(
  tx: Tx,
  content: AttestationRecord,
  policies: readonly Policy[],
): Promise<void> {
  const { assignment, checks, consent, person, statement } = content;
  if ((await checksFinished(tx, assignment.id)) !== checks.length) {
    throw new Refusal(
      'conflict',
      'A check was finished in another window just now. Look at your result again, then sign.',
    );
  }
  if ((await regradesWritten(tx, assignment.id)) !== regradesIn(content)) {
    throw new Refusal(
      'conflict',
      'HR scored an answer of yours anew just now. Look at your result again, then sign.',
    );
  }
  await refuseUnlessBuilt(tx, content);
  const policy = policies.find(({ id }) => id === content.policy.id);
  const tracks = policy ? [...(await tracksOf({ read: tx }, policy, person.number)).keys()] : [];
  if (tracks.toSorted().join() !== content.tracks.join()) {
    throw new Refusal(
      'conflict',
      'Which lessons are yours was changed just now. Look at your training again, then sign.',
    );
  }
  const standing =
    consent && (await standingConsent(tx, person.number, { sha256: consent.notice }));
  if (!standing || standing.id !== consent.id) {
    throw new Refusal(
      'conflict',
      'You took back your agreement to electronic records in another window just now. Open ' +
        '“Review and sign” again from your training.',
    );
  }
  if (!(await lastReview(tx, assignment.id, statement.sha256)))
    throw new Error('a statement that nobody was shown is not signed');
}

async function checksFinished(tx: Tx, assignmentId: string): Promise<number> {
  return tx.$count(
    attempts,
    and(
      eq(attempts.assignmentId, assignmentId),
      eq(attempts.kind, 'graded'),
      isNotNull(attempts.closedAt),
    ),
  );
}

async function regradesWritten(tx: Tx, assignmentId: string): Promise<number> {
  const [found] = await tx
    .select({ regrades: count() })
    .from(regrades)
    .innerJoin(attempts, eq(attempts.id, regrades.attemptId))
    .where(eq(attempts.assignmentId, assignmentId));
  return found?.regrades ?? 0;
}

function regradesIn({ checks }: Pick<AttestationRecord, 'checks'>): number {
  return checks
    .flatMap(({ items }) => items)
    .reduce((sum, item) => sum + (item.regrades?.length ?? 0), 0);
}
