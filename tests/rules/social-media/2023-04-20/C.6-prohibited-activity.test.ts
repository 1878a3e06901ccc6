import { decides, personalPosting, type Case } from '../../support.ts';

for (const [norm, fact, words] of [
  [
    'C.6:1/department',
    'info.departmentConfidential',
    'It discloses confidential information of a department',
  ],
  [
    'C.6:1/investigation',
    'info.openInvestigation',
    'It discloses confidential information about an ongoing investigation',
  ],
  [
    'C.6:1/third-party',
    'info.thirdPartyConfidential',
    'It discloses confidential information of someone who gave information to a department',
  ],
  [
    'C.6:1/security',
    'info.securitySafety',
    'It discloses confidential security or safety information',
  ],
] as const)
  decides(norm, personalPosting, [
    [
      'disclosed in a personal posting',
      { [fact]: true },
      'breached',
      'prohibited',
      `${words}, and this is personal use.`,
    ],
    ...everyChannel(fact),
    [
      'though it concerns only oneself',
      { [fact]: true, 'info.ownOnly': true },
      'breached',
      'prohibited',
    ],
  ]);

for (const [norm, fact, words] of [
  ['C.6:1/personnel', 'info.personnel', 'It discloses private personnel information'],
  ['C.6:1/phi', 'info.health', 'It discloses Protected Health Information'],
] as const)
  decides(norm, personalPosting, [
    [
      'someone else’s, in a personal posting',
      { [fact]: true },
      'breached',
      'prohibited',
      `${words}, the information is not about you alone, and this is personal use.`,
    ],
    ...everyChannel(fact),
    [
      'one’s own alone is free (C.1:3)',
      { [fact]: true, 'info.ownOnly': true },
      'excepted',
      'permitted',
      'The information is about nobody but you, and you are free to publish your own personal information.',
    ],
  ]);

function everyChannel(fact: string): Case[] {
  return [
    [
      'in a direct message',
      { [fact]: true, 'use.venue': 'direct-message' },
      'breached',
      'prohibited',
    ],
    ['in a reply', { [fact]: true, 'use.act': 'reply' }, 'breached', 'prohibited'],
    [
      'from a City computer',
      { [fact]: true, 'use.device': 'department-computer' },
      'breached',
      'prohibited',
    ],
    ['a posting that discloses nothing', {}, 'met', 'permitted'],
    [
      'City business is for section D',
      { [fact]: true, 'use.purpose': 'city-business' },
      'not-applicable',
      'permitted',
    ],
    [
      'a member of the public',
      { [fact]: true, 'poster.kind': 'public' },
      'not-applicable',
      'permitted',
    ],
  ];
}
