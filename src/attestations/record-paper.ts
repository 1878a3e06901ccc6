import { randomBytes } from 'node:crypto';
import { and, eq, isNotNull } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Confirmation } from '#auth/confirm-password.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import type { Db } from '#db/client.ts';
import { assignments, attempts, attestationScans, attestations } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { appendEntry } from '#evidence/append.ts';
import type { Ledger } from '#evidence/open-ledger.ts';
import { personByNumber } from '#people/person.ts';
import type { Policy } from '#policies/model.ts';
import { sha256Hex } from '#rules/hash.ts';
import { progressOf, type Progress } from '#training/progress.ts';
import {
  LONGEST_REASON,
  lineOf,
  refuseBeforeFinished,
  refuseHeldOn,
  refuseSignedOn,
} from './paper-fields.ts';
import { wordsOf } from './words.ts';
import { attestationFor } from './read-attestation.ts';
import { sealRecord, type PaperRecord, type PaperTraining } from './record.ts';
import { keepScan, readScan, scanAt, type Scan } from './scan.ts';
import { paperStatementFor } from './statement.ts';
import { instantOf } from './how.ts';
import { decideAgain } from '#assignments/decide-again.ts';
import { refuseUnlessBuilt } from './built-on.ts';
import { checksTaken, lessonsRead } from './taken.ts';
import { pathOf, bindingOf, countingIn } from './write-up.ts';

export type PaperSigning = {
  ledger: Ledger;
  policies: readonly Policy[];
  /** The HR person who records it. */
  by: SignedIn;
  stepUp: Confirmation;
  assignmentId: string;
  how: PaperRecord['how'];
  /** Civil date. */
  signedOn: string;
  /** Of a witnessed signature. */
  witness: { name: string; title: string };
  reason: string;
  training: { where: 'portal' } | { where: 'in-person'; heldOn: string; trainer: string };
  /** The file, or the SHA-256 of one that is stored: a sign-in sheet bears many names. */
  scan: Uint8Array | string;
  /** SHA-256 of the sources that this portal was built from. */
  build: string;
  timeZone: string;
  at: Date;
};

/**
 * Records that somebody signed on paper or before a witness: an attestation like any other, which says
 * so, entered in the ledger in the same write, with the scan that shows it. Nobody has to sign in the
 * portal. Refuses what was signed already, a training in the portal that is not finished,
 * dates that cannot be, and HR's own signature: a colleague records that.
 */
export async function recordPaper(
  db: Db,
  act: PaperSigning,
): Promise<{ id: string; sha256: string }> {
  const assignment = await openAssignment(db, act);
  const scan = await scanOf(db, act.scan);
  const content = await writeUpPaper(db, act, assignment, scan);
  const sealed = sealRecord(content);
  const { id } = content;
  return db.write(async (tx) => {
    if (await attestationFor({ read: tx }, assignment.id)) throw signedAlready();
    if (content.training.where === 'portal') {
      await refuseUnlessBuilt(tx, { ...content, ...content.training });
      const finished = await tx.$count(
        attempts,
        and(
          eq(attempts.assignmentId, assignment.id),
          eq(attempts.kind, 'graded'),
          isNotNull(attempts.closedAt),
        ),
      );
      if (finished !== content.training.checks.length) {
        throw new Refusal(
          'conflict',
          'This person finished a check just now. Look at their training again, then record the paper.',
        );
      }
    }
    await keepScan(tx, scan, { by: act.by.number, at: act.at });
    await tx.insert(attestations).values({
      id,
      assignmentId: assignment.id,
      employeeNumber: assignment.employeeNumber,
      policyId: assignment.policyId,
      revision: assignment.revision,
      sha256: sealed.sha256,
      record: sealed.record,
      signedAt: instantOf(content.signedOn),
      how: act.how,
    });
    const { policies, at } = act;
    const { policyId, employeeNumber } = assignment;
    await decideAgain(tx, { policies, policyId, employeeNumber, at });
    await tx.insert(attestationScans).values({ attestationId: id, scanSha256: scan.sha256 });
    await recordEvent(tx, {
      at: act.at,
      actor: act.by.number,
      act: 'attestation.recorded',
      subject: id,
      detail: { assignment: assignment.id, sha256: sealed.sha256, how: act.how, scan: scan.sha256 },
    });
    const entry = { kind: 'attestation', recordId: id, record: sealed.record, at: act.at } as const;
    await appendEntry(tx, act.ledger, entry);
    return { id, sha256: sealed.sha256 };
  });
}

