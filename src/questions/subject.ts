import type { Db } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { findRevision } from '#policies/find-revision.ts';
import type { Policy, Revision } from '#policies/model.ts';
import { readAttempt } from '#training/read-attempt.ts';
import { showsFeedback } from '#training/feedback/shows-feedback.ts';
import { storyTold, type Told } from './story.ts';

/** What a form says a question is about, as it came. */
export type Named = {
  policyId: string;
  revisionId: string;
  /** `C.3:1`, or `C.3` for the clause as a whole. */
  about: string;
  /** The question of an attempt that it came up in. */
  from?: { attemptId: string; position: number } | undefined;
};

export type Subject = {
  revision: Revision;
  about: string;
  from: Named['from'];
  story: Told['story'] | undefined;
};

/**
 * What this person may ask about: any clause of a policy, and a story of their own attempt once they
 * see its feedback. Refuses a clause that is not there, another's attempt, and what is still open.
 */
export async function subjectOf(
  db: Db,
  policies: readonly Policy[],
  employeeNumber: string,
  { policyId, revisionId, about, from }: Named,
): Promise<Subject> {
  if (!from) {
    const { revision } = findRevision(policies, policyId, revisionId);
    return { revision: holding(revision, about), about, from, story: undefined };
  }
  const attempt = await readAttempt(db, policies, employeeNumber, from.attemptId);
  const asked = attempt.items.find(({ position }) => position === from.position);
  if (!asked) {
    throw new Refusal('not-found', 'There is no such question in this round. Open it again.');
  }
  if (!showsFeedback(attempt, asked)) {
    throw new Refusal(
      'conflict',
      attempt.row.kind === 'graded'
        ? 'Finish this check first. Then you can ask HR about each of its stories.'
        : 'Answer this question first. Then you can ask HR about it.',
    );
  }
  const told = await storyTold(db, policies, from);
  return { revision: holding(attempt.revision, about), about, from, story: told?.story };
}

/** Whether an id names words of this revision: a sentence, or a clause that has sentences. */
export function names(revision: Revision, id: string): boolean {
  return revision.clauses.some(
    (clause) =>
      (clause.id === id && clause.sentences.length > 0) ||
      clause.sentences.some((sentence) => sentence.id === id),
  );
}

function holding(revision: Revision, about: string): Revision {
  if (names(revision, about)) return revision;
  throw new Refusal(
    'not-found',
    'There is no such clause in this policy. Open the policy and choose the clause you mean.',
  );
}
