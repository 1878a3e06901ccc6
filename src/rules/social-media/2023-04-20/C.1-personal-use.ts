import { all, any, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { advisesAgainst, permits } from '#rules/norm.ts';
import { personalPosting, personalUse } from './terms.ts';

const ownInformation =
  'In general, employees who participate in Social Media are free to publish their own personal information.';

const cityDevices =
  'Any use of City computers or other City issued devices for personal Social Media Postings should ' +
  'generally be limited to lunch and outside (before or after) work time and only if the equipment is ' +
  'not needed for City business.';

/** "City computers or other City issued devices". */
const onCityDevice = all(personalUse, is('use.device', 'department-computer', 'other-city-device'));

/** C.1: free with one's own information; City equipment and work time are for work. */
export const PERSONAL_USE: readonly Norm[] = [
  // "In general": C.6 takes the freedom back where the information is the City's or another's to keep,
  // and how one publishes stays under the other rules.
  permits('C.1:3', {
    quote: ownInformation,
    gist: 'In general, you may publish your own personal information.',
    when: all(personalPosting, is('info.ownOnly')),
    unless: [
      {
        cite: 'C.6:1',
        when: any(
          is('info.departmentConfidential'),
          is('info.openInvestigation'),
          is('info.thirdPartyConfidential'),
          is('info.securitySafety'),
        ),
        note: 'What C.6 keeps confidential is not yours to publish.',
      },
    ],
    yieldsTo: ['C.2', 'C.3', 'C.4', 'D.3.g', 'D.4', 'E.6'],
    readings: ['R13'],
    because: '{info.ownOnly}, and {use.purpose}.',
  }),

  // "should generally": advice, never a ban (R6). A paid break is neither lunch nor outside work time.
  advisesAgainst('C.1:4/time', {
    quote: cityDevices,
    gist: 'Personal social media on City devices should generally be kept to lunch and the time before or after work.',
    when: onCityDevice,
    wrong: is('use.time', 'work-time'),
    readings: ['R6', 'R26', 'R55'],
    because: '{use.device}, {use.time}, and {use.purpose}.',
  }),

  advisesAgainst('C.1:4/need', {
    quote: cityDevices,
    gist: 'Personal social media on City devices should wait while the equipment is needed for City business.',
    when: onCityDevice,
    wrong: is('use.equipmentNeeded'),
    readings: ['R6', 'R55'],
    because: '{use.device}, {use.equipmentNeeded}, and {use.purpose}.',
  }),

  // Any device, one's own phone included (R7).
  advisesAgainst('C.1:5', {
    quote:
      'Limited personal use is expected to occur but should not interfere with being productive or ' +
      'performing expected job duties.',
    gist: 'Personal use should not interfere with your work.',
    when: personalUse,
    wrong: is('use.interferes'),
    readings: ['R7'],
    because: '{use.purpose}, and {use.interferes}.',
  }),
];
