import type { Ruleset } from '#rules/model.ts';
import { ruleset as socialMedia20230420 } from '#rules/social-media/2023-04-20/ruleset.ts';

/** The rules that encode each revision, by `<policy>/<revision>`. A new revision adds its line here. */
export const RULESETS: Readonly<Record<string, Ruleset>> = {
  'social-media/2023-04-20': socialMedia20230420,
};
