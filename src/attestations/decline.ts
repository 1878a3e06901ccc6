import { randomBytes } from 'node:crypto';
import { recordEvent } from '#audit/record.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import type { Db, Tx } from '#db/client.ts';
import { records } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { appendRecord } from '#evidence/append.ts';
import type { Ledger } from '#evidence/open-ledger.ts';
import { randomId } from '#people/random-id.ts';
import type { Policy } from '#policies/model.ts';
import { sha256Hex } from '#rules/hash.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf, type Progress } from '#training/progress.ts';
import { alreadySigned, isAttested } from '#training/signed.ts';
import { DECLINE_KINDS, type DeclineRecord } from './decline-record.ts';
import { isOpen } from './read-declines.ts';
import { statementFor } from './statement.ts';
import { LONGEST_REASON, wordsOf } from './words.ts';

export type Declining = {
  ledger: Ledger;
  policies: readonly Policy[];
  /** SHA-256 of the sources that this portal was built from. */
  build: string;
  person: SignedIn;
  assignmentId: string;
  /** One of `DECLINE_KINDS`, as it came with the form. */
  kind: string;
  reason: string;
  /** When and how the person proved to be themselves again, just now. */
  stepUp: { method: DeclineRecord['authentication']['stepUp']['method']; at: Date };
  timeZone: string;
  address: string;
  userAgent: string;
  at: Date;
  /** What else belongs to the same write. */
  alongside?: ((tx: Tx) => Promise<void>) | undefined;
};

/**
 * Declines to sign a finished training, with the reason, for HR to look into; the record's id. The
 * training stays open and can be signed later. While HR has not answered, declining again returns the
 * decline there is. Refuses without kind or reason, before the training is finished, and once signed.
 */
export async function decline(db: Db, act: Declining): Promise<string> {
  const assignment = await ownAssignment(db.read, act.person.number, act.assignmentId);
  if (assignment.attested) throw alreadySigned();
  const progress = await progressOf(db, act.policies, assignment);
  const content = writeUpDecline(act, assignment, progress);
  const { ledger, at, person } = act;
  const { id } = content;
  return db.write(async (tx) => {
    if (await isAttested(tx, assignment.id)) throw alreadySigned();
    const [open] = await tx.select({ id: records.id }).from(records).where(isOpen(assignment.id));
    if (open) return open.id;
    await act.alongside?.(tx);
    await appendRecord(tx, ledger, {
      kind: 'decline',
      content,
      about: assignment.id,
      employeeNumber: person.number,
      at,
      by: person.number,
    });
    await recordEvent(tx, {
      at,
      actor: person.number,
      act: 'attestation.declined',
      subject: id,
      // The reason is HR's to read, not every auditor's list.
      detail: { assignment: assignment.id, kind: content.kind },
    });
    return id;
  });
}

/** What is kept of a decline. Refuses what the person must still say or do. */
function writeUpDecline(
  act: Declining,
  assignment: Awaited<ReturnType<typeof ownAssignment>>,
  progress: Progress,
): DeclineRecord {
  if (!progress.complete) {
    throw new Refusal(
      'conflict',
      'There is training left to do before there is anything to sign. Your training shows what. ' +
        'If that is a problem, talk with HR.',
    );
  }
  const kind = DECLINE_KINDS.find((one) => one === act.kind);
  if (!kind) throw new Refusal('bad-input', 'Choose what comes closest.', 'kind');
  const reason = wordsOf(act.reason, 'reason', LONGEST_REASON);
  const { policy, revision } = progress;
  const text = statementFor(progress, act.person.name);
  const { number, name, title, department } = act.person;
  return {
    schema: 'decline/1',
    id: randomId(),
    nonce: randomBytes(32).toString('hex'),
    person: { number, name, title, department },
    assignment: {
      id: assignment.id,
      campaign: assignment.campaignId,
      assignedAt: assignment.assignedAt.toISOString(),
      dueOn: assignment.dueOn,
    },
    policy: {
      id: policy.id,
      title: policy.title,
      revision: revision.id,
      citation: revision.citation,
      sha256: revision.policySha256,
    },
    statement: { text, sha256: sha256Hex(text) },
    kind,
    reason,
    authentication: {
      method: act.person.method,
      signedInAt: act.person.since.toISOString(),
      stepUp: { method: act.stepUp.method, at: act.stepUp.at.toISOString() },
    },
    at: act.at.toISOString(),
    timeZone: act.timeZone,
    client: { address: act.address, userAgent: act.userAgent.slice(0, 512) },
    build: act.build,
  };
}
