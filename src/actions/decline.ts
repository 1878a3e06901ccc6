import { z } from 'zod';
import { answerDecline as answer } from '#attestations/answer-decline.ts';
import { decline as declineToSign } from '#attestations/decline.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import { formAction } from './define.ts';
import { count, id, needed, password, typed } from './fields.ts';

// The verbs say how many characters fit; this only bounds what is looked at.
const FAR_TOO_LONG = 'This is far too long. Please shorten it.';

/** A person declines to sign a finished training, with the password asked again. */
export const decline = formAction({
  input: z.object({
    assignment: id,
    kind: needed(64, 'Choose what comes closest.', 'Choose what comes closest.'),
    reason: needed(50_000, FAR_TOO_LONG, 'Say why, in your own words.'),
    password,
  }),
  async run({ assignment, kind, reason, password }, { locals, request }, person) {
    const { db, ledger, policies, build, clock, config } = locals.portal;
    const stepUp = await confirmPassword(db, person, password, locals.address, clock());
    const id = await declineToSign(db, {
      ledger,
      policies,
      build,
      person,
      assignmentId: assignment,
      kind,
      reason,
      stepUp,
      timeZone: config.timeZone,
      address: locals.address,
      userAgent: request.headers.get('user-agent') ?? '',
      at: clock(),
    });
    return { declined: id };
  },
});

/** HR says what was done about it. */
export const answerDecline = formAction({
  roles: ['hr'],
  input: z.object({ id, seen: count(0), answer: typed(50_000, FAR_TOO_LONG) }),
  async run(form, { locals }, { number }) {
    const { db, clock } = locals.portal;
    const { id: recordId, seen } = form;
    await answer(db, { recordId, seen, words: form.answer, by: number, at: clock() });
    return { declined: recordId };
  },
});
