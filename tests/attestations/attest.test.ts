import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import canonicalize from 'canonicalize';
import type { Item } from '#training/item.ts';
import { attest, readyToSign } from '#attestations/attest.ts';
import { keepSigned } from '#attestations/keep-signed.ts';
import { writeUp } from '#attestations/write-up.ts';
import { giveConsent, withdrawConsent } from '#attestations/consent.ts';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import { isOnPaper, sealRecord, type AttestationRecord } from '#attestations/record.ts';
import { isAskedAhead, noteReview } from '#attestations/review.ts';
import type { Db } from '#db/client.ts';
import type { Lesson } from '#policies/model.ts';
import { attestations, auditEvents, ledgerEntries, reviews } from '#db/schema/index.ts';
import { addTrack, removeTrack } from '#training/change-tracks.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { startAttempt } from '#training/start-attempt.ts';
import {
  ALICE,
  BOB,
  BUILD,
  NOW,
  ZONE,
  finishTraining,
  lessonsOf,
  openSchool,
  review,
  signedIn,
  sign,
  signing as signingOf,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/training.ts';
import { RECORD_1, RECORD_1_SHA256, storeRecordOfForm1 } from '../support/record-of-form-1.ts';

let school: School;
/** A lesson that does not bind Alice, which she reads and practices first of all. */
const OTHERS = 'D.3.i-q-running-a-city-site';
const EARLIER = new Date(NOW.getTime() - 3_600_000);
beforeEach(async () => {
  school = await openSchool();
});

const signing = () => signingOf(school, ALICE);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

describe('signing', () => {
  test('is refused while a lesson, a check or the result is open, and keeps nothing', async () => {
    expect(await refusal(attest(school.db, signing()))).toContain('training left to do');
    await takeCheck(school, ALICE, 'C.3-identification');
    expect(await refusal(attest(school.db, signing()))).toContain('training left to do');
    expect(await school.db.read.select().from(attestations)).toEqual([]);
  });

  test('takes the box and the name as the record has it, in any case and spacing', async () => {
    await finishTraining(school, ALICE);
    await review(school, ALICE);
    const act = signing();
    expect(await refusal(attest(school.db, { ...act, agreed: false }))).toContain('Check the box');
    expect(await refusal(attest(school.db, { ...act, typedName: 'Alice' }))).toContain(
      'Alice Example',
    );
    expect(await school.db.read.select().from(attestations)).toEqual([]);
    await attest(school.db, { ...act, typedName: '  alice   EXAMPLE ' });
    expect(await attestationsOf(school.db, ALICE)).toHaveLength(1);
  });

  test('a thousand times at once makes one record, one entry, and the same receipt for all', async () => {
    await finishTraining(school, ALICE);
    await review(school, ALICE);
    const act = signing();
    const { ledger, policies, at } = act;
    // A thousand submits that were all written up before the first of them is kept.
    const written = await writeUp(school.db, act, await readyToSign(school.db, act));
    const kept = Array.from({ length: 1000 }, (_, n) => {
      const sealed = sealRecord({ ...written, id: `submit-${n}`, nonce: `${n}` });
      return keepSigned(school.db, { ledger, policies, ...sealed, at });
    });
    const whole = Array.from({ length: 20 }, () => attest(school.db, signing()));
    const receipts = await Promise.all([...kept, ...whole]);
    expect(receipts).toHaveLength(1020);
    expect(new Set(receipts.map(({ id, sha256 }) => `${id} ${sha256}`)).size).toBe(1);
    const entries = await school.db.read.select().from(ledgerEntries);
    expect(entries.map(({ kind }) => kind)).toEqual(['key', 'attestation']);
    expect(entries[1]!.recordId).toBe(receipts[0]!.id);
    const events = await school.db.read.select().from(auditEvents);
    expect(events.filter(({ act: what }) => what === 'attestation.signed')).toHaveLength(1);
  });

  test('is refused when a check was finished between the review and the write', async () => {
    const honesty = 'C.4-honesty-and-accuracy';
    for (const { id } of await lessonsOf(school, ALICE)) {
      const miss = (item: Item) => wrongAnswer(school.revision, item);
      await takeCheck(school, ALICE, id, id === honesty ? miss : undefined);
    }
    await review(school, ALICE);
    const overtaken = overtakenBy(() => takeCheck(school, ALICE, honesty));
    expect(await refusal(attest(overtaken, signing()))).toContain('finished in another window');
    expect(await school.db.read.select().from(attestations)).toEqual([]);
    await attest(school.db, signing());
    expect(await attestationsOf(school.db, ALICE)).toHaveLength(1);
  });

  test('is refused when the lessons or the consent changed between the review and the write', async () => {
    await finishTraining(school, ALICE);
    await review(school, ALICE);
    const { db, policies } = school;
    const track = { policy: policies[0]!, track: 'city-sites', by: BOB, at: NOW };
    const added = overtakenBy(() => addTrack(db, { ...track, employeeNumber: ALICE }));
    expect(await refusal(attest(added, signing()))).toContain('Which lessons are yours');
    await removeTrack(db, { ...track, employeeNumber: ALICE });
    const withdrawn = overtakenBy(() => withdrawConsent(db, { employeeNumber: ALICE, at: NOW }));
    expect(await refusal(attest(withdrawn, signing()))).toContain('took back your agreement');
    expect(await db.read.select().from(attestations)).toEqual([]);
  });

  test('takes the consent to the notice as it is now, until it is withdrawn', async () => {
    await finishTraining(school, ALICE);
    await review(school, BOB);
    const act = signing();
    expect(await refusal(attest(school.db, act))).toContain('notice about electronic records');
    await review(school, ALICE);
    const changed = { ...act, notice: { sha256: 'f'.repeat(64) } };
    expect(await refusal(attest(school.db, changed))).toContain('notice about electronic records');
    await withdrawConsent(school.db, { employeeNumber: ALICE, at: NOW });
    expect(await refusal(attest(school.db, act))).toContain('notice about electronic records');
    expect(await attestationsOf(school.db, ALICE)).toEqual([]);
    await review(school, ALICE);
    await attest(school.db, act);
    expect(await attestationsOf(school.db, ALICE)).toHaveLength(1);
  });

  test('takes that these very words were shown to this person', async () => {
    await finishTraining(school, ALICE);
    const { db, notice } = school;
    const seen = notice.sha256;
    await giveConsent(db, { notice, seen, agreed: true, employeeNumber: ALICE, at: NOW });
    const assignmentId = school.assignment[ALICE]!;
    expect(await refusal(attest(db, signing()))).toContain('was not shown to you in these words');
    await noteReview(db, { assignmentId, statement: 'I, Alice Example, agree.', at: NOW });
    await finishTraining(school, BOB);
    await review(school, BOB);
    expect(await refusal(attest(db, signing()))).toContain('was not shown to you in these words');
    expect(await attestationsOf(db, ALICE)).toEqual([]);
    await review(school, ALICE);
    await attest(db, signing());
  });

  test('of another person’s assignment answers as of one that does not exist', async () => {
    await finishTraining(school, ALICE);
    const act = { ...signing(), person: signedIn(BOB, 'Bob Example'), typedName: 'Bob Example' };
    expect(await refusal(attest(school.db, act))).toBe(
      await refusal(attest(school.db, { ...act, assignmentId: 'no-such-assignment' })),
    );
  });
});

test('a review is noted once a minute, for each statement', async () => {
  const shown = { assignmentId: school.assignment[ALICE]!, statement: 'I sign.' };
  const times = async () => (await school.db.read.select().from(reviews)).map(({ at }) => at);
  const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
  for (const at of [NOW, after(30), after(59)]) await noteReview(school.db, { ...shown, at });
  expect(await times()).toEqual([NOW]);
  await noteReview(school.db, { ...shown, statement: 'I sign, too.', at: NOW });
  await noteReview(school.db, { ...shown, at: after(60) });
  expect(await times()).toEqual([NOW, NOW, after(60)]);
});

test.each([
  [{ 'sec-purpose': 'prefetch' }, true],
  [{ 'sec-purpose': 'prefetch;prerender' }, true],
  [{ purpose: 'prefetch' }, true],
  [{ 'x-moz': 'prefetch' }, true],
  [{}, false],
  [{ purpose: 'reading' }, false],
  [{ 'sec-fetch-mode': 'navigate' }, false],
])('a page asked for with %j is asked for ahead: %j', (headers, ahead) => {
  expect(isAskedAhead(new Headers(headers as Record<string, string>))).toBe(ahead);
});

/** The school's database, in which something else comes first, once, when a write is asked for. */
function overtakenBy(work: () => Promise<unknown>): Db {
  const { db } = school;
  let late = true;
  return {
    ...db,
    async write(write) {
      if (late) {
        late = false;
        await work();
      }
      return db.write(write);
    },
  };
}

describe('the record', () => {
  let content: AttestationRecord;
  let bound: Lesson[];
  let stored: { record: string; sha256: string };
  beforeEach(async () => {
    const opening = { policies: school.policies, employeeNumber: ALICE, at: EARLIER };
    const other = { ...opening, assignmentId: school.assignment[ALICE]!, lessonId: OTHERS };
    await markLessonRead(school.db, other);
    await startAttempt(school.db, { ...other, kind: 'practice' });
    await finishTraining(school, ALICE);
    bound = await lessonsOf(school, ALICE);
    const id = await sign(school, ALICE);
    const attestation = await ownAttestation(school.db, ALICE, id);
    if (isOnPaper(attestation.content)) throw new Error('signed on paper');
    content = attestation.content;
    stored = attestation;
  });

  test('is RFC 8785 canonical JSON whose SHA-256 is the receipt’s', () => {
    expect(stored.record).toBe(canonicalize(JSON.parse(stored.record)));
    expect(createHash('sha256').update(stored.record, 'utf8').digest('hex')).toBe(stored.sha256);
  });

  test('says who, what, when, how, and every answer of every check', () => {
    expect(content).toMatchObject({
      person: { number: ALICE, name: 'Alice Example', title: 'Tester' },
      typedName: 'Alice Example',
      policy: { id: 'social-media', revision: '2023-04-20', sha256: school.revision.policySha256 },
      release: {
        sha256: school.revision.releaseSha256,
        ruleset: school.revision.rulesetSha256,
      },
      schema: 'policy-attestation/2',
      build: BUILD,
      consent: { notice: school.notice.sha256, at: NOW.toISOString() },
      sequence: {
        openedAt: EARLIER.toISOString(),
        reviewedAt: NOW.toISOString(),
        signedAt: NOW.toISOString(),
      },
      authentication: { method: 'password', stepUp: { method: 'password' } },
      signedAt: NOW.toISOString(),
      timeZone: ZONE,
      client: { address: '192.0.2.7', userAgent: 'a browser' },
    });
    expect(content.release).not.toHaveProperty('manifest');
    expect(content.statement.text).toContain('Alice Example');
    const lessons = bound.map(({ id }) => id).toSorted();
    expect(lessons.length).toBeGreaterThan(5);
    expect(content.lessons.map(({ id }) => id)).toEqual(lessons);
    expect(content.checks.map(({ lesson }) => lesson).toSorted()).toEqual(lessons);
    for (const check of content.checks) {
      expect(check.ruleset).toBe(school.revision.rulesetSha256);
      for (const item of check.items) expect(item.answers).toHaveLength(1);
    }
    expect(content.result.score).toBe(content.result.max);
  });

  test('pins each lesson and scenario to bytes that are stored under their hash', async () => {
    const hashes = new Set(
      (await school.db.read.query.contents.findMany()).map((row) => row.sha256),
    );
    for (const lesson of content.lessons) expect(hashes).toContain(lesson.sha256);
    for (const check of content.checks) {
      for (const item of check.items) expect(hashes).toContain(item.scenarioSha256);
    }
    for (const { sha256 } of content.seen!.lessons) expect(hashes).toContain(sha256);
    for (const { sha256 } of content.seen!.scenarios) expect(hashes).toContain(sha256);
    expect(hashes).toContain(content.consent!.notice);
    expect(hashes).toContain(content.policy.sha256);
    expect(hashes).toContain(content.release.ruleset);
  });

  test('names the lessons that bind as its lessons, and whatever else was seen beside them', () => {
    expect(content.lessons.map(({ id }) => id)).not.toContain(OTHERS);
    expect(content.seen!.lessons).toEqual(
      [...content.lessons, school.revision.lessons.find(({ id }) => id === OTHERS)!]
        .map(({ id, sha256 }) => ({ id, sha256 }))
        .toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
    const checked = content.checks.flatMap(({ items }) => items.map(({ scenario }) => scenario));
    const scenarios = content.seen!.scenarios.map(({ id }) => id);
    expect(scenarios).toEqual(expect.arrayContaining(checked));
    const practiced = school.revision.scenarios.filter(({ lesson }) => lesson === OTHERS);
    expect(practiced.map(({ id }) => id).some((id) => scenarios.includes(id))).toBe(true);
  });

  test('has another hash when any one of its values differs', () => {
    let flipped = 0;
    const paths = leaves(content);
    const named = new Set(paths.map((path) => path[0]));
    for (const field of ['build', 'consent', 'sequence', 'seen', 'authentication', 'timeZone'])
      expect(named).toContain(field);
    for (const path of paths) {
      const changed = structuredClone(content);
      flip(changed, path);
      expect(sealRecord(changed).sha256, path.join('.')).not.toBe(stored.sha256);
      flipped += 1;
    }
    expect(flipped).toBeGreaterThan(100);
  });

  test('belongs to its person alone', async () => {
    const said = await refusal(ownAttestation(school.db, BOB, content.id));
    expect(said).toBe(await refusal(ownAttestation(school.db, BOB, 'no-such-receipt')));
  });
});

type Tree = Record<string, unknown>;
function leaves(node: unknown, path: string[] = []): string[][] {
  if (typeof node !== 'object' || node === null) return [path];
  return Object.entries(node).flatMap(([key, value]) => leaves(value, [...path, key]));
}
function flip(root: unknown, path: string[]): void {
  const parent = path.slice(0, -1).reduce((node, key) => (node as Tree)[key], root) as Tree;
  const key = path.at(-1)!;
  const value = parent[key];
  parent[key] =
    typeof value === 'number'
      ? value + 1
      : typeof value === 'boolean'
        ? !value
        : `${value as string}x`;
}

test('a record of form 1 is read as it was signed, and sealed anew it is the same', async () => {
  const id = await storeRecordOfForm1(school.db);
  const { record, sha256, content } = await ownAttestation(school.db, ALICE, id);
  expect(record).toBe(RECORD_1);
  expect(sealRecord(content)).toEqual({ record: RECORD_1, sha256: RECORD_1_SHA256 });
  expect({ sha256, schema: content.schema }).toEqual({
    sha256: RECORD_1_SHA256,
    schema: 'policy-attestation/1',
  });
  expect(content).toHaveProperty('release.manifest');
  expect(content).not.toHaveProperty('consent');
});
