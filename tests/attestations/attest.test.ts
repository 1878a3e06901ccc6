import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import canonicalize from 'canonicalize';
import type { Item } from '#training/item.ts';
import { attest } from '#attestations/attest.ts';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import { sealRecord, type AttestationRecord } from '#attestations/record.ts';
import type { Db } from '#db/client.ts';
import type { Lesson } from '#policies/model.ts';
import { attestations, auditEvents } from '#db/schema/index.ts';
import {
  ALICE,
  BOB,
  NOW,
  ZONE,
  finishTraining,
  lessonsOf,
  openSchool,
  signedIn,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/training.ts';

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

const signing = () => ({
  ledger: school.ledger,
  policies: school.policies,
  person: signedIn(ALICE, 'Alice Example'),
  assignmentId: school.assignment[ALICE]!,
  typedName: 'Alice Example',
  agreed: true,
  stepUp: { method: 'password', at: NOW } as const,
  timeZone: ZONE,
  address: '192.0.2.7',
  userAgent: 'a browser',
  at: NOW,
});
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
    const act = signing();
    expect(await refusal(attest(school.db, { ...act, agreed: false }))).toContain('Check the box');
    expect(await refusal(attest(school.db, { ...act, typedName: 'Alice' }))).toContain(
      'Alice Example',
    );
    expect(await school.db.read.select().from(attestations)).toEqual([]);
    await attest(school.db, { ...act, typedName: '  alice   EXAMPLE ' });
    expect(await attestationsOf(school.db, ALICE)).toHaveLength(1);
  });

  test('many times at once makes one record, and everybody gets the same receipt', async () => {
    await finishTraining(school, ALICE);
    const receipts = await Promise.all(
      Array.from({ length: 20 }, () => attest(school.db, signing())),
    );
    expect(new Set(receipts.map(({ id, sha256 }) => `${id} ${sha256}`)).size).toBe(1);
    const events = await school.db.read.select().from(auditEvents);
    expect(events.filter(({ act }) => act === 'attestation.signed')).toHaveLength(1);
  });

  test('is refused when a check was finished between the review and the write', async () => {
    const honesty = 'C.4-honesty-and-accuracy';
    for (const { id } of await lessonsOf(school, ALICE)) {
      const miss = (item: Item) => wrongAnswer(school.revision, item);
      await takeCheck(school, ALICE, id, id === honesty ? miss : undefined);
    }
    const { db } = school;
    let late = true;
    const overtaken: Db = {
      ...db,
      async write(work) {
        if (late) {
          late = false;
          await takeCheck(school, ALICE, honesty);
        }
        return db.write(work);
      },
    };
    expect(await refusal(attest(overtaken, signing()))).toContain('finished in another window');
    expect(await school.db.read.select().from(attestations)).toEqual([]);
    await attest(db, signing());
    expect(await attestationsOf(db, ALICE)).toHaveLength(1);
  });

  test('of another person’s assignment answers as of one that does not exist', async () => {
    await finishTraining(school, ALICE);
    const act = { ...signing(), person: signedIn(BOB, 'Bob Example'), typedName: 'Bob Example' };
    expect(await refusal(attest(school.db, act))).toBe(
      await refusal(attest(school.db, { ...act, assignmentId: 'no-such-assignment' })),
    );
  });
});

describe('the record', () => {
  let content: AttestationRecord;
  let bound: Lesson[];
  let stored: { record: string; sha256: string };
  beforeEach(async () => {
    await finishTraining(school, ALICE);
    bound = await lessonsOf(school, ALICE);
    const { id } = await attest(school.db, signing());
    const attestation = await ownAttestation(school.db, ALICE, id);
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
        manifest: school.revision.manifest,
      },
      authentication: { method: 'password', stepUp: { method: 'password' } },
      signedAt: NOW.toISOString(),
      timeZone: ZONE,
      client: { address: '192.0.2.7', userAgent: 'a browser' },
    });
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
    expect(hashes).toContain(content.policy.sha256);
    expect(hashes).toContain(content.release.ruleset);
  });

  test('has another hash when any one of its values differs', () => {
    let flipped = 0;
    for (const path of leaves(content)) {
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
