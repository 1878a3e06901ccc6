import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assign } from './campaigns.ts';
import { assignmentsOf } from '#assignments/my-assignments.ts';
import { attest } from '#attestations/attest.ts';
import { giveConsent } from '#attestations/consent.ts';
import { noteReview } from '#attestations/review.ts';
import { statementFor } from '#attestations/statement.ts';
import type { Signing } from '#attestations/write-up.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import type { Db } from '#db/client.ts';
import { addDepartment } from '#people/add-department.ts';
import { addEmployee } from '#people/add-employee.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { openLedger, type Ledger } from '#evidence/open-ledger.ts';
import { readNotice, type Notice } from '#policies/notice.ts';
import { publishNotice } from '#policies/publish-notice.ts';
import { publishRelease } from '#policies/publish.ts';
import { readPolicies } from '#policies/read-policies.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { keyOf, type Item } from '#training/item.ts';
import { fullAnswer, score } from '#training/key.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { progressOf } from '#training/progress.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { startAttempt } from '#training/start-attempt.ts';

export const ZONE = 'America/Chicago';
export const NOW = new Date('2026-11-22T15:00:00Z');
/** As a portal's build is named in what is signed in it. */
export const BUILD = 'b'.repeat(64);
export const ALICE = 'T-1';
export const BOB = 'T-2';

/** Who learns, and what: enough to take somebody through a training. */
export type Taught = Omit<School, 'ledger' | 'notice'>;

export type School = {
  db: Db;
  ledger: Ledger;
  policies: Policy[];
  notice: Notice;
  revision: Revision;
  /** Assignment ids by employee number. */
  assignment: Record<string, string>;
};

const CONTENT = join(import.meta.dirname, '../../content');

/** The City's policies as the build reads them, read once; nobody changes them. */
export function realPolicies(): Policy[] {
  real ??= readPolicies(CONTENT);
  return real;
}
let real: Policy[] | undefined;

type SchoolOptions = {
  refreshers?: boolean;
  testOut?: boolean;
  keyFile?: string;
  /** What is published; the City's policies, where nothing else is said. */
  policies?: Policy[];
};

function freshKeyFile(): string {
  return join(mkdtempSync(join(tmpdir(), 'ledger-key-')), 'ledger.pem');
}

/** Fills a migrated database: Alice of Fire and Bob of Police, both assigned the newest revision. */
export async function schoolOn(
  db: Db,
  { keyFile = freshKeyFile(), policies = realPolicies(), ...options }: SchoolOptions = {},
): Promise<School> {
  const revision = policies[0]!.revisions.at(-1)!;
  const notice = readNotice(CONTENT);
  await publishNotice(db, notice, 'system', NOW);
  await publishRelease(db, revision, 'system', NOW);
  await db.write(async (tx) => {
    for (const [id, name] of [
      ['fire', 'Fire'],
      ['police', 'Police'],
    ] as const) {
      await addDepartment(tx, { id, name, at: NOW, by: 'system' });
    }
    for (const [number, name, departmentId] of [
      [ALICE, 'Alice Example', 'fire'],
      [BOB, 'Bob Example', 'police'],
    ] as const) {
      await addEmployee(tx, {
        number,
        name,
        title: 'Tester',
        mail: `${number.toLowerCase()}@test.example`,
        departmentId,
        hiredOn: '2024-02-29',
        at: NOW,
        by: 'system',
      });
    }
  });
  await assign(db, {
    ...options,
    id: 'campaign-for-everybody',
    policies,
    policyId: 'social-media',
    again: false,
    audience: { everyone: true },
    dueOn: '2026-12-11',
    timeZone: ZONE,
    by: BOB,
    at: NOW,
  });
  const ledger = await openLedger(db, { keyFile, origin: 'city.example/attestations', at: NOW });
  const assignment: Record<string, string> = {};
  for (const number of [ALICE, BOB]) {
    assignment[number] = (await assignmentsOf(db, number))[0]!.id;
  }
  return { db, ledger, policies, notice, revision, assignment };
}

