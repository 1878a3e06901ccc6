import { and, asc, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import {
  assignments,
  attempts,
  attestations,
  campaigns,
  lessonProgress,
  lessonRereads,
} from '#db/schema/index.ts';
import { isWithdrawn } from '#evidence/withdrawn.ts';
import type { Lesson, Policy, Revision } from '#policies/model.ts';
import { assignedRevision } from './own-assignment.ts';
import { lessonsAsked, type Followed } from './path.ts';
import { readItems } from './read-attempt.ts';
import { fellShort, reaches, resultOf, type GradedResult } from './result.ts';
import { tracksOf, type Reason } from './tracks.ts';

type Assigned = Pick<
  typeof assignments.$inferSelect,
  'id' | 'campaignId' | 'employeeNumber' | 'policyId' | 'revision' | 'path' | 'since'
>;

export type LessonState = {
  lesson: Lesson;
  openedAt: Date | undefined;
  /** When it was first said to be read. */
  readAt: Date | undefined;
  /** When it was last said to be read: before a check is taken again, it is read again. */
  lastReadAt: Date | undefined;
  /** Its check is passed and the lesson was not read, where HR lets people test out. */
  testedOut: boolean;
  /** The latest finished check. */
  graded: GradedResult | undefined;
  /** How many finished checks fell short. */
  failures: number;
  /** A check begun and not finished. */
  openCheck: string | undefined;
};

export type Progress = {
  policy: Policy;
  revision: Revision;
  /** What this person is asked, and what it builds on. */
  followed: Followed;
  /** The lessons that are asked of this person; of a signed training, those it was signed with. */
  lessons: LessonState[];
  /** The person's tracks. */
  tracks: ReadonlyMap<string, Reason[]>;
  /** A check may be taken before its lesson is read. */
  testOut: boolean;
  /** Lessons read or tested out, and checks finished, out of all of both. */
  done: number;
  steps: number;
  score: number;
  max: number;
  /** Points that pass, each check by the release it pinned. */
  needed: number;
  missedCritical: string[];
  /** Every lesson read or tested out, every check finished, and the result passes: ready to attest. */
  complete: boolean;
  /** Every check is finished. */
  allChecked: boolean;
  passed: boolean;
};

/** How far a person is in an assignment, from what is stored. */
export async function progressOf(
  db: Db,
  policies: readonly Policy[],
  assignment: Assigned,
): Promise<Progress> {
  const { policy, revision } = assignedRevision(policies, assignment);
  const tracks = await tracksOf(db, policy, assignment.employeeNumber);
  const [campaign] = await db.read
    .select({ testOut: campaigns.testOut, signed: attestations.record })
    .from(campaigns)
    .leftJoin(attestations, eq(attestations.assignmentId, assignment.id))
    .where(eq(campaigns.id, assignment.campaignId));
  const followed = await followedIn(db, assignment, tracks, campaign?.signed ?? undefined);
  // What the portal makes is short, and its page is the point of it.
  const testOut = followed.path === 'full' && (campaign?.testOut ?? false);
  const read = await lessonsRead(db, assignment.id);
  const checks = await db.read
    .select()
    .from(attempts)
    .where(and(eq(attempts.assignmentId, assignment.id), eq(attempts.kind, 'graded')))
    .orderBy(asc(attempts.number));
  const binding =
    (campaign?.signed && lessonsSigned(revision, followed, campaign.signed)) ||
    lessonsAsked(revision, followed, tracks);
  const lessons: LessonState[] = [];
  for (const lesson of binding) {
    const mine = checks.filter((row) => row.lesson === lesson.id);
    const results: GradedResult[] = [];
    for (const row of mine.filter(({ closedAt }) => closedAt))
      results.push(resultOf(await readItems(db, policies, row)));
    const graded = results.at(-1);
    const times = read.get(lesson.id);
    lessons.push({
      lesson,
      openedAt: times?.openedAt,
      readAt: times?.readAt,
      lastReadAt: times?.lastReadAt,
      testedOut: testOut && !times?.readAt && graded !== undefined && !fellShort(graded),
      graded,
      failures: results.filter(fellShort).length,
      openCheck: mine.find((row) => !row.closedAt)?.id,
    });
  }
  return { policy, revision, followed, tracks, testOut, ...sumUp(lessons, followed) };
}

/**
 * What a person is asked: what was assigned, or everything, once HR has withdrawn the signature that less
 * would build on, or since they came to a track whose lessons they did not have then. Of a signed
 * training, what its record says.
 */
async function followedIn(
  db: Db,
  { id, path, since }: Assigned,
  tracks: ReadonlyMap<string, unknown>,
  signed: string | undefined,
): Promise<Followed> {
  if (path === 'full') return EVERYTHING;
  if (signed !== undefined) return wasAskedLess(signed) ? { path, since } : EVERYTHING;
  const [before] = await db.read
    .select({ record: attestations.record, withdrawn: isWithdrawn })
    .from(assignments)
    .innerJoin(attestations, eq(attestations.id, assignments.sinceAttestation))
    .where(eq(assignments.id, id));
  const known = before && tracksSigned(before.record);
  const gained = known && [...tracks.keys()].some((track) => !known.includes(track));
  return before?.withdrawn || gained ? EVERYTHING : { path, since };
}

/** The tracks of whoever signed; unknown of a training in person, and of what is no longer kept. */
function tracksSigned(record: string): readonly string[] | undefined {
  if (record === '') return undefined;
  type Tracks = { tracks?: readonly string[] };
  const { tracks, training } = JSON.parse(record) as Tracks & { training?: Tracks };
  return tracks ?? training?.tracks;
}

/** Unless its record, where that is kept and tells of checks, says that everything was asked. */
function wasAskedLess(record: string): boolean {
  if (record === '') return true;
  type Asked = { path?: object; checks?: unknown };
  const signed = JSON.parse(record) as Asked & { training?: Asked };
  const told = signed.checks ? signed : signed.training;
  return told?.checks === undefined || told.path !== undefined;
}

const EVERYTHING: Followed = { path: 'full', since: null };

/** A lesson of the portal's making may have nothing to ask. */
export function hasCheck({ lesson }: Pick<LessonState, 'lesson'>): boolean {
  return lesson.graded > 0;
}

/**
 * The lessons whose checks count in a signed record: what bound the person then. None are named where
 * somebody signed on paper after a training in person.
 */
function lessonsSigned(
  revision: Revision,
  followed: Followed,
  record: string,
): Lesson[] | undefined {
  type Checked = { checks?: { lesson: string; counts: boolean }[]; tracks?: string[] };
  const signed = JSON.parse(record) as Checked & { training?: Checked };
  const { checks, tracks = [] } = signed.checks ? signed : (signed.training ?? {});
  if (!checks) return undefined;
  if (followed.path !== 'full') return lessonsAsked(revision, followed, new Set(tracks));
  const counting = new Set(checks.flatMap(({ lesson, counts }) => (counts ? [lesson] : [])));
  return revision.lessons.filter(({ id }) => counting.has(id));
}

type ReadTimes = {
  openedAt: Date;
  readAt: Date | undefined;
  lastReadAt: Date | undefined;
};

/** When each lesson was opened and said to be read. */
async function lessonsRead(db: Db, assignmentId: string): Promise<Map<string, ReadTimes>> {
  const first = await db.read
    .select()
    .from(lessonProgress)
    .where(eq(lessonProgress.assignmentId, assignmentId));
  const again = await db.read
    .select()
    .from(lessonRereads)
    .where(eq(lessonRereads.assignmentId, assignmentId))
    .orderBy(asc(lessonRereads.readAt));
  return new Map(
    first.map(({ lesson, openedAt, readAt }) => {
      const last = again.findLast((row) => row.lesson === lesson)?.readAt ?? readAt;
      return [lesson, { openedAt, readAt: readAt ?? undefined, lastReadAt: last ?? undefined }];
    }),
  );
}

/**
 * Passing: at least the share of all points over the latest check of each lesson, and every critical
 * item right; for each check as its release says.
 */
function sumUp(
  lessons: LessonState[],
  { path }: Followed,
): Omit<Progress, 'policy' | 'revision' | 'followed' | 'tracks' | 'testOut'> {
  const results = lessons.flatMap((state) => (state.graded ? [state.graded] : []));
  const total = (of: 'score' | 'max' | 'needed') =>
    results.reduce((sum, result) => sum + result[of], 0);
  const [score, needed] = [total('score'), total('needed')];
  const missedCritical = [...new Set(results.flatMap((result) => result.missedCritical))];
  const checked = lessons.filter(hasCheck);
  const allChecked = results.length === checked.length;
  const passed = allChecked && reaches(score, needed) && missedCritical.length === 0;
  const learned = lessons.filter((state) => state.readAt || state.testedOut);
  return {
    lessons,
    done: learned.length + results.length,
    steps: lessons.length + checked.length,
    score,
    max: total('max'),
    needed: Number(needed.toFixed(4)),
    missedCritical,
    allChecked,
    passed,
    // Whom no lesson binds has learned nothing to sign for, unless nothing more was asked.
    complete:
      (lessons.length > 0 || path === 'sign-only') && learned.length === lessons.length && passed,
  };
}
