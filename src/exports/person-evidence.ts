import { setImmediate as turn } from 'node:timers/promises';
import { and, asc, eq, inArray, isNotNull, notLike, or } from 'drizzle-orm';
import { attestationById, type Attestation } from '#attestations/read-attestation.ts';
import type { Db } from '#db/client.ts';
import {
  answers,
  assignments,
  attempts,
  attestations,
  auditEvents,
  campaigns,
  consents,
  contents,
  declineAnswers,
  lessonProgress,
  lessonRereads,
  records,
  reviews,
} from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import type { Person } from '#people/person.ts';
import { findRevision } from '#policies/find-revision.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { signingsOf } from '#policies/sign-off.ts';
import { pinnedRevision } from '#training/pinned-revision.ts';
import { isMade, madeLesson } from '#training/path.ts';
import { readItems, type Attempt } from '#training/read-attempt.ts';
import { keyOf, type Signings } from './confirmed.ts';

type Row<T extends { $inferSelect: unknown }> = T['$inferSelect'];

/** All that a portal has of one person's training, oldest cycle first. */
export type PersonEvidence = {
  person: Person;
  cycles: Cycle[];
  consents: Row<typeof consents>[];
  events: Pick<Row<typeof auditEvents>, 'at' | 'actor' | 'act'>[];
  /** What was said for the City of the readings that the questions and lessons rest on. */
  signings: Signings;
};

/** One time that a policy was assigned, up to its signature. */
export type Cycle = {
  assignment: Row<typeof assignments>;
  campaign: string;
  policyTitle: string;
  /** As signed; before that as last asked or, where nothing was, as it stands. */
  revision: Revision;
  lessons: LessonRead[];
  checks: Check[];
  /** Checks that are open: their questions come once they are finished. */
  open: number;
  /** Finished checks whose answers are the person's own until they sign. */
  withheld: number;
  reviews: Row<typeof reviews>[];
  attestation: Attestation | undefined;
  /** That its record was disposed of, and by what rule, in a sentence. */
  disposed: string | undefined;
  /** What the ledger has about it beside the signature: corrections, declines. */
  records: Row<typeof records>[];
  /** What HR answered to the declines among them. */
  declineAnswers: Row<typeof declineAnswers>[];
};

export type LessonRead = Row<typeof lessonProgress> & {
  title: string;
  /** By the portal, for this person: its bytes are the policy's. */
  isMade: boolean;
  /** The lesson's bytes when it was read, as text. */
  source: string;
  rereads: Row<typeof lessonRereads>[];
};
export type Check = { attempt: Attempt; turns: Row<typeof answers>[] };

/**
 * Gathers a person's evidence. Answers are those of finished checks: practice and refreshers are the
 * person's own, and an open check would show what it asks for. Another reader than the person gets the
 * answers that stand in what was signed, and no others.
 */
export async function personEvidence(
  db: Db,
  policies: readonly Policy[],
  { person, reader }: { person: Person; reader: string },
): Promise<PersonEvidence> {
  const assigned = await db.read
    .select({ assignment: assignments, campaign: campaigns.name, attestation: attestations.id })
    .from(assignments)
    .innerJoin(campaigns, eq(campaigns.id, assignments.campaignId))
    .leftJoin(attestations, eq(attestations.assignmentId, assignments.id))
    .where(eq(assignments.employeeNumber, person.number))
    .orderBy(asc(assignments.assignedAt), asc(assignments.id));
  const cycles: Cycle[] = [];
  for (const { assignment, campaign, attestation } of assigned) {
    const signed = attestation === null ? NOT_SIGNED : await signatureOf(db, attestation);
    const showsUnsigned = reader === person.number;
    cycles.push(await cycleOf(db, policies, { assignment, campaign, ...signed, showsUnsigned }));
  }
  return {
    person,
    cycles,
    consents: await db.read
      .select()
      .from(consents)
      .where(eq(consents.employeeNumber, person.number))
      .orderBy(asc(consents.at)),
    events: await eventsAbout(db, person, cycles),
    signings: await signingsFor(db, cycles),
  };
}

type Signature = Pick<Cycle, 'attestation' | 'disposed'>;
const NOT_SIGNED: Signature = { attestation: undefined, disposed: undefined };

/** The signed record, or the word on its disposal. */
async function signatureOf(db: Db, id: string): Promise<Signature> {
  try {
    return { ...NOT_SIGNED, attestation: await attestationById(db, id) };
  } catch (error) {
    if (isRefusal(error) && error.code === 'gone')
      return { ...NOT_SIGNED, disposed: error.message };
    throw error;
  }
}