/** Adds people who have the policy assigned; their employee numbers. */
export async function addPeople(school: School, count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_, index) => `X-${index + 1}`);
  await school.db.write(async (tx) => {
    for (const number of numbers) {
      const person = { number, name: `Person ${number}`, title: 'Tester', departmentId: 'fire' };
      await addEmployee(tx, { ...person, hiredOn: '2025-01-01', at: NOW, by: 'system' });
    }
  });
  await assign(school.db, {
    id: 'campaign-for-many-people',
    policies: school.policies,
    policyId: 'social-media',
    again: false,
    audience: { everyone: true },
    dueOn: '2026-12-11',
    timeZone: ZONE,
    by: BOB,
    at: NOW,
  });
  for (const number of numbers) {
    school.assignment[number] = (await assignmentsOf(school.db, number))[0]!.id;
  }
  return numbers;
}

export function rightAnswer(revision: Revision, item: Item): string[] {
  return fullAnswer(keyOf(revision.ruleset, item));
}

/** An answer that earns nothing. */
export function wrongAnswer(revision: Revision, item: Item): string[] {
  const key = keyOf(revision.ruleset, item);
  const nothing = item.options.filter((option) => score(key, [option]) === 0);
  return nothing.slice(0, 1);
}

/** Reads a lesson and takes its check, each item answered by `answer`. Returns the attempt's id. */
export async function takeCheck(
  school: Taught,
  number: string,
  lessonId: string,
  answer?: (item: Item) => string[],
  at: Date = NOW,
): Promise<string> {
  const assignmentId = school.assignment[number]!;
  const part = { policies: school.policies, employeeNumber: number, assignmentId, lessonId, at };
  await markLessonRead(school.db, part);
  return takeUnread(school, number, lessonId, answer, at);
}

/** The check alone. */
export async function takeUnread(
  { db, policies, revision, assignment }: Taught,
  number: string,
  lessonId: string,
  answer: (item: Item) => string[] = (item) => rightAnswer(revision, item),
  at: Date = NOW,
): Promise<string> {
  const part = { policies, employeeNumber: number, at };
  const lesson = { ...part, assignmentId: assignment[number]!, lessonId };
  const attemptId = await startAttempt(db, { ...lesson, kind: 'graded' });
  const attempt = await readAttempt(db, policies, number, attemptId);
  for (const { position, item } of attempt.items) {
    await answerItem(db, { ...part, attemptId, position, given: answer(item), seen: 0 });
  }
  await closeAttempt(db, { ...part, attemptId });
  return attemptId;
}

/** Takes a person through everything up to the signature. */
export async function finishTraining(school: Taught, number: string): Promise<void> {
  for (const { id } of await lessonsOf(school, number)) await takeCheck(school, number, id);
}

/** The lessons that bind a person. */
export async function lessonsOf({ db, policies, assignment }: Taught, number: string) {
  const mine = await ownAssignment(db.read, number, assignment[number]!);
  return (await progressOf(db, policies, mine)).lessons.map(({ lesson }) => lesson);
}

/** Agrees to the notice about electronic records, and is shown the statement to sign. */
export async function review(school: School, number: string, at = NOW): Promise<void> {
  const { db, policies, notice, assignment } = school;
  const seen = notice.sha256;
  await giveConsent(db, { notice, seen, agreed: true, employeeNumber: number, at });
  const mine = await ownAssignment(db.read, number, assignment[number]!);
  const statement = statementFor(await progressOf(db, policies, mine), nameOf(number));
  await noteReview(db, { assignmentId: mine.id, statement, at });
}

/** All that signing takes. */
export function signing(school: School, number: string): Signing {
  const name = nameOf(number);
  return {
    ledger: school.ledger,
    policies: school.policies,
    notice: school.notice,
    build: BUILD,
    person: signedIn(number, name),
    assignmentId: school.assignment[number]!,
    typedName: name,
    agreed: true,
    stepUp: { method: 'password', at: NOW },
    timeZone: ZONE,
    address: '192.0.2.7',
    userAgent: 'a browser',
    at: NOW,
  };
}

/** Signs a finished training; the attestation's id. */
export async function sign(school: School, number: string, at = NOW): Promise<string> {
  await review(school, number, at);
  const act = { ...signing(school, number), at, stepUp: { method: 'password' as const, at } };
  return (await attest(school.db, act)).id;
}

function nameOf(number: string): string {
  if (number === ALICE) return 'Alice Example';
  return number === BOB ? 'Bob Example' : `Person ${number}`;
}

export function signedIn(number: string, name: string): SignedIn {
  return {
    number,
    publicId: 'p',
    name,
    title: 'Tester',
    department: 'Fire',
    roles: ['employee'],
    sessionHash: 'h',
    since: NOW,
    method: 'password',
    idleUntil: NOW,
  };
}
