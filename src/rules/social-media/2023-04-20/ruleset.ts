import type { Ruleset } from '#rules/model.ts';
import { FACTS } from '../facts.ts';
import { PERSONAL_USE } from './C.1-personal-use.ts';
import { RESPONSIBLE_POSTINGS } from './C.2-responsible-postings.ts';
import { IDENTIFICATION } from './C.3-identification.ts';
import { HONESTY_AND_ACCURACY } from './C.4-honesty-and-accuracy.ts';
import { RIGHT_TO_ACCESS } from './C.5-right-to-access.ts';
import { PROHIBITED_ACTIVITY } from './C.6-prohibited-activity.ts';
import { EMERGENCY_IMAGES } from './D.3.g-emergency-images.ts';

/** The rules of the text of 2023-04-20: section C and D.3.g, in the policy's order. */
export const ruleset: Ruleset = {
  policy: 'social-media',
  revision: '2023-04-20',
  facts: FACTS,
  norms: [
    ...PERSONAL_USE,
    ...RESPONSIBLE_POSTINGS,
    ...IDENTIFICATION,
    ...HONESTY_AND_ACCURACY,
    ...RIGHT_TO_ACCESS,
    ...PROHIBITED_ACTIVITY,
    ...EMERGENCY_IMAGES,
  ],
};
