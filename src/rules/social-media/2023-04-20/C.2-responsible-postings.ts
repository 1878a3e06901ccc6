import { all, any, is } from '#rules/condition.ts';
import type { Condition, Norm } from '#rules/model.ts';
import { advisesAgainst, forbids } from '#rules/norm.ts';
import { personalPosting } from './terms.ts';

const discipline =
  'Harassment, intimidation or demeaning comments against such persons on social networking sites may ' +
  'result in discipline up to and including dismissal.';

const complaints =
  'Nevertheless, if an employee decides to post complaints or criticism, he or she should avoid using ' +
  'statements, photographs, video or audio that reasonably could be viewed as malicious, obscene, ' +
  'threatening or intimidating, that disparages guests, coworkers, citizens, suppliers or vendors, that ' +
  'might constitute harassment or bullying or might violate any applicable law.';

const examples =
  "Examples of such conduct include offensive posts meant to intentionally harm someone's reputation or " +
  'posts that could contribute to a hostile work environment on the basis of race, sex, disability, age, ' +
  'national origin, ethnicity, pregnancy, religion or any other status protected by law or City policy.';

/** C.2:3 "such persons": C.2:2 "others who perform services for or are employed with the City" (R8, R38). */
const workforce = is('content.about', 'co-worker', 'official', 'vendor');

/** C.2: be fair; take complaints to people first; leave out what harms. */
export const RESPONSIBLE_POSTINGS: readonly Norm[] = [
  // No "shall not", but discipline up to dismissal: a prohibition by its sanction (R9).
  toWorkforce('harassment', 'content.harassing', 'Do not harass people who work for the City.'),
  toWorkforce(
    'intimidation',
    'content.threatening',
    'Do not intimidate people who work for the City.',
  ),
  toWorkforce('demeaning', 'content.demeaning', 'Do not demean people who work for the City.'),

  // "the City encourages": advice. Guests are not in this list; an official works on behalf of the City (R38).
  advisesAgainst('C.2:4', {
    quote:
      'Thus, the City encourages an employee to always be fair and courteous to co-workers, citizens, ' +
      'suppliers, vendors or other people who work on behalf of the City.',
    gist: 'The City encourages you to be fair and courteous to co-workers, citizens, vendors and others who work for the City.',
    when: all(personalPosting, is('content.about', 'co-worker', 'official', 'vendor', 'citizen')),
    // What is graver than discourteous is not courteous either.
    wrong: any(
      is('content.uncivil'),
      is('content.demeaning'),
      is('content.disparaging'),
      is('content.harassing'),
      is('content.threatening'),
    ),
    readings: ['R38'],
    because:
      '{content.about}[, and {content.uncivil}][, and {content.demeaning}]' +
      '[, and {content.disparaging}][, and {content.harassing}][, and {content.threatening}].',
  }),

  // "should keep in mind": taken as advice to talk rather than post (R41).
  advisesAgainst('C.2:5', {
    quote:
      'Also, an employee should keep in mind that he or she is more likely to resolve work-related ' +
      'complaints by speaking directly with co-workers or by addressing the issue or problem with the ' +
      'Department Head than by posting complaints to a social media outlet.',
    gist: 'You should keep in mind that a work complaint is more likely resolved by talking than by posting.',
    when: all(personalPosting, is('content.complaint')),
    wrong: is('content.cityMatter'),
    readings: ['R41'],
    because: '{content.complaint}, and {content.cityMatter}.',
  }),

  // "should avoid": advice even for grave words, and only in a complaint or criticism (R10).
  inComplaint(
    'malicious',
    'content.malicious',
    'A complaint should avoid what could be viewed as malicious.',
  ),
  inComplaint(
    'obscene',
    'content.obscene',
    'A complaint should avoid what could be viewed as obscene.',
  ),
  inComplaint(
    'threatening',
    'content.threatening',
    'A complaint should avoid what could be viewed as threatening or intimidating.',
  ),
  advisesAgainst('C.2:6/disparaging', {
    quote: complaints,
    gist: 'A complaint should avoid disparaging guests, co-workers, citizens, suppliers or vendors.',
    // Officials, the City itself and strangers are not in this list (R35).
    when: all(complaint(), is('content.about', 'guest', 'co-worker', 'citizen', 'vendor')),
    wrong: is('content.disparaging'),
    mendBy: ['content.disparaging', 'use.act'],
    readings: ['R10', 'R35', 'R59'],
    because: '{content.about}, and {content.disparaging}, in a complaint or criticism.',
  }),
  inComplaint(
    'harassing',
    'content.harassing',
    'A complaint should avoid what might be harassment or bullying.',
  ),
  inComplaint('unlawful', 'content.unlawful', 'A complaint should avoid what might violate a law.'),

  // The examples stand alone: no complaint is needed, and anyone can be harmed (R10).
  advisesAgainst('C.2:7/reputation', {
    quote: examples,
    gist: "You should avoid offensive posts meant to harm someone's reputation.",
    when: personalPosting,
    wrong: is('content.harmsReputation'),
    readings: ['R10'],
    because: '{content.harmsReputation}, and {use.purpose}.',
  }),
  advisesAgainst('C.2:7/hostile-environment', {
    quote: examples,
    gist: 'You should avoid posts that could make work hostile for people of a protected status.',
    when: personalPosting,
    wrong: is('content.hostileEnvironment'),
    readings: ['R10', 'R11'],
    because: '{content.hostileEnvironment}, and {use.purpose}.',
  }),
];

function toWorkforce(slug: string, fact: string, gist: string): Norm {
  return forbids(`C.2:3/${slug}`, {
    quote: discipline,
    gist,
    when: all(personalPosting, workforce),
    wrong: is(fact),
    readings: ['R8', 'R9', 'R38', 'R54'],
    because: `{content.about}, and {${fact}}.`,
  });
}

function complaint(): Condition {
  return all(personalPosting, is('content.complaint'));
}

function inComplaint(slug: string, fact: string, gist: string): Norm {
  return advisesAgainst(`C.2:6/${slug}`, {
    quote: complaints,
    gist,
    when: complaint(),
    wrong: is(fact),
    mendBy: [fact, 'use.act'],
    readings: ['R10', 'R59'],
    because: `{content.complaint}, and {${fact}}.`,
  });
}
