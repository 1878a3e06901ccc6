import { eq, sql } from 'drizzle-orm';
import type { Db, Tx } from '#db/client.ts';
import { answers, attempts, attestations } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy } from '#policies/model.ts';
import { keyOf, type Item } from './item.ts';
import { NONE, score } from './key.ts';
import { KINDS } from './kinds/index.ts';
import { readAttempt, type Attempt, type AskedItem } from './read-attempt.ts';
import { refuseWhenOver } from './refresher/refresher.ts';
import { alreadySigned, refuseWhileChecked } from './signed.ts';

/** Every turn is kept; nobody needs more of them. */
const MOST_TURNS = 30;

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
 * In practice and in a refresher an answer is final, since its feedback shows at once; a graded one
 * stands until the check is finished.
 */
export async function answerItem(db: Db, act: Given): Promise<{ attempt: Attempt }> {
  const attempt = await readAttempt(db, act.policies, act.employeeNumber, act.attemptId);
  const asked = attempt.items.find((item) => item.position === act.position);
  if (!asked)
    throw new Refusal('not-found', 'There is no such question. Continue from your training.');
  const given = checkGiven(asked.item, act.given);
  if (isSame(asked, given)) return { attempt };
  const { id, assignmentId, lesson, kind } = attempt.row;
  if (attempt.row.closedAt) {
    throw new Refusal(
      'conflict',
      `This ${kind === 'refresher' ? kind : 'check'} is finished, so its answers stand. See the result below.`,
    );
  }
  const turn = asked.answer?.turn ?? 0;
  if (turn !== act.seen) throw answeredElsewhere();
  if (turn >= MOST_TURNS) {
    throw new Refusal(
      'conflict',
      'You have changed this answer many times. Leave it as it is, and finish the check.',
    );
  }
  if (turn > 0 && kind !== 'graded') throw answeredForGood(kind);
  await db.write(async (tx) => {
    // Looked at again inside the write: another window may have been quicker.
    const now = await stateOf(tx, attempt, asked);
    if (kind === 'refresher') await refuseWhenOver(tx, { ...act, ...attempt.row });
    else if (now.attested) throw alreadySigned();
    if (kind === 'practice') await refuseWhileChecked(tx, assignmentId, lesson);
    if (now.closedAt) {
      throw new Refusal(
        'conflict',
        'This check was finished in another window. Its answers stand.',
      );
    }
    if (now.turns !== turn) throw answeredElsewhere();
    await tx.insert(answers).values({
      attemptId: id,
      position: asked.position,
      turn: turn + 1,
      given,
      score: score(keyOf(attempt.revision.ruleset, asked.item), given),
      at: act.at,
    });
    const last = attempt.items.every((item) => item.answer || item.position === asked.position);
    if (kind !== 'graded' && last) {
      await tx.update(attempts).set({ closedAt: act.at }).where(eq(attempts.id, id));
    }
  });
  return { attempt };
}

/** How things stand with an item at this moment, in one look. */
async function stateOf(tx: Tx, attempt: Attempt, asked: AskedItem) {
  const turns = sql<number>`(
    SELECT count(*) FROM ${answers}
    WHERE ${answers.attemptId} = ${attempts.id} AND ${answers.position} = ${asked.position}
  )`;
  const [state] = await tx
    .select({ closedAt: attempts.closedAt, attested: attestations.id, turns })
    .from(attempts)
    .leftJoin(attestations, eq(attestations.assignmentId, attempts.assignmentId))
    .where(eq(attempts.id, attempt.row.id));
  if (!state) throw new Error(`attempt ${attempt.row.id} is gone`);
  return state;
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
  if (!KINDS[item.kind].several && chosen.length > 1) {
    throw new Refusal('bad-input', 'Choose one answer, not several.', 'given');
  }
  if (chosen.includes(NONE) && chosen.length > 1) {
    throw new Refusal(
      'bad-input',
      'Choose either the last line or the ones you mean, not both.',
      'given',
    );
  }
  return chosen;
}

function isSame(asked: AskedItem, given: readonly string[]): boolean {
  return asked.answer !== undefined && asked.answer.given.join('\n') === given.join('\n');
}

function answeredForGood(kind: 'practice' | 'refresher'): Refusal {
  const next = {
    practice: 'Start a new round to try again.',
    refresher: 'The answer stands. Go on to the next question.',
  };
  return new Refusal('conflict', `You have answered this question. ${next[kind]}`);
}

function answeredElsewhere(): Refusal {
  return new Refusal(
    'conflict',
    'You answered this question in another window. That answer is saved and shown here.',
  );
}
