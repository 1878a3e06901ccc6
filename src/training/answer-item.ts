import { and, eq } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { answers, attempts } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy } from '#policies/model.ts';
import { keyOf, NONE, type Item } from './item.ts';
import { readAttempt, type Attempt, type AskedItem } from './read-attempt.ts';
import { score } from './score.ts';
import { alreadySigned, isAttested, refuseWhileChecked } from './standing.ts';

type Given = {
  policies: readonly Policy[];
  employeeNumber: string;
  attemptId: string;
  position: number;
  given: string[];
  /** How many answers to this item the form had seen: 0 for a first answer. */
  seen: number;
  at: Date;
};

/**
 * Saves an answer the moment it is given. The same answer sent twice is kept once; an answer over one
 * that the form had not seen is refused, so two windows never overwrite each other silently.
 * In practice an answer is final, since its feedback shows at once; a graded one stands until the
 * check is finished.
 */
export async function answerItem(db: Db, act: Given): Promise<{ attempt: Attempt }> {
  const attempt = await readAttempt(db, act.policies, act.employeeNumber, act.attemptId);
  const asked = attempt.items.find((item) => item.position === act.position);
  if (!asked)
    throw new Refusal('not-found', 'There is no such question. Go on from your training.');
  const given = checkGiven(asked.item, act.given);
  if (isSame(asked, given)) return { attempt };
  if (attempt.row.closedAt) {
    throw new Refusal(
      'conflict',
      'This check is finished, so its answers stand. See the result below.',
    );
  }
  const turn = asked.answer?.turn ?? 0;
  if (turn !== act.seen) throw answeredElsewhere();
  if (turn > 0 && attempt.row.kind === 'practice') {
    throw new Refusal(
      'conflict',
      'You have answered this question. Start a new round to try again.',
    );
  }
  await db.write(async (tx) => {
    // Looked at again inside the write: another window may have been quicker.
    const { id, assignmentId, lesson, kind } = attempt.row;
    if (await isAttested(tx, assignmentId)) throw alreadySigned();
    if (kind === 'practice') await refuseWhileChecked(tx, assignmentId, lesson);
    const [row] = await tx.select().from(attempts).where(eq(attempts.id, id));
    if (row?.closedAt) {
      throw new Refusal(
        'conflict',
        'This check was finished in another window. Its answers stand.',
      );
    }
    const count = await tx.$count(
      answers,
      and(eq(answers.attemptId, attempt.row.id), eq(answers.position, asked.position)),
    );
    if (count !== turn) throw answeredElsewhere();
    await tx.insert(answers).values({
      attemptId: attempt.row.id,
      position: asked.position,
      turn: turn + 1,
      given,
      score: score(keyOf(attempt.revision.ruleset, asked.item), given),
      at: act.at,
    });
    const last = attempt.items.every((item) => item.answer || item.position === asked.position);
    if (attempt.row.kind === 'practice' && last) {
      await tx.update(attempts).set({ closedAt: act.at }).where(eq(attempts.id, attempt.row.id));
    }
  });
  return { attempt };
}

/** The answer as given, in the options' order; a plain refusal when it is no answer to this question. */
function checkGiven(item: Item, given: readonly string[]): string[] {
  const chosen = item.options.filter((option) => given.includes(option));
  const strange = given.find((option) => !item.options.includes(option));
  if (strange !== undefined) {
    throw new Refusal(
      'bad-input',
      'That is not one of the answers shown. Choose one of them.',
      'given',
    );
  }
  if (chosen.length === 0) throw new Refusal('bad-input', 'Choose an answer first.', 'given');
  if (item.kind !== 'clauses' && chosen.length > 1) {
    throw new Refusal('bad-input', 'Choose one answer, not several.', 'given');
  }
  if (chosen.includes(NONE) && chosen.length > 1) {
    throw new Refusal(
      'bad-input',
      'Choose either "None of these" or the sentences you mean, not both.',
      'given',
    );
  }
  return chosen;
}

function isSame(asked: AskedItem, given: readonly string[]): boolean {
  return asked.answer !== undefined && asked.answer.given.join('\n') === given.join('\n');
}

function answeredElsewhere(): Refusal {
  return new Refusal(
    'conflict',
    'You answered this question in another window. That answer is saved and shown here.',
  );
}
