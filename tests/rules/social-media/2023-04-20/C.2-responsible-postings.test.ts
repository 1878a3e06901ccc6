import { decides, personalPosting, type Case } from '../../support.ts';

const of = (...who: string[]) => ({ ...personalPosting, 'content.about': who });
const anyone = of(
  'nobody',
  'the-city',
  'co-worker',
  'official',
  'vendor',
  'guest',
  'citizen',
  'other',
);
const about = (who: string) => ({ 'content.about': who });

for (const [norm, fact, words] of [
  ['C.2:3/harassment', 'content.harassing', 'it is harassment or bullying'],
  ['C.2:3/intimidation', 'content.threatening', 'it is threatening or intimidating'],
  ['C.2:3/demeaning', 'content.demeaning', 'it is demeaning'],
] as const) {
  const against = (who: string) => ({ ...about(who), [fact]: true });
  decides(norm, of('co-worker', 'official', 'vendor'), [
    [
      'against a co-worker',
      against('co-worker'),
      'breached',
      'prohibited',
      `The posting is about a City employee, and ${words}.`,
    ],
    ['against one who performs services for the City', against('vendor'), 'breached', 'prohibited'],
    ['against a City official', against('official'), 'breached', 'prohibited'],
    [
      'in a reply on a City site',
      { ...against('co-worker'), 'use.act': 'reply' },
      'breached',
      'prohibited',
    ],
    [
      'on a City computer just the same',
      { ...against('co-worker'), 'use.device': 'department-computer' },
      'breached',
      'prohibited',
    ],
    [
      'a citizen is not among "such persons"; courtesy (C.2:4) is still advised',
      against('citizen'),
      'not-applicable',
      'advised-against',
    ],
    ['a guest is not among "such persons"', against('guest'), 'not-applicable', 'permitted'],
    ['a posting about a co-worker without it', about('co-worker'), 'met', 'permitted'],
    [
      'written by a member of the public',
      { ...against('co-worker'), 'poster.kind': 'public' },
      'not-applicable',
      'permitted',
    ],
  ]);
}

decides('C.2:4', of('co-worker', 'citizen', 'vendor', 'official'), [
  [
    'unfair to a citizen',
    { ...about('citizen'), 'content.uncivil': true },
    'breached',
    'advised-against',
    'The posting is about a citizen, and it is unfair or discourteous.',
  ],
  [
    'discourteous to a co-worker',
    { ...about('co-worker'), 'content.uncivil': true },
    'breached',
    'advised-against',
  ],
  [
    'discourteous to a vendor',
    { ...about('vendor'), 'content.uncivil': true },
    'breached',
    'advised-against',
  ],
  [
    'an official works on behalf of the City',
    { ...about('official'), 'content.uncivil': true },
    'breached',
    'advised-against',
  ],
  [
    'guests are not in the list',
    { ...about('guest'), 'content.uncivil': true },
    'not-applicable',
    'permitted',
  ],
  [
    'a stranger to the City is not in the list',
    { ...about('other'), 'content.uncivil': true },
    'not-applicable',
    'permitted',
  ],
  ['fair to a citizen', about('citizen'), 'met', 'permitted'],
  [
    'what demeans a citizen is not courteous',
    { ...about('citizen'), 'content.demeaning': true },
    'breached',
    'advised-against',
    'The posting is about a citizen, and it is demeaning.',
  ],
  [
    'nor what disparages one',
    { ...about('citizen'), 'content.disparaging': true },
    'breached',
    'advised-against',
  ],
  [
    'nor what harasses one',
    { ...about('citizen'), 'content.harassing': true },
    'breached',
    'advised-against',
  ],
  [
    'nor what threatens one',
    { ...about('citizen'), 'content.threatening': true },
    'breached',
    'advised-against',
  ],
]);

const workComplaint = { 'content.complaint': true, 'content.cityMatter': true };
decides('C.2:5', personalPosting, [
  [
    'a work complaint is posted',
    workComplaint,
    'breached',
    'advised-against',
    "The posting is a complaint or criticism, and the subject is the City's business, services or programs.",
  ],
  ['a complaint about something else', { 'content.complaint': true }, 'met', 'permitted'],
  [
    'a City matter without complaint',
    { 'content.cityMatter': true },
    'not-applicable',
    'permitted',
  ],
]);

