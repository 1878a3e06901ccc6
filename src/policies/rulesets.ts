import type { Encoding, Ruleset } from '#rules/model.ts';
import reviewed from '#rules/social-media/2023-04-20/reviewed.json' with { type: 'json' };
import { ruleset } from '#rules/social-media/2023-04-20/ruleset.ts';
import draftReviewed from '#rules/social-media/2027-07-01/reviewed.json' with { type: 'json' };
import { ruleset as draft } from '#rules/social-media/2027-07-01/ruleset.ts';

/** How each revision is encoded, by `<policy>/<revision>`. A new revision adds its line here. */
export const ENCODINGS: Readonly<Record<string, Encoding>> = {
  'social-media/2023-04-20': { ruleset, reviewed },
  // Fictional, for tests and demonstrations.
  'social-media/2027-07-01': { ruleset: draft, reviewed: draftReviewed },
};

/** The rules alone, by the same names. */
export const RULESETS: Readonly<Record<string, Ruleset>> = Object.fromEntries(
  Object.entries(ENCODINGS).map(([key, encoding]) => [key, encoding.ruleset]),
);