async function cycleOf(
  db: Db,
  policies: readonly Policy[],
  {
    showsUnsigned,
    ...own
  }: Pick<Cycle, 'assignment' | 'campaign' | 'attestation' | 'disposed'> & {
    showsUnsigned: boolean;
  },
): Promise<Cycle> {
  const { assignment, attestation } = own;
  const graded = and(eq(attempts.assignmentId, assignment.id), eq(attempts.kind, 'graded'));
  const taken = await db.read
    .select()
    .from(attempts)
    .where(graded)
    .orderBy(asc(attempts.startedAt), asc(attempts.id));
  const checks: Check[] = [];
  const finished = taken.filter(({ closedAt }) => closedAt !== null);
  for (const row of attestation || showsUnsigned ? finished : []) {
    const turns = await db.read
      .select()
      .from(answers)
      .where(eq(answers.attemptId, row.id))
      .orderBy(asc(answers.position), asc(answers.turn));
    checks.push({ attempt: await readItems(db, policies, row), turns });
    // Reads never yield by themselves.
    await turn();
  }
  const release = attestation?.content.release.sha256 ?? taken.at(-1)?.releaseSha256;
  const revision =
    release === undefined
      ? findRevision(policies, assignment.policyId, assignment.revision).revision
      : await pinnedRevision(db, policies, release);
  const policy = policies.find(({ id }) => id === assignment.policyId);
  const about = await recordsAbout(db, [assignment.id, ...(attestation ? [attestation.id] : [])]);
  return {
    ...own,
    policyTitle: attestation?.content.policy.title ?? policy?.title ?? assignment.policyId,
    revision,
    lessons: await lessonsRead(db, assignment.id, revision),
    checks,
    open: taken.length - finished.length,
    withheld: finished.length - checks.length,
    reviews: await db.read
      .select()
      .from(reviews)
      .where(eq(reviews.assignmentId, assignment.id))
      .orderBy(asc(reviews.id)),
    records: about,
    declineAnswers: await answersTo(
      db,
      about.map(({ id }) => id),
    ),
  };
}

async function lessonsRead(
  db: Db,
  assignmentId: string,
  revision: Revision,
): Promise<LessonRead[]> {
  const { lessons } = revision;
  const rows = await db.read
    .select({ row: lessonProgress, bytes: contents.bytes })
    .from(lessonProgress)
    .leftJoin(contents, eq(contents.sha256, lessonProgress.lessonSha256))
    .where(eq(lessonProgress.assignmentId, assignmentId))
    .orderBy(asc(lessonProgress.openedAt), asc(lessonProgress.lesson));
  const rereads = await db.read
    .select()
    .from(lessonRereads)
    .where(eq(lessonRereads.assignmentId, assignmentId))
    .orderBy(asc(lessonRereads.readAt));
  return rows.map(({ row, bytes }) => ({
    ...row,
    title:
      lessons.find(({ id }) => id === row.lesson)?.title ??
      madeLesson(revision, row.lesson)?.title ??
      row.lesson,
    // What the portal makes is made of the policy's text, which stands there whole.
    isMade: isMade(row.lesson),
    source: bytes?.toString('utf8') ?? '',
    rereads: rereads.filter(({ lesson }) => lesson === row.lesson),
  }));
}

/** Corrections of a signature, and what was declined of an assignment. */
async function recordsAbout(db: Db, ids: string[]) {
  return db.read
    .select()
    .from(records)
    .where(and(isNotNull(records.about), inArray(records.about, ids)))
    .orderBy(asc(records.at), asc(records.id));
}

/** What HR answered to declines, the first answer first. */
async function answersTo(db: Db, ids: string[]) {
  return db.read
    .select()
    .from(declineAnswers)
    .where(inArray(declineAnswers.recordId, ids))
    .orderBy(asc(declineAnswers.id));
}

async function signingsFor(db: Db, cycles: readonly Cycle[]): Promise<Signings> {
  const revisions = new Map(
    cycles
      .flatMap(({ revision, checks }) => [
        revision,
        ...checks.flatMap(({ attempt }) => attempt.items.map(({ judged }) => judged.revision)),
      ])
      .map((revision) => [keyOf(revision), revision]),
  );
  const signings: [string, Awaited<ReturnType<typeof signingsOf>>][] = [];
  for (const [key, revision] of revisions) signings.push([key, await signingsOf(db, revision)]);
  return new Map(signings);
}

/** What the audit log has of the training itself; who signed in or looked when is not part of it. */
async function eventsAbout(db: Db, { number }: Person, cycles: readonly Cycle[]) {
  const subjects = [
    number,
    ...cycles.flatMap(({ assignment, attestation, records: about }) => [
      assignment.id,
      assignment.campaignId,
      ...(attestation ? [attestation.id] : []),
      ...about.map(({ id }) => id),
    ]),
  ];
  const left = ['session.%', 'password.%', 'access.%', 'role.%', 'question.%', 'device.%'];
  const { at, actor, act } = auditEvents;
  return db.read
    .select({ at, actor, act })
    .from(auditEvents)
    .where(
      and(
        or(inArray(auditEvents.subject, subjects)),
        ...[...left, 'passkey.%', '%.read', '%.exported'].map((like) => notLike(act, like)),
      ),
    )
    .orderBy(asc(auditEvents.id));
}
