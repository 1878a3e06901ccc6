import type { Reviewed } from '#rules/gates/drift.ts';
import type { Ruleset } from '#rules/model.ts';
import reviewedSocialMedia20230420 from '#rules/social-media/2023-04-20/reviewed.json' with { type: 'json' };
import { ruleset as socialMedia20230420 } from '#rules/social-media/2023-04-20/ruleset.ts';
import {
  UNRULED as unruledSocialMedia20230420,
  type Unruled,
} from '#rules/social-media/2023-04-20/unruled.ts';

/** The rules that encode each revision, by `<policy>/<revision>`. A new revision adds its line here. */
export const RULESETS: Readonly<Record<string, Ruleset>> = {
  'social-media/2023-04-20': socialMedia20230420,
};

/** Why what a revision says has no rule, by the same names. */
export const UNRULED: Readonly<Record<string, readonly Unruled[]>> = {
  'social-media/2023-04-20': unruledSocialMedia20230420,
};

/** The pins under which each sentence was last read beside its rules, by the same names. */
export const REVIEWED: Readonly<Record<string, Reviewed>> = {
  'social-media/2023-04-20': reviewedSocialMedia20230420,
};
