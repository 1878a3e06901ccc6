import { z } from 'zod';

/** For what a page fills in by itself: a person can only send it anew. */
const error =
  'This form did not arrive whole. Open the page again and retry; what was saved is kept.';

/** A hidden id. */
export const id = z.string({ error }).min(1, { error }).max(64, { error });
/** A hidden number, from `least` up. */
export const count = (least: number) => z.number({ error }).int({ error }).min(least, { error });
/** Typed text; nothing typed is the verb's to refuse, in its own words. */
export const typed = (most: number, tooLong: string) =>
  z
    .string({ error })
    .max(most, { error: tooLong })
    .nullish()
    .transform((text) => text ?? '');
/** Typed text that has to be there: all that is missing is said at once, `missing` at its field. */
export const needed = (most: number, tooLong: string, missing: string) =>
  typed(most, tooLong).refine((text) => text.trim() !== '', { error: missing });
/** Of an object's `refine`: what only some answers ask for is missed together with the rest. */
export const missing = (field: string, error: string) => ({
  path: [field],
  error,
  when: () => true,
});
/** The name under a signature; whether it is the person's is the verb's to say. */
export const typedName = needed(
  200,
  'The name is too long. Type it as the record has it.',
  'Type your full name, as this record has it.',
);
/** The checked box beside it. */
const box = 'Check the box to say that the statement is yours.';
export const agreed = needed(8, box, box);
/** The password, asked again for an act that must be the person's own. */
export const password = typed(
  1024,
  'This is not the password you sign in with. Please type it again.',
).refine((text) => text !== '', { error: 'Type your password.' });
/** Several choices; none chosen is the verb's to refuse. */
export const chosen = z.array(z.string().max(64, { error }), { error }).max(500, { error });
/** A box that may be ticked: off unless it was. */
export const ticked = z
  .literal('true', { error })
  .nullish()
  .transform((value) => value === 'true');
