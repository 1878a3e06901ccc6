import { and, count, eq, isNotNull } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { attempts, attestations, regrades } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { appendEntry } from '#evidence/append.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf, type Progress } from '#training/progress.ts';
import { attestationFor } from './read-attestation.ts';
import { sealRecord, type AttestationRecord } from './record.ts';
import { writeUp, type Signing } from './write-up.ts';

/**
 * Signs a finished training: one immutable record an assignment, kept with its SHA-256 and
 * entered in the ledger in the same write.
 * Signing twice, or from two windows, returns the one attestation. Refuses while anything is left to
 * do, without the box, and when the typed name is not the person's.
 */
export async function attest(db: Db, act: Signing): Promise<{ id: string; sha256: string }> {
  const assignment = await ownAssignment(db.read, act.person.number, act.assignmentId);
  const signed = await attestationFor(db, assignment.id);
  if (signed) return signed;
  const progress = await progressOf(db, act.policies, assignment);
  refuseUnlessReady(act, progress);
  const content = await writeUp(db, act, assignment, progress);
  const sealed = sealRecord(content);
  const { id } = content;
  return db.write(async (tx) => {
    const meanwhile = await attestationFor({ read: tx }, assignment.id);
    if (meanwhile) return meanwhile;
    // What was written up was read before this write: a check finished since is not in it.
    if ((await checksFinished(tx, assignment.id)) !== content.checks.length) {
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
    await tx.insert(attestations).values({
      id,
      assignmentId: assignment.id,
      employeeNumber: act.person.number,
      policyId: assignment.policyId,
      revision: assignment.revision,
      sha256: sealed.sha256,
      record: sealed.record,
      signedAt: act.at,
    });
    await recordEvent(tx, {
      at: act.at,
      actor: act.person.number,
      act: 'attestation.signed',
      subject: id,
      detail: { assignment: assignment.id, sha256: sealed.sha256 },
    });
    const entry = { kind: 'attestation', recordId: id, record: sealed.record, at: act.at } as const;
    await appendEntry(tx, act.ledger, entry);
    return { id, sha256: sealed.sha256 };
  });
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

function refuseUnlessReady(act: Signing, progress: Progress): void {
  if (!progress.complete) {
    throw new Refusal(
      'conflict',
      'There is training left to do before you can sign. Your training shows what.',
    );
  }
  if (!act.agreed) {
    throw new Refusal('bad-input', 'Check the box to say that the statement is yours.', 'agreed');
  }
  if (folded(act.typedName) !== folded(act.person.name)) {
    throw new Refusal(
      'bad-input',
      `Type your name as this record has it: ${act.person.name}. If it is wrong, tell HR before you sign.`,
      'typedName',
    );
  }
}

function folded(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('en-US');
}
