import { all, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { advisesAgainst, forbids } from '#rules/norm.ts';
import { personalPosting } from './terms.ts';

/** C.4: be accurate, mend mistakes, own up to edits; never a known falsehood about those who serve the City. */
export const HONESTY_AND_ACCURACY: readonly Norm[] = [
  // An honest mistake falls to C.4:2, which asks that it be corrected.
  advisesAgainst('C.4:1', {
    quote:
      'An employee should ensure that he or she is always honest and accurate when posting information or news.',
    gist: 'You should be honest and accurate.',
    when: personalPosting,
    wrong: is('content.truth', 'careless', 'known-false'),
    readings: ['R12', 'R46'],
    because: '{content.truth}.',
  }),

  advisesAgainst('C.4:2', {
    quote: 'If an employee makes a mistake, it should be corrected quickly.',
    gist: 'You should correct a mistake quickly.',
    when: all(personalPosting, is('content.truth', 'mistaken', 'careless')),
    wrong: is('content.correction', 'overdue'),
    // A post left alone leaves the error standing.
    mendBy: ['content.correction'],
    because: '{content.truth}, and {content.correction}.',
  }),

  advisesAgainst('C.4:3', {
    quote: 'An employee should be open about any previous posts that have been altered.',
    gist: 'You should be open about earlier posts that you altered.',
    when: personalPosting,
    wrong: is('content.priorEdit', 'concealed'),
    mendBy: ['content.priorEdit'],
    because: '{content.priorEdit}.',
  }),

  // Actual knowledge, and only these subjects (R12): citizens and guests are not in this list. An
  // official works on behalf of the City (R38).
  forbids('C.4:5', {
    quote:
      'Never post any information or rumors that are known to be false about the City, co-workers, vendors ' +
      'or others working on behalf of the City.',
    gist: 'Never post what you know is false about the City, co-workers, vendors or others working for it.',
    when: all(personalPosting, is('content.about', 'the-city', 'co-worker', 'official', 'vendor')),
    wrong: is('content.truth', 'known-false'),
    readings: ['R12', 'R38'],
    because: '{content.about}, and {content.truth}.',
  }),

  // "the City expects": advice, not a ban (R43).
  advisesAgainst('C.4:6', {
    quote:
      "In short, the City expects its employees, when commenting on matters related to the City's business, " +
      "services or programs, to exercise good judgment and common sense, consistent with the City's values of " +
      'honesty, integrity and ethical behavior.',
    gist: 'The City expects you to use good judgment and common sense when you comment on City matters.',
    when: all(personalPosting, is('content.cityMatter')),
    wrong: is('content.poorJudgment'),
    readings: ['R43'],
    because: '{content.cityMatter}, and {content.poorJudgment}.',
  }),
];
