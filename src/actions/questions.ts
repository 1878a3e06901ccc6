import { z } from 'zod';
import { answerQuestion as answer } from '#questions/answer.ts';
import { askQuestion } from '#questions/ask.ts';
import { publishAnswer as publish, withdrawPublished } from '#questions/publish.ts';
import { formAction } from './define.ts';
import { count, id, typed } from './fields.ts';

// The verbs say how many characters fit; this only bounds what is looked at.
const words = typed(50_000, 'This is far too long. Please shorten it.');

/** An employee asks HR about a clause. */
export const askHr = formAction({
  atKiosk: true,
  input: z.object({
    id,
    policy: id,
    revision: id,
    about: id,
    attempt: id.optional(),
    position: count(1).optional(),
    question: words,
  }),
  async run(form, { locals }, { number }) {
    const { db, policies, clock } = locals.portal;
    const { attempt: attemptId, position } = form;
    const question = await askQuestion(db, {
      policies,
      id: form.id,
      employeeNumber: number,
      policyId: form.policy,
      revisionId: form.revision,
      about: form.about,
      from: attemptId && position ? { attemptId, position } : undefined,
      words: form.question,
      at: clock(),
    });
    return { question };
  },
});

/** HR answers, or answers better. */
export const answerQuestion = formAction({
  roles: ['hr'],
  input: z.object({ id, seen: count(0), answer: words }),
  async run(form, { locals }, { number }) {
    const { db, clock } = locals.portal;
    const { id: questionId, seen } = form;
    await answer(db, { questionId, seen, words: form.answer, by: number, at: clock() });
    return { question: questionId };
  },
});

/** HR shows a question and its answer to everybody, without names. */
export const publishAnswer = formAction({
  roles: ['hr'],
  input: z.object({ id, seen: count(0), question: words, answer: words }),
  async run({ id: questionId, ...form }, { locals }, { number }) {
    const { db, clock } = locals.portal;
    await publish(db, { ...form, questionId, by: number, at: clock() });
    return { question: questionId };
  },
});

/** HR takes a published answer back. */
export const withdrawAnswer = formAction({
  roles: ['hr'],
  input: z.object({ id }),
  async run({ id: questionId }, { locals }, { number }) {
    const { db, clock } = locals.portal;
    await withdrawPublished(db, { questionId, by: number, at: clock() });
    return { question: questionId };
  },
});
