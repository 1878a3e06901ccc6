import { decides, personalPosting, type Case } from '../../support.ts';

const personalUse = { ...personalPosting, 'use.act': ['post', 'reply', 'browse'] };
const onCityDevice = {
  ...personalUse,
  'use.device': ['department-computer', 'other-city-device'],
};
const work = { 'use.device': 'department-computer', 'use.time': 'work-time' };

decides('C.1:3', personalPosting, [
  [
    'an employee posts about their own surgery',
    { 'info.health': true, 'info.ownOnly': true },
    'met',
    'permitted',
    'The information is about nobody but you, and this is personal use.',
  ],
  ['own information that is no secret', { 'info.ownOnly': true }, 'met', 'permitted'],
  [
    'the information is about someone else as well',
    { 'info.health': true },
    'not-applicable',
    'prohibited',
  ],
  ...(
    [
      ['a department’s confidential information', 'info.departmentConfidential'],
      ['an ongoing investigation, one’s own included', 'info.openInvestigation'],
      ['a third party’s confidence', 'info.thirdPartyConfidential'],
      ['confidential security information', 'info.securitySafety'],
    ] as const
  ).map(([what, fact]): Case => [
    `"in general" gives way to ${what}`,
    { 'info.ownOnly': true, [fact]: true },
    'not-applicable',
    'prohibited',
  ]),
  [
    'on City business',
    { 'info.ownOnly': true, 'use.purpose': 'city-business' },
    'not-applicable',
    'permitted',
  ],
  [
    'looking publishes nothing',
    { 'info.ownOnly': true, 'use.act': 'browse' },
    'not-applicable',
    'permitted',
  ],
]);

decides('C.1:4/time', { ...onCityDevice, 'use.time': ['work-time'] }, [
  [
    'a personal posting from a department computer in work time',
    work,
    'breached',
    'advised-against',
    'You are on a department computer, you are on work time, and this is personal use.',
  ],
  [
    'a City phone is a City issued device',
    { ...work, 'use.device': 'other-city-device' },
    'breached',
    'advised-against',
  ],
  ['looking is use too', { ...work, 'use.act': 'browse' }, 'breached', 'advised-against'],
  ['at lunch', { ...work, 'use.time': 'lunch' }, 'met', 'permitted'],
  ['before or after work', { ...work, 'use.time': 'off-duty' }, 'met', 'permitted'],
  [
    'on one’s own phone in work time',
    { ...work, 'use.device': 'personal' },
    'not-applicable',
    'permitted',
  ],
  ['for City business', { ...work, 'use.purpose': 'city-business' }, 'not-applicable', 'permitted'],
  ['a member of the public', { ...work, 'poster.kind': 'public' }, 'not-applicable', 'permitted'],
]);

decides('C.1:4/need', onCityDevice, [
  [
    'at lunch, while the equipment is needed',
    { 'use.device': 'other-city-device', 'use.time': 'lunch', 'use.equipmentNeeded': true },
    'breached',
    'advised-against',
    'You are on a City-issued device, the equipment is needed for City business, and this is personal use.',
  ],
  [
    'at lunch, while nobody needs it',
    { 'use.device': 'department-computer', 'use.time': 'lunch' },
    'met',
    'permitted',
  ],
  ['one’s own device', { 'use.equipmentNeeded': true }, 'not-applicable', 'permitted'],
]);

const anyTimeOrDevice = { ...personalUse, 'use.time': ['off-duty', 'lunch', 'work-time'] };
decides('C.1:5', anyTimeOrDevice, [
  [
    'posting on one’s own phone instead of working',
    { 'use.time': 'work-time', 'use.interferes': true },
    'breached',
    'advised-against',
    'This is personal use, and it interferes with your work.',
  ],
  [
    'reading instead of working',
    { 'use.act': 'browse', 'use.interferes': true },
    'breached',
    'advised-against',
  ],
  ['limited use is expected to occur', { 'use.time': 'work-time' }, 'met', 'permitted'],
  [
    'City business is no personal use',
    { 'use.purpose': 'city-business', 'use.interferes': true },
    'not-applicable',
    'permitted',
  ],
]);
