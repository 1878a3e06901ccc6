import { decides, personalPosting } from '../../support.ts';

const truth = (how: string) => ({ 'content.truth': how });

decides('C.4:1', { ...personalPosting, 'content.truth': ['careless', 'known-false'] }, [
  [
    'passed on unchecked, and wrong',
    truth('careless'),
    'breached',
    'advised-against',
    'What it says is wrong and you did not check it.',
  ],
  [
    'known to be false, about nobody of the City',
    { ...truth('known-false'), 'content.about': 'other' },
    'breached',
    'advised-against',
  ],
  ['an honest mistake is for C.4:2', truth('mistaken'), 'met', 'permitted'],
  ['accurate', {}, 'met', 'permitted'],
  [
    'for City business',
    { ...truth('careless'), 'use.purpose': 'city-business' },
    'not-applicable',
    'permitted',
  ],
]);

decides(
  'C.4:2',
  {
    ...personalPosting,
    'content.truth': ['mistaken', 'careless'],
    'content.correction': ['overdue'],
  },
  [
    [
      'an honest mistake is left standing',
      { ...truth('mistaken'), 'content.correction': 'overdue' },
      'breached',
      'advised-against',
      'What it says is an honest mistake, and it has not been corrected.',
    ],
    [
      'a careless one is left standing',
      { ...truth('careless'), 'content.correction': 'overdue' },
      'breached',
      'advised-against',
    ],
    [
      'corrected quickly',
      { ...truth('mistaken'), 'content.correction': 'prompt' },
      'met',
      'permitted',
    ],
    ['the mistake has not come to light', truth('mistaken'), 'met', 'permitted'],
    [
      'a lie is no mistake',
      { ...truth('known-false'), 'content.correction': 'overdue' },
      'not-applicable',
      'advised-against',
    ],
    ['there was no mistake', { 'content.correction': 'overdue' }, 'not-applicable', 'permitted'],
  ],
);

decides('C.4:3', { ...personalPosting, 'content.priorEdit': ['concealed'] }, [
  [
    'an earlier post is altered in silence',
    { 'content.priorEdit': 'concealed' },
    'breached',
    'advised-against',
    'You altered an earlier post and do not say so.',
  ],
  ['an earlier post is altered openly', { 'content.priorEdit': 'open' }, 'met', 'permitted'],
  ['nothing was altered', {}, 'met', 'permitted'],
]);

const lie = (who: string) => ({ ...truth('known-false'), 'content.about': who });
decides(
  'C.4:5',
  {
    ...personalPosting,
    'content.truth': ['known-false'],
    'content.about': ['the-city', 'co-worker', 'vendor', 'official'],
  },
  [
    [
      'a known falsehood about the City',
      lie('the-city'),
      'breached',
      'prohibited',
      'The posting is about the City, and you know that what it says is false.',
    ],
    ['about a co-worker', lie('co-worker'), 'breached', 'prohibited'],
    [
      'about a vendor or another who works on behalf of the City',
      lie('vendor'),
      'breached',
      'prohibited',
    ],
    [
      'about an official, who works on behalf of the City',
      lie('official'),
      'breached',
      'prohibited',
    ],
    ['citizens are not in this list', lie('citizen'), 'not-applicable', 'advised-against'],
    ['guests are not in this list', lie('guest'), 'not-applicable', 'advised-against'],
    [
      'careless is not known',
      { ...lie('the-city'), ...truth('careless') },
      'met',
      'advised-against',
    ],
    [
      'by a member of the public',
      { ...lie('the-city'), 'poster.kind': 'public' },
      'not-applicable',
      'permitted',
    ],
  ],
);

const poor = { 'content.cityMatter': true, 'content.poorJudgment': true };
decides('C.4:6', personalPosting, [
  [
    'poor judgment on a City program',
    poor,
    'breached',
    'advised-against',
    "The subject is the City's business, services or programs, and it falls short of good judgment and common sense.",
  ],
  [
    'poor judgment on something else',
    { 'content.poorJudgment': true },
    'not-applicable',
    'permitted',
  ],
  ['good judgment on a City program', { 'content.cityMatter': true }, 'met', 'permitted'],
]);
