import { all, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { forbids, requires } from '#rules/norm.ts';
import { personalPosting } from './terms.ts';

const pictures =
  'No personal use of social media shall include any pictures or photographs of the employee wearing any ' +
  'City uniform or operating any City equipment.';

/** C.3: known as an employee, say whose views these are; no uniform, no City voice. */
export const IDENTIFICATION: readonly Norm[] = [
  // Identified once on a network, every posting there carries both halves; a profile line is not enough (R3).
  requires('C.3:1', {
    quote:
      'If an employee chooses to identify himself or herself as a City employee on any Social Media ' +
      'network or site, either in words or in image, he or she must state in clear terms within any ' +
      "specific social media posting that the views expressed are the employee's alone and that they do " +
      'not reflect the views of the City.',
    gist: "Identified as a City employee, say in each posting that the views are yours alone and not the City's.",
    when: all(personalPosting, is('identity.asEmployee', 'words', 'image')),
    needs: is('identity.disclaimer', 'full'),
    otherwise: 'action-required',
    readings: ['R3', 'R4'],
    because: '{identity.asEmployee}, and {identity.disclaimer}.',
  }),

  // A disclaimer does not cure the picture (R4); co-workers in uniform are not "the employee" (R5).
  forbids('C.3:2/uniform', {
    quote: pictures,
    gist: 'Post no picture of yourself in a City uniform.',
    when: personalPosting,
    wrong: is('content.selfInUniform'),
    readings: ['R4', 'R5', 'R39'],
    because: '{content.selfInUniform}, and {use.purpose}.',
  }),
  forbids('C.3:2/equipment', {
    quote: pictures,
    gist: 'Post no picture of yourself operating City equipment.',
    when: personalPosting,
    wrong: is('content.selfOperatingEquipment'),
    readings: ['R4', 'R5', 'R39', 'R57'],
    because: '{content.selfOperatingEquipment}, and {use.purpose}.',
  }),

  forbids('C.3:3', {
    quote:
      'Employees are prohibited from acting as a spokesperson for the City or posting comments as a ' +
      'representative of the City.',
    gist: 'In personal use, do not speak for the City.',
    when: personalPosting,
    wrong: is('identity.actsForCity'),
    because: '{identity.actsForCity}, and {use.purpose}.',
  }),
];
