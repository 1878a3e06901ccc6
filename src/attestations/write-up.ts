import { randomBytes } from 'node:crypto';
import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { SignedIn } from '#auth/signed-in.ts';
import type { Db } from '#db/client.ts';
import { answers, attemptItems, attempts, regrades } from '#db/schema/index.ts';
import type { Ledger } from '#evidence/open-ledger.ts';
import type { Policy } from '#policies/model.ts';
import type { Notice } from '#policies/notice.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { ownAssignment } from '#training/own-assignment.ts';
import type { Progress } from '#training/progress.ts';
import type { Consent } from './consent.ts';
import type { AttestationRecord, CheckRecord } from './record.ts';
import { openedAt, seenIn } from './seen.ts';
import { statementFor } from './statement.ts';

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
  stepUp: { method: 'password'; at: Date };
  timeZone: string;
  address: string;
  userAgent: string;
  at: Date;
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
      openedAt: (await openedAt(db, assignment.id)).toISOString(),
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
    lessons: await lessonsRead(db, assignment.id, progress),
    checks: await checksTaken(db, progress, assignment.id),
    result: { score: progress.score, max: progress.max, needed: progress.needed },
    tracks: [...progress.tracks.keys()].toSorted(),
    testedOut: progress.lessons.flatMap((state) => (state.testedOut ? [state.lesson.id] : [])),
    authentication: {
      method: act.person.method,
      signedInAt: act.person.since.toISOString(),
      stepUp: { method: act.stepUp.method, at: act.stepUp.at.toISOString() },
    },
    signedAt: act.at.toISOString(),
    timeZone: act.timeZone,
    client: { address: act.address, userAgent: act.userAgent.slice(0, 512) },
  };
}

/** Of the lessons that bind the person, those read: what else was read of their own will is in `seen`. */
async function lessonsRead(
  db: Db,
  assignmentId: string,
  { lessons }: Progress,
): Promise<AttestationRecord['lessons']> {
  const binding = new Set(lessons.map(({ lesson }) => lesson.id));
  const rows = await db.read.query.lessonProgress.findMany({
    where: (row, { eq: same }) => same(row.assignmentId, assignmentId),
    orderBy: (row) => asc(row.lesson),
  });
  return rows.flatMap((row) =>
    row.readAt && binding.has(row.lesson)
      ? [
          {
            id: row.lesson,
            sha256: row.lessonSha256,
            openedAt: row.openedAt.toISOString(),
            readAt: row.readAt.toISOString(),
          },
        ]
      : [],
  );
}

/** Every finished check with every answer as given, in the order taken. */
async function checksTaken(
  db: Db,
  progress: Progress,
  assignmentId: string,
): Promise<CheckRecord[]> {
  const counting = new Set(progress.lessons.map((state) => state.graded?.attemptId));
  const taken = await db.read
    .select()
    .from(attempts)
    .where(
      and(
        eq(attempts.assignmentId, assignmentId),
        eq(attempts.kind, 'graded'),
        isNotNull(attempts.closedAt),
      ),
    )
    .orderBy(asc(attempts.closedAt), asc(attempts.id));
  return Promise.all(
    taken.map(async (row) => ({
      attempt: row.id,
      lesson: row.lesson,
      number: row.number,
      release: row.releaseSha256,
      ruleset: await rulesetOf(db, row.releaseSha256),
      startedAt: row.startedAt.toISOString(),
      closedAt: (row.closedAt as Date).toISOString(),
      counts: counting.has(row.id),
      items: await itemsTaken(db, row.id),
    })),
  );
}

async function rulesetOf(db: Db, release: string): Promise<string> {
  const row = await db.read.query.releases.findFirst({
    where: (candidate, { eq: same }) => same(candidate.sha256, release),
  });
  if (!row) throw new Error(`release ${release} is pinned but not stored`);
  return row.rulesetSha256;
}

async function itemsTaken(db: Db, attemptId: string): Promise<CheckRecord['items']> {
  const asked = await db.read
    .select()
    .from(attemptItems)
    .where(eq(attemptItems.attemptId, attemptId))
    .orderBy(asc(attemptItems.position));
  const given = await db.read
    .select()
    .from(answers)
    .where(eq(answers.attemptId, attemptId))
    .orderBy(asc(answers.position), asc(answers.turn));
  const anew = await db.read
    .select()
    .from(regrades)
    .where(eq(regrades.attemptId, attemptId))
    .orderBy(asc(regrades.id));
  const regradesOf = (position: number) =>
    anew
      .filter((regrade) => regrade.position === position)
      .map(({ score, releaseSha256, at, because }) => ({
        score,
        release: releaseSha256,
        at: at.toISOString(),
        because,
      }));
  return asked.map((item) => ({
    position: item.position,
    scenario: item.scenario,
    scenarioSha256: item.scenarioSha256,
    telling: item.telling,
    kind: item.kind,
    options: item.options,
    answers: given
      .filter((answer) => answer.position === item.position)
      .map(({ turn, given: chosen, score, at }) => ({
        turn,
        given: chosen,
        score,
        at: at.toISOString(),
      })),
    ...(regradesOf(item.position).length > 0 && { regrades: regradesOf(item.position) }),
  }));
}