type Assigned = typeof assignments.$inferSelect;

async function openAssignment(db: Db, { assignmentId, by }: PaperSigning): Promise<Assigned> {
  const [found] = await db.read.select().from(assignments).where(eq(assignments.id, assignmentId));
  if (!found) {
    throw new Refusal('bad-input', 'Choose what was signed from the list.', 'assignment');
  }
  if (found.employeeNumber === by.number) {
    throw new Refusal(
      'not-allowed',
      'This is a training of your own. Ask a colleague in HR to record what you signed on paper.',
    );
  }
  if (await attestationFor(db, assignmentId)) throw signedAlready();
  return found;
}

function signedAlready(): Refusal {
  return new Refusal(
    'conflict',
    'There is a record of this training already. The person’s page shows it; a mistake in it is corrected there.',
  );
}

async function scanOf(db: Db, given: Uint8Array | string): Promise<Scan> {
  return typeof given === 'string' ? scanAt(db, given) : readScan(given);
}

async function writeUpPaper(
  db: Db,
  act: PaperSigning,
  assignment: Assigned,
  scan: Scan,
): Promise<PaperRecord> {
  const person = await personByNumber(db, assignment.employeeNumber);
  if (!person) throw new Error(`${assignment.employeeNumber} is assigned and not a person`);
  const progress = await progressOf(db, act.policies, assignment);
  const { policy, revision } = progress;
  refuseSignedOn(act.signedOn, { ...act, ...assignment });
  const training = await trainingOf(db, act, assignment, progress);
  const text = paperStatementFor(progress, training.where, person.name);
  return {
    schema: 'paper-attestation/1',
    id: randomBytes(16).toString('base64url'),
    nonce: randomBytes(32).toString('hex'),
    how: act.how,
    person: {
      number: person.number,
      name: person.name,
      title: person.title,
      department: person.department,
    },
    statement: { text, sha256: sha256Hex(text) },
    policy: {
      id: policy.id,
      title: policy.title,
      revision: revision.id,
      citation: revision.citation,
      sha256: revision.policySha256,
    },
    release: { sha256: revision.releaseSha256, ruleset: revision.rulesetSha256 },
    assignment: {
      id: assignment.id,
      campaign: assignment.campaignId,
      assignedAt: assignment.assignedAt.toISOString(),
      dueOn: assignment.dueOn,
    },
    training,
    signedOn: act.signedOn,
    ...(act.how === 'witnessed' && {
      witness: {
        name: lineOf(act.witness.name, 'witnessName', 'Give the name of the witness.'),
        title: lineOf(act.witness.title, 'witnessTitle', 'Give the title of the witness.'),
      },
    }),
    reason: wordsOf(act.reason, 'reason', LONGEST_REASON),
    scans: [{ sha256: scan.sha256, mediaType: scan.mediaType }],
    recordedBy: { number: act.by.number, name: act.by.name, title: act.by.title },
    authentication: {
      method: act.by.method,
      signedInAt: act.by.since.toISOString(),
      stepUp: { method: act.stepUp.method, at: act.stepUp.at.toISOString() },
    },
    build: act.build,
    recordedAt: act.at.toISOString(),
    timeZone: act.timeZone,
  };
}

async function trainingOf(
  db: Db,
  act: PaperSigning,
  assignment: Assigned,
  progress: Progress,
): Promise<PaperTraining> {
  if (act.training.where === 'in-person') {
    const { heldOn } = act.training;
    refuseHeldOn(heldOn, act.signedOn, { ...act, ...assignment });
    const missing = 'Give the name of who held the training.';
    return {
      where: 'in-person',
      heldOn,
      trainer: lineOf(act.training.trainer, 'trainer', missing),
    };
  }
  if (!progress.complete) {
    throw new Refusal(
      'conflict',
      'This person has training left to do in the portal. Choose "held in person" if that is how it was.',
      'where',
    );
  }
  const lessons = bindingOf(progress, await lessonsRead(db, assignment.id));
  const checks = countingIn(progress, await checksTaken(db, assignment.id));
  refuseBeforeFinished(act.signedOn, { lessons, checks }, act.timeZone);
  return {
    where: 'portal',
    ...pathOf(progress, assignment),
    lessons,
    checks,
    result: { score: progress.score, max: progress.max, needed: progress.needed },
    tracks: [...progress.tracks.keys()].toSorted(),
    testedOut: progress.lessons.flatMap((state) => (state.testedOut ? [state.lesson.id] : [])),
  };
}
