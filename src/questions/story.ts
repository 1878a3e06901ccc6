import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { attemptItems, attempts } from '#db/schema/index.ts';
import type { Policy, Revision } from '#policies/model.ts';
import type { Item } from '#training/item.ts';
import { feedbackOn, type Feedback } from '#training/feedback/feedback.ts';
import { pinnedRevision } from '#training/pinned-revision.ts';
import { questionOf, type Question } from '#training/question.ts';
import { itemOf } from '#training/read-attempt.ts';

/** The story a question came up in, as it was told, and the revision it was told from. */
export type Told = {
  revision: Revision;
  story: Pick<Question, 'title' | 'story' | 'prompt'>;
  taught: Taught;
};

/** What the training answered to the story, whoever was asked: nothing of what anybody gave. */
export type Taught = Pick<Feedback, 'verdict' | 'comment' | 'right' | 'reasons' | 'readings'>;

/**
 * The story of an attempt's question, from the release that the attempt pins: a newer one may tell it
 * otherwise. Holds nothing of what the person answered: HR is asked about the story alone.
 */
export async function storyTold(
  db: Db,
  policies: readonly Policy[],
  { attemptId, position }: { attemptId: string; position: number },
): Promise<Told | undefined> {
  const [found] = await db.read
    .select({ item: attemptItems, release: attempts.releaseSha256 })
    .from(attemptItems)
    .innerJoin(attempts, eq(attempts.id, attemptItems.attemptId))
    .where(and(eq(attemptItems.attemptId, attemptId), eq(attemptItems.position, position)));
  if (!found) return undefined;
  const revision = await pinnedRevision(db, policies, found.release);
  const item = itemOf(revision, found.item);
  const { title, story, prompt } = questionOf(revision, item);
  return { revision, story: { title, story, prompt }, taught: taughtBy(revision, item) };
}

function taughtBy(revision: Revision, item: Item): Taught {
  const { verdict, comment, right, reasons, readings } = feedbackOn(revision, item, []);
  return { right, reasons, readings, ...(verdict && { verdict }), ...(comment && { comment }) };
}