for (const [norm, fact, words] of [
  ['C.2:6/malicious', 'content.malicious', 'it could reasonably be viewed as malicious'],
  ['C.2:6/obscene', 'content.obscene', 'it could reasonably be viewed as obscene'],
  ['C.2:6/threatening', 'content.threatening', 'it is threatening or intimidating'],
  ['C.2:6/harassing', 'content.harassing', 'it is harassment or bullying'],
  ['C.2:6/unlawful', 'content.unlawful', 'it might violate a law'],
] as const) {
  const breaches: Case[] = [
    [
      'in a complaint about nobody of the City: advice, for "should avoid"',
      { 'content.complaint': true, [fact]: true },
      'breached',
      'advised-against',
      `The posting is a complaint or criticism, and ${words}.`,
    ],
  ];
  decides(norm, anyone, [
    ...breaches,
    ['without complaint or criticism', { [fact]: true }, 'not-applicable', 'permitted'],
    ['a complaint without it', { 'content.complaint': true }, 'met', 'permitted'],
    [
      'for City business',
      { 'content.complaint': true, [fact]: true, 'use.purpose': 'city-business' },
      'not-applicable',
      'permitted',
    ],
  ]);
}

const disparaging = { 'content.complaint': true, 'content.disparaging': true };
decides('C.2:6/disparaging', of('guest', 'co-worker', 'citizen', 'vendor'), [
  [
    'a complaint disparages a guest',
    { ...disparaging, ...about('guest') },
    'breached',
    'advised-against',
    'The posting is about a guest of the City, and it disparages, ridicules or maligns them, in a complaint or criticism.',
  ],
  [
    'a complaint disparages a citizen',
    { ...disparaging, ...about('citizen') },
    'breached',
    'advised-against',
  ],
  [
    'a complaint disparages a co-worker',
    { ...disparaging, ...about('co-worker') },
    'breached',
    'advised-against',
  ],
  [
    'a complaint disparages a supplier',
    { ...disparaging, ...about('vendor') },
    'breached',
    'advised-against',
  ],
  [
    'officials are not in this list; courtesy to them (C.2:4) is still advised',
    { ...disparaging, ...about('official') },
    'not-applicable',
    'advised-against',
  ],
  [
    'the City is not in this list',
    { ...disparaging, ...about('the-city') },
    'not-applicable',
    'permitted',
  ],
  [
    'a stranger is not in this list',
    { ...disparaging, ...about('other') },
    'not-applicable',
    'permitted',
  ],
  [
    'no complaint: only courtesy (C.2:4) is left',
    { ...about('citizen'), 'content.disparaging': true },
    'not-applicable',
    'advised-against',
  ],
  [
    'a plain complaint about a citizen',
    { 'content.complaint': true, ...about('citizen') },
    'met',
    'permitted',
  ],
]);

decides('C.2:7/reputation', anyone, [
  [
    'an offensive post meant to harm a neighbor, no complaint needed',
    { ...about('other'), 'content.harmsReputation': true },
    'breached',
    'advised-against',
    "The posting is offensive and meant to harm someone's reputation, and this is personal use.",
  ],
  ['a posting that harms nobody', about('other'), 'met', 'permitted'],
  [
    'looking',
    { 'use.act': 'browse', 'content.harmsReputation': true },
    'not-applicable',
    'permitted',
  ],
]);

decides('C.2:7/hostile-environment', anyone, [
  [
    'a joke about age at work',
    { 'content.hostileEnvironment': true },
    'breached',
    'advised-against',
    'The posting could contribute to a work environment hostile to people of a protected status, and this is personal use.',
  ],
  ['a posting that does not', {}, 'met', 'permitted'],
  [
    'by a member of the public',
    { 'poster.kind': 'public', 'content.hostileEnvironment': true },
    'not-applicable',
    'permitted',
  ],
]);
