import { all, any, is, not } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { advisesAgainst, forbids } from '#rules/norm.ts';
import { sanctionedPosting } from './terms.ts';

const politics =
  'No employee should conduct political activities or private business through any Social ' +
  'Media Posting.';

const others =
  "No employee shall use someone else's name, likeness or other personal attributes without " +
  "that person's permission for an exploitative purpose; or publish the creative work of " +
  'another, trademarks or certain confidential business information without the permission of ' +
  'the owner.';

/** D.3.r–u: no politics or private business for the City; other people's facts, names and works are theirs. */
export const POLITICS_PRIVATE_FACTS_WORKS: readonly Norm[] = [
  // "should", and sanctioned use only (R2, R21): one's own political posts are not addressed.
  advisesAgainst('D.3.r:1/political', {
    quote: politics,
    gist: 'You should not conduct political activities in what you post for the City.',
    when: sanctionedPosting,
    wrong: is('content.political'),
    readings: ['R2', 'R21', 'R37'],
    because: '{content.political}, and {use.purpose}.',
  }),
  advisesAgainst('D.3.r:1/business', {
    quote: politics,
    gist: 'You should not conduct private business in what you post for the City.',
    when: sanctionedPosting,
    wrong: is('content.privateBusiness'),
    readings: ['R2', 'R21'],
    because: '{content.privateBusiness}, and {use.purpose}.',
  }),

  // "or": any one of the three is enough (R22).
  advisesAgainst('D.3.s:1', {
    quote:
      'No employee should post private facts or personal information about someone without ' +
      'his or her permission that has not been previously revealed to the public, is not of ' +
      'legitimate public concern or would be offensive to a reasonable person.',
    gist: "You should not post someone's private facts without permission, unless they are public already, of public concern and inoffensive.",
    when: all(sanctionedPosting, is('info.privateFacts')),
    wrong: any(not(is('info.alreadyPublic')), not(is('info.publicConcern')), is('info.offensive')),
    unless: [
      {
        cite: 'D.3.s:1',
        when: is('info.personPermits'),
        note: '{info.privateFacts}, and {info.personPermits}.',
      },
    ],
    readings: ['R2', 'R22'],
    because:
      '{info.privateFacts}[, and {info.alreadyPublic}][, and {info.publicConcern}]' +
      '[, and {info.offensive}][, and {info.personPermits}].',
  }),

  // The semicolon divides them: the purpose belongs to the likeness, the owner to the work (R23).
  forbids('D.3.t:1/likeness', {
    quote: others,
    gist: "Do not exploit someone's name, likeness or other personal attributes without that person's permission.",
    when: all(sanctionedPosting, is('info.likeness')),
    wrong: is('info.exploitative'),
    unless: [
      {
        cite: 'D.3.t:1',
        when: is('info.personPermits'),
        note: '{info.likeness}, and {info.personPermits}.',
      },
    ],
    readings: ['R2', 'R23'],
    because: '{info.likeness}, and {info.exploitative}[, and {info.personPermits}].',
  }),
  forbids('D.3.t:1/works', {
    quote: others,
    gist: "Publish another's work, trademark or confidential business information only with the owner's permission.",
    when: sanctionedPosting,
    wrong: is('info.othersWork'),
    unless: [
      {
        cite: 'D.3.t:1',
        when: is('info.ownerPermits'),
        note: '{info.ownerPermits}.',
      },
    ],
    effect: 'needs-approval',
    readings: ['R2', 'R23'],
    because: '{info.othersWork}[, and {info.ownerPermits}].',
  }),
];
