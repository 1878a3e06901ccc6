import { randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import { asc, eq } from 'drizzle-orm';
import { publishRelease } from '#policies/publish.ts';
import {
  attemptItems,
  attempts,
  attestations,
  contents,
  ledgerEntries,
  records,
  releases,
} from '#db/schema/index.ts';
import { sha256Hex } from '#rules/hash.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { previewRegrade } from '#training/regrade/preview-regrade.ts';
import { regrade } from '#training/regrade/regrade.ts';
import { challengeOf, authenticator, inReceipt } from '../support/authenticator.ts';
import { freshDatabase } from '../support/database.ts';
import { mended } from '../support/next-release.ts';
import {
  ALICE,
  BOB,
  finishTraining,
  lessonsOf,
  NOW,
  schoolOn,
  sign,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/school.ts';
import { headOf, keyLine, leafOf, makeSigner, type Parts } from './export-fixture.ts';

export const LATER = new Date(NOW.getTime() + 3_600_000);
const LESSON = 'C.3-identification';
const TRUCK = 'C.3-ladder-truck-photo';
const SITE = { rpId: 'training.example.gov', origin: 'https://training.example.gov' };
const VERDICTS = 'permitted advised-against action-required needs-approval prohibited ask'.split(
  ' ',
);

/**
 * What a real portal recorded: Alice with a check taken twice, Bob with an answer that HR scored anew
 * by a mended release. To these entries come, made by hand, a change of the key, a record signed with a
 * passkey, a disposed one, a decline and a correction.
 */
export async function schoolParts(): Promise<Parts> {
  const db = await freshDatabase();
  const school = await schoolOn(db);
  await takeCheck(school, ALICE, LESSON, (item) => wrongAnswer(school.revision, item));
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  await bobIsRegraded(school);

  const rows = await db.read
    .select({ attested: attestations.record, other: records.record })
    .from(ledgerEntries)
    .leftJoin(attestations, eq(attestations.id, ledgerEntries.recordId))
    .leftJoin(records, eq(records.id, ledgerEntries.recordId))
    .orderBy(asc(ledgerEntries.index));
  const lines = rows.map(({ attested, other }) => (attested ?? other)!);
  const parts: Parts = {
    lines,
    signers: [{ from: 1, signer: school.ledger.signer }],
    contents: new Map(),
    assertions: new Map(),
    heads: [2],
    timestamps: new Map(),
  };
  for (const { sha256, bytes } of await db.read.select().from(contents))
    parts.contents.set(sha256, bytes);
  for (const { sha256, manifest } of await db.read.select().from(releases))
    parts.contents.set(sha256, Buffer.from(manifest));
  inFirstForm(parts);
  addByHand(parts);
  return parts;
}

/** Bob's record as one of the first form was: it holds the release's manifest itself. */
function inFirstForm({ lines, contents }: Parts): void {
  const { build, consent, sequence, seen, ...bob } = JSON.parse(lines[2]!);
  if (!build || !consent || !sequence || !seen) throw new Error('this is no record of form 2');
  const manifest = JSON.parse(contents.get(bob.release.sha256)!.toString());
  const release = { ...bob.release, manifest };
  lines[2] = canonicalize({ ...bob, schema: 'policy-attestation/1', release })!;
}

function addByHand({ lines, signers, assertions, heads }: Parts): void {
  const at = LATER.toISOString();
  const alice = JSON.parse(lines[1]!);

  const next = makeSigner();
  heads.push(lines.length, lines.length + 1);
  lines.push(keyLine(next, at, signers[0]!.signer));
  signers.push({ from: lines.length, signer: next });

  const passkey = authenticator('ES256', SITE);
  const { id, cose } = passkey;
  const named = { credentialId: id, publicKey: cose.toString('base64url'), ...SITE };
  const byPasskey = canonicalize({
    ...alice,
    id: 'signed-with-a-passkey',
    nonce: randomBytes(32).toString('hex'),
    signedAt: at,
    authentication: { ...alice.authentication, stepUp: { method: 'passkey', at, passkey: named } },
  })!;
  lines.push(byPasskey);
  assertions.set('signed-with-a-passkey', inReceipt(passkey.assert(challengeOf(byPasskey))));

  const gone = canonicalize({ ...alice, id: 'disposed-of', signedAt: at })!;
  const leaf = leafOf(gone).toString('hex');
  lines.push(`disposed ${leaf}`);
  const { person, assignment, policy, statement, authentication } = alice;
  const said = { person, assignment, policy, statement, authentication, at };
  lines.push(
    canonicalize({ schema: 'decline/1', id: 'declined', reason: 'I need time.', ...said })!,
    canonicalize({
      schema: 'correction/1',
      id: 'corrected',
      about: alice.id,
      supersedes: alice.id,
      reason: 'Her name was misspelled.',
      corrected: [{ field: 'person.name', was: 'Alice Exampel', is: 'Alice Example' }],
      at,
    })!,
    canonicalize({
      schema: 'disposal/1',
      id: 'disposal',
      entries: [{ index: 5, sha256: sha256Hex(gone), leaf }],
      at,
    })!,
  );
}

/** His answer about the ladder truck earned nothing; by the mended story it is right. */
async function bobIsRegraded(school: School): Promise<void> {
  const { db, policies, revision, assignment } = school;
  const part = { policies, employeeNumber: BOB, at: NOW };
  const assignmentId = assignment[BOB]!;
  await markLessonRead(db, { ...part, assignmentId, lessonId: LESSON });
  const attemptId = 'check-of-bob';
  const asked = [
    { telling: 'base', given: 'permitted' },
    { telling: 'empty-truck', given: 'permitted' },
  ];
  const scenarioSha256 = revision.scenarios.find(({ id }) => id === TRUCK)!.sha256;
  await db.write(async (tx) => {
    const { releaseSha256 } = revision;
    const row = { assignmentId, lesson: LESSON, kind: 'graded' as const, number: 1 };
    await tx.insert(attempts).values({ id: attemptId, ...row, releaseSha256, startedAt: NOW });
    for (const [index, { telling }] of asked.entries()) {
      const item = { scenario: TRUCK, telling, kind: 'verdict', options: VERDICTS };
      await tx
        .insert(attemptItems)
        .values({ ...item, attemptId, position: index + 1, scenarioSha256 });
    }
  });
  for (const [index, { given }] of asked.entries())
    await answerItem(db, { ...part, attemptId, position: index + 1, given: [given], seen: 0 });
  await closeAttempt(db, { ...part, attemptId });

  const policy = mended(policies[0]!, {
    [`scenarios/${TRUCK}.yaml`]: (text) =>
      text.replace('content.selfOperatingEquipment: true', 'content.selfOperatingEquipment: false'),
  });
  const now = { policies: [policy], policy, revision: policy.revisions.at(-1)! };
  await publishRelease(db, now.revision, 'system', new Date(NOW.getTime() + 1));
  const { seen } = await previewRegrade(db, now.policies, now);
  const because = 'Nobody is at the wheel in this story.';
  await regrade(db, { ...now, seen, because, by: ALICE, at: NOW });
  const after = { ...school, ...now };
  for (const { id } of await lessonsOf(after, BOB))
    if (id !== LESSON) await takeCheck(after, BOB, id);
  await sign(after, BOB);
}

export { headOf };
