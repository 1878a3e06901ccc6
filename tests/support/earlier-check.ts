import { eq } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { answers, assignments, attemptItems, attempts, releases } from '#db/schema/index.ts';
import { publishRelease } from '#policies/publish.ts';
import { answerItem } from '#training/answer-item.ts';
import { closeAttempt } from '#training/close-attempt.ts';
import type { Stored } from '#training/regrade/stored-key.ts';
import { mended } from './next-release.ts';
import { realPolicy } from './solve.ts';

const TRUCK = 'C.3-ladder-truck-photo';

/**
 * A finished check of one question from before a mistake was mended: the release then took nobody to
 * be at the wheel. The answer, "Prohibited", was wrong then and is right now. The attempt's id.
 */
export async function checkBeforeMending(
  databaseFile: string,
  employeeNumber: string,
  at: Date,
): Promise<string> {
  const db = await openDatabase({ url: `file:${databaseFile}` });
  const policy = mended(realPolicy(), {
    [`scenarios/${TRUCK}.yaml`]: (text) =>
      text.replace('content.selfOperatingEquipment: true', 'content.selfOperatingEquipment: false'),
  });
  const revision = policy.revisions.at(-1)!;
  const [stored] = await db.read
    .select()
    .from(releases)
    .where(eq(releases.sha256, revision.releaseSha256));
  if (!stored) await publishRelease(db, revision, 'system', at);
  const [assignment] = await db.read
    .select()
    .from(assignments)
    .where(eq(assignments.employeeNumber, employeeNumber));
  const id = `before-mending-${employeeNumber}`;
  const asked: Stored = {
    scenario: TRUCK,
    telling: 'base',
    kind: 'verdict',
    options: [
      'permitted',
      'advised-against',
      'action-required',
      'needs-approval',
      'prohibited',
      'ask',
    ],
  };
  await db.write(async (tx) => {
    await tx.insert(attempts).values({
      id,
      assignmentId: assignment!.id,
      lesson: 'C.3-identification',
      kind: 'graded',
      number: 1,
      releaseSha256: revision.releaseSha256,
      startedAt: at,
    });
    const { sha256 } = revision.scenarios.find((scenario) => scenario.id === TRUCK)!;
    await tx
      .insert(attemptItems)
      .values({ ...asked, attemptId: id, position: 1, scenarioSha256: sha256 });
  });
  const part = { policies: [policy], employeeNumber, attemptId: id, at };
  await answerItem(db, { ...part, position: 1, given: ['prohibited'], seen: 0 });
  await closeAttempt(db, part);
  const [{ score } = { score: -1 }] = await db.read
    .select()
    .from(answers)
    .where(eq(answers.attemptId, id));
  if (score !== 0) throw new Error('the answer was to be wrong under the earlier release');
  await db.close();
  return id;
}
