import { randomBytes } from 'node:crypto';
import type { SignedIn } from '#auth/signed-in.ts';
import type { Db } from '#db/client.ts';
import type { Ledger } from '#evidence/open-ledger.ts';
import type { Policy } from '#policies/model.ts';
import type { Notice } from '#policies/notice.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { ownAssignment } from '#training/own-assignment.ts';
import type { Progress } from '#training/progress.ts';
import type { Consent } from './consent.ts';
import type { AttestationRecord, StepUp } from './record.ts';
import { openedAt, seenIn } from './seen.ts';
import { statementFor } from './statement.ts';
import { checksTaken, lessonsRead, type CheckTaken } from './taken.ts';

export type Signing = {
  ledger: Ledger;
  policies: readonly Policy[];
  /** The notice about electronic records as it is now. */
  notice: Pick<Notice, 'sha256'>;
  /** SHA-256 of the sources that this portal was built from. */
  build: string;
  person: SignedIn;
  assignmentId: string;
  typedName: string;
  /** The box that was ticked. */
  agreed: boolean;
  /** When and how the person proved to be themselves again, just now. */
  stepUp: { method: 'password'; at: Date } | SteppedUpByPasskey | SteppedUpByCode;
  timeZone: string;
  address: string;
  userAgent: string;
  at: Date;
};

/** The passkey that is to sign: it is written into the record before it does. */
export type SteppedUpByPasskey = {
  method: 'passkey';
  at: Date;
  passkey: NonNullable<StepUp['passkey']>;
};

/** A code from a slip of paper, printed by somebody in HR. */
export type SteppedUpByCode = {
  method: 'kiosk-code';
  at: Date;
  issuedBy: NonNullable<StepUp['issuedBy']>;
  issuedAt: string;
};

export type Ready = {
  assignment: Awaited<ReturnType<typeof ownAssignment>>;
  progress: Progress;
  consent: Consent;
  /** When the statement was last shown to the person. */
  reviewedAt: Date;
};

/**
 * Writes up what is signed: the person, the text, everything learned and answered, and the act itself.
 * Keeps nothing and checks nothing: `readyToSign` does.
 */
export async function writeUp(
  db: Db,
  act: Signing,
  { assignment, progress, consent, reviewedAt }: Ready,
): Promise<AttestationRecord> {
  const { policy, revision } = progress;
  const text = statementFor(progress, act.person.name);
  return {
    schema: 'policy-attestation/2',
    id: randomBytes(16).toString('base64url'),
    nonce: randomBytes(32).toString('hex'),
    person: {
      number: act.person.number,
      name: act.person.name,
      title: act.person.title,
      department: act.person.department,
    },
    typedName: act.typedName.normalize('NFKC').trim(),
    statement: { text, sha256: sha256Hex(text) },
    policy: {
      id: policy.id,
      title: policy.title,
      revision: revision.id,
      citation: revision.citation,
      sha256: revision.policySha256,
    },
    release: {
      sha256: revision.releaseSha256,
      ruleset: revision.rulesetSha256,
    },
    build: act.build,
    consent: {
      id: consent.id,
      notice: consent.noticeSha256,
      at: consent.at.toISOString(),
    },
    sequence: {
      openedAt: ((await openedAt(db, assignment.id)) ?? reviewedAt).toISOString(),
      reviewedAt: reviewedAt.toISOString(),
      signedAt: act.at.toISOString(),
    },
    seen: await seenIn(db, assignment.id),
    assignment: {
      id: assignment.id,
      campaign: assignment.campaignId,
      assignedAt: assignment.assignedAt.toISOString(),
      dueOn: assignment.dueOn,
    },
    ...pathOf(progress, assignment),
    lessons: bindingOf(progress, await lessonsRead(db, assignment.id)),
    checks: countingIn(progress, await checksTaken(db, assignment.id)),
    result: { score: progress.score, max: progress.max, needed: progress.needed },
    tracks: [...progress.tracks.keys()].toSorted(),
    testedOut: progress.lessons.flatMap((state) => (state.testedOut ? [state.lesson.id] : [])),
    authentication: {
      method: act.person.method,
      signedInAt: act.person.since.toISOString(),
      stepUp: { ...act.stepUp, at: act.stepUp.at.toISOString() },
    },
    signedAt: act.at.toISOString(),
    timeZone: act.timeZone,
    client: { address: act.address, userAgent: act.userAgent.slice(0, 512) },
  };
}

/** What the record says of a path that asks less than everything. */
export function pathOf(
  { followed: { path, since } }: Pick<Progress, 'followed'>,
  { sinceAttestation }: Pick<Ready['assignment'], 'sinceAttestation'>,
): Pick<AttestationRecord, 'path'> {
  if (path === 'full') return {};
  if (since === null || sinceAttestation === null) {
    throw new Error(`the path “${path}” builds on nothing that was signed`);
  }
  return { path: { asked: path, since, attestation: sinceAttestation } };
}

/** Of the lessons read, those that bind the person: what else was read of their own will is in `seen`. */
export function bindingOf(
  { lessons }: Progress,
  read: AttestationRecord['lessons'],
): AttestationRecord['lessons'] {
  const binding = new Set(lessons.map(({ lesson }) => lesson.id));
  return read.filter(({ id }) => binding.has(id));
}

/** The checks taken, with which of them counts. */
export function countingIn(
  { lessons }: Progress,
  taken: CheckTaken[],
): AttestationRecord['checks'] {
  const counting = new Set(lessons.map((state) => state.graded?.attemptId));
  return taken.map((check) => ({ ...check, counts: counting.has(check.attempt) }));
}
