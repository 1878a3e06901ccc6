import { and, count, eq, gt } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { questions } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Policy } from '#policies/model.ts';
import { subjectOf, type Named } from './subject.ts';
import { LONGEST_QUESTION, wordsIn } from './words.ts';

/** How many questions a person sends within 24 hours: more than anybody needs, less than a flood. */
export const QUESTIONS_A_DAY = 20;
const DAY = 24 * 60 * 60 * 1000;

export type Asking = Named & {
  policies: readonly Policy[];
  /** Came with the form: sent twice, it is one question. */
  id: string;
  employeeNumber: string;
  words: string;
  at: Date;
};

/**
 * Asks HR about a clause; the question's id. Refuses what `subjectOf` and `wordsIn` refuse, the same
 * form with other words, and more than `QUESTIONS_A_DAY`.
 */
export async function askQuestion(db: Db, asking: Asking): Promise<string> {
  const { id, employeeNumber, at } = asking;
  const words = wordsIn(asking.words, 'question', LONGEST_QUESTION);
  const subject = await subjectOf(db, asking.policies, employeeNumber, asking);
  // It stands in an address, so nothing but what the page made.
  if (!/^[\w-]{22}$/.test(id)) throw formIsStale();
  const { policyId, id: revision } = subject.revision;
  const row = {
    id,
    employeeNumber,
    policyId,
    revision,
    sentence: subject.about,
    attemptId: subject.from?.attemptId ?? null,
    position: subject.from?.position ?? null,
    words,
    askedAt: at,
  };
  return db.write(async (tx) => {
    const [sent] = await tx.select().from(questions).where(eq(questions.id, id));
    if (sent && sent.employeeNumber !== employeeNumber) throw formIsStale();
    if (sent && isSame(sent, row)) return id;
    if (sent) {
      throw new Refusal(
        'conflict',
        'You have sent a question with this form already. It is under “My questions”. To ask another, open the clause again.',
      );
    }
    await refuseTooMany(tx, employeeNumber, at);
    await tx.insert(questions).values(row);
    await recordEvent(tx, {
      at,
      actor: employeeNumber,
      act: 'question.asked',
      subject: id,
      detail: { policy: policyId, revision, sentence: subject.about },
    });
    return id;
  });
}

type Row = typeof questions.$inferInsert;

function isSame(sent: Row, row: Row): boolean {
  const { askedAt: _then, ...before } = sent;
  const { askedAt: _now, ...after } = row;
  return Object.entries(after).every(
    ([key, value]) => before[key as keyof typeof before] === value,
  );
}

async function refuseTooMany(tx: Tx, employeeNumber: string, at: Date): Promise<void> {
  const [sent] = await tx
    .select({ count: count() })
    .from(questions)
    .where(
      and(
        eq(questions.employeeNumber, employeeNumber),
        gt(questions.askedAt, new Date(at.getTime() - DAY)),
      ),
    );
  if ((sent?.count ?? 0) < QUESTIONS_A_DAY) return;
  throw new Refusal(
    'too-many',
    `You have sent HR ${QUESTIONS_A_DAY} questions within a day, which is as many as this page takes. Send this one tomorrow, or talk with HR.`,
  );
}

function formIsStale(): Refusal {
  return new Refusal(
    'bad-input',
    'This form cannot be sent any more. Open the clause again and choose “Ask HR”.',
  );
}
