import { z } from 'zod';
import { answerDecline as answer } from '#attestations/answer-decline.ts';
import { decline as declineToSign } from '#attestations/decline.ts';
import { confirmKioskCode } from '#auth/confirm-kiosk-code.ts';
import { confirmPassword } from '#auth/confirm-password.ts';
import { isAtKiosk } from '#auth/guards.ts';
import { formAction } from './define.ts';
import { count, id, missing, needed, typed } from './fields.ts';

// The verbs say how many characters fit; this only bounds what is looked at.
const FAR_TOO_LONG = 'This is far too long. Please shorten it.';

/** A person declines to sign a finished training, with the password or the signing code asked again. */
export const decline = formAction({
  atKiosk: true,
  input: z
    .object({
      assignment: id,
      kind: needed(64, 'Choose what comes closest.', 'Choose what comes closest.'),
      reason: needed(50_000, FAR_TOO_LONG, 'Say why, in your own words.'),
      password: typed(1024, 'This is not the password you sign in with. Please type it again.'),
      // The form of a shared tablet has this field in place of the password.
      code: z.string().max(64, 'The code is too long. It has ten characters.').optional(),
    })
    .refine(
      (form) => form.password !== '' || form.code !== undefined,
      missing('password', 'Type your password.'),
    ),
  async run({ assignment, kind, reason, password, code }, { locals, request }, person) {
    const { db, ledger, policies, build, clock, config } = locals.portal;
    const { address } = locals;
    const shown = isAtKiosk(person)
      ? await confirmKioskCode(db, person, code ?? '', address, clock())
      : undefined;
    const stepUp = shown
      ? { method: 'kiosk-code', at: clock() }
      : await confirmPassword(db, person, password, address, clock());
    const id = await declineToSign(db, {
      ledger,
      policies,
      build,
      person,
      assignmentId: assignment,
      kind,
      reason,
      stepUp,
      alongside: shown?.useUp,
      timeZone: config.timeZone,
      address,
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
