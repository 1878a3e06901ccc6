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
/** Several choices; none chosen is the verb's to refuse. */
export const chosen = z.array(z.string().max(64, { error }), { error }).max(500, { error });
/** A box that may be ticked: off unless it was. */
export const ticked = z
  .literal('true', { error })
  .nullish()
  .transform((value) => value === 'true');
