import type { Path } from '#training/path.ts';

/** Why somebody is asked less than everything, after "You signed the revision of … before." */
export const WHY_LESS: Readonly<Record<Exclude<Path, 'full'>, string>> = {
  changes: 'So you are asked only about what has changed for you since then.',
  short: 'No duty has changed since then, so a few questions are all that is asked.',
  'sign-only': 'No duty has changed since then. Read it again where you like, then sign.',
};
