import type { Norm, Ruleset } from '#rules/model.ts';
import { FACTS } from '../facts.ts';
import { alternativesOf } from './alternatives.ts';
import { GISTS } from './gists.ts';
import { UNRULED } from './unruled.ts';
import { PERSONAL_USE } from './C.1-personal-use.ts';
import { RESPONSIBLE_POSTINGS } from './C.2-responsible-postings.ts';
import { IDENTIFICATION } from './C.3-identification.ts';
import { HONESTY_AND_ACCURACY } from './C.4-honesty-and-accuracy.ts';
import { RIGHT_TO_ACCESS } from './C.5-right-to-access.ts';
import { PROHIBITED_ACTIVITY } from './C.6-prohibited-activity.ts';
import { SPEECH_AND_PRIVACY } from './D.3.a-c-speech-and-privacy.ts';
import { INFORMATION_AND_EMERGENCIES } from './D.3.d-h-information-and-emergencies.ts';
import { RUNNING_A_SITE } from './D.3.i-q-running-a-city-site.ts';
import { POLITICS_PRIVATE_FACTS_WORKS } from './D.3.r-u-politics-private-facts-works.ts';
import { DESIGNATED_EMPLOYEES } from './D.4-designated-employees.ts';
import { PUBLIC_COMMENTS } from './E-public-comments.ts';

const norms: readonly Norm[] = [
  ...PERSONAL_USE,
  ...RESPONSIBLE_POSTINGS,
  ...IDENTIFICATION,
  ...HONESTY_AND_ACCURACY,
  ...RIGHT_TO_ACCESS,
  ...PROHIBITED_ACTIVITY,
  ...SPEECH_AND_PRIVACY,
  ...INFORMATION_AND_EMERGENCIES,
  ...RUNNING_A_SITE,
  ...POLITICS_PRIVATE_FACTS_WORKS,
  ...DESIGNATED_EMPLOYEES,
  ...PUBLIC_COMMENTS,
];

/** The rules of the text of 2023-04-20, in the policy's order. */
export const ruleset: Ruleset = {
  policy: 'social-media',
  revision: '2023-04-20',
  facts: FACTS,
  norms,
  unruled: UNRULED,
  gists: GISTS,
  alternatives: alternativesOf(norms),
};
