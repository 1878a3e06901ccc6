import { decides, personalPosting } from '../../support.ts';

const whateverTheDevice = {
  ...personalPosting,
  'use.device': ['personal', 'department-computer', 'other-city-device'],
  'identity.disclaimer': ['none', 'partial', 'profile-only', 'full'],
};
const named = { 'identity.asEmployee': 'words' };

decides(
  'C.3:1',
  {
    ...personalPosting,
    'identity.asEmployee': ['words', 'image'],
    'identity.disclaimer': ['none', 'partial', 'profile-only'],
  },
  [
    [
      'named as an employee, no disclaimer',
      named,
      'breached',
      'action-required',
      'Your own words on that network identify you as a City employee, and the posting carries no disclaimer.',
    ],
    [
      'identified by an image, no disclaimer',
      { 'identity.asEmployee': 'image' },
      'breached',
      'action-required',
    ],
    [
      'only one of the two halves',
      { ...named, 'identity.disclaimer': 'partial' },
      'breached',
      'action-required',
    ],
    [
      'in the profile, not "within any specific posting"',
      { ...named, 'identity.disclaimer': 'profile-only' },
      'breached',
      'action-required',
    ],
    [
      'in a private reply on a City site',
      { ...named, 'use.act': 'reply' },
      'breached',
      'action-required',
    ],
    [
      'both halves in the posting',
      { ...named, 'identity.disclaimer': 'full' },
      'met',
      'permitted',
      "Your own words on that network identify you as a City employee, and the posting says that the views are yours alone and not the City's.",
    ],
    ['not identified as an employee', {}, 'not-applicable', 'permitted'],
    ['only looking', { ...named, 'use.act': 'browse' }, 'not-applicable', 'permitted'],
    [
      'for City business',
      { ...named, 'use.purpose': 'city-business' },
      'not-applicable',
      'permitted',
    ],
  ],
);

decides('C.3:2/uniform', whateverTheDevice, [
  [
    'a picture of oneself in uniform',
    { 'content.selfInUniform': true },
    'breached',
    'prohibited',
    'The posting shows you in a City uniform, and this is personal use.',
  ],
  [
    'a disclaimer does not cure it',
    { ...named, 'identity.disclaimer': 'full', 'content.selfInUniform': true },
    'breached',
    'prohibited',
  ],
  [
    'from a City computer it is personal use all the same',
    { 'use.device': 'department-computer', 'content.selfInUniform': true },
    'breached',
    'prohibited',
  ],
  [
    'in a direct message',
    { 'use.venue': 'direct-message', 'content.selfInUniform': true },
    'breached',
    'prohibited',
  ],
  [
    'for City business',
    { 'use.purpose': 'city-business', 'content.selfInUniform': true },
    'not-applicable',
    'permitted',
  ],
  ['a picture without uniform', {}, 'met', 'permitted'],
]);

decides('C.3:2/equipment', whateverTheDevice, [
  [
    'a picture of oneself at the wheel of the ladder truck',
    { 'content.selfOperatingEquipment': true },
    'breached',
    'prohibited',
    'The posting shows you operating City equipment, and this is personal use.',
  ],
  [
    'for City business',
    { 'use.purpose': 'city-business', 'content.selfOperatingEquipment': true },
    'not-applicable',
    'permitted',
  ],
  ['no equipment in the picture', {}, 'met', 'permitted'],
]);

decides('C.3:3', personalPosting, [
  [
    'answers a neighbor as if for the City',
    { 'identity.actsForCity': true },
    'breached',
    'prohibited',
    'You speak there as a spokesperson or representative of the City, and this is personal use.',
  ],
  [
    'a disclaimer does not cure it',
    { 'identity.actsForCity': true, 'identity.disclaimer': 'full' },
    'breached',
    'prohibited',
  ],
  ['speaks as a resident', {}, 'met', 'permitted'],
  [
    'a member of the public',
    { 'poster.kind': 'public', 'identity.actsForCity': true },
    'not-applicable',
    'permitted',
  ],
]);
