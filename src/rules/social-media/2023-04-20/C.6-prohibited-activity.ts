import { is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { confidentialInformation } from './confidential-information.ts';
import { personalPosting } from './terms.ts';

/**
 * C.6: one's own personnel and health information is free (C.1:3); one's own part in an investigation
 * is not (R13).
 */
export const PROHIBITED_ACTIVITY: readonly Norm[] = confidentialInformation('C.6:1', {
  when: personalPosting,
  own: {
    cite: 'C.1:3',
    when: is('info.ownOnly'),
    note: '{info.ownOnly}, and you are free to publish your own personal information.',
  },
  readings: ['R13'],
});
