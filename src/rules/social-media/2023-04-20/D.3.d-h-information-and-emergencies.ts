import { all, is } from '#rules/condition.ts';
import type { Exception, Norm } from '#rules/model.ts';
import { advisesAgainst, forbids, requires } from '#rules/norm.ts';
import { confidentialInformation } from './confidential-information.ts';
import { employee, passingOn, sanctionedPosting } from './terms.ts';

const authority =
  'No employee shall divulge information gained by reason of his or her authority, make any ' +
  'statements or publish any materials that could reasonably be considered to represent the ' +
  'views or positions of any department, without express authorization to do so.';

/** Whose authorization it is the text does not say, so a story says only whether there is one (R15). */
const authorized: Exception = {
  cite: 'D.3.e:1',
  when: is('approval.express'),
  note: '{approval.express}.',
};

/** D.3.d–h: what may not get out, who speaks for a department, patients' images, and 9-1-1. */
export const INFORMATION_AND_EMERGENCIES: readonly Norm[] = [
  // C.1:3 frees one's own information in personal use; for City business nothing does (R44).
  ...confidentialInformation('D.3.d:1', { when: sanctionedPosting, readings: ['R44'] }),

  forbids('D.3.e:1/divulge', {
    quote: authority,
    gist: 'Pass on what you learned through your authority only with express authorization.',
    when: sanctionedPosting,
    wrong: is('info.byAuthority'),
    unless: [authorized],
    effect: 'needs-approval',
    readings: ['R2', 'R15', 'R45'],
    because: '{info.byAuthority}[, and {approval.express}].',
  }),
  forbids('D.3.e:1/represent', {
    quote: authority,
    gist: "Say what could be taken for a department's views only with express authorization.",
    when: sanctionedPosting,
    wrong: is('identity.readsAsDepartment'),
    unless: [authorized],
    // Who posts for the City does not cure it by seeming not to.
    mendBy: ['approval.express', 'use.act'],
    effect: 'needs-approval',
    readings: ['R2', 'R15', 'R45'],
    because: '{identity.readsAsDepartment}[, and {approval.express}].',
  }),

  // Calls for law enforcement alone (R16), the caller included (R60); no exception is named (R61).
  forbids('D.3.f:1', {
    quote:
      'No information shall be disclosed which is likely to identify the specific location or ' +
      'identification of any person subject to an emergency call for law enforcement ' +
      'assistance.',
    gist: 'Give away neither who nor where a person in an emergency call to law enforcement is.',
    when: sanctionedPosting,
    wrong: is('info.emergencySubject'),
    readings: ['R2', 'R16', 'R60', 'R61'],
    because: '{info.emergencySubject}, and {use.purpose}.',
  }),

  // "in any fashion" reaches every channel and any purpose, though it stands under City-sanctioned use.
  // Consent is no excuse, and handing the image in is not dissemination (R17). A text message is no
  // posting, and a transmission all the same.
  forbids('D.3.g:1', {
    quote:
      'No employee shall disseminate or transmit in any fashion photographs or images of ' +
      'individuals receiving emergency medical assistance.',
    gist: 'Never pass on an image of someone receiving emergency medical assistance.',
    when: passingOn,
    wrong: is('info.patientImage'),
    readings: ['R17', 'R32'],
    because: '{use.act}, and {info.patientImage}.',
  }),

  // "Any such": those of D.3.g:2, taken by Fire or law enforcement personnel within the scope of employment.
  requires('D.3.g:3', {
    quote:
      'Any such photographs or electronic images must be turned into the proper department ' +
      'authority.',
    gist: 'Turn in images that you took on duty in the Fire Department or law enforcement.',
    when: all(employee, is('poster.corps', 'fire', 'law-enforcement'), is('image.officialScope')),
    needs: is('image.turnedIn'),
    otherwise: 'action-required',
    readings: ['R17', 'R42'],
    because: '{poster.corps}, {image.officialScope}, and {image.turnedIn}.',
  }),

  // "should not", though life and safety are at stake (R18). Of every use: the sentence names none (R62).
  advisesAgainst('D.3.h:2', {
    quote: 'Social Media should not be used in place of the Emergency Operations Center (9-1-1).',
    gist: 'Social media should not be used in place of 9-1-1.',
    when: employee,
    wrong: is('use.insteadOf911'),
    readings: ['R18', 'R62'],
    because: '{use.insteadOf911}.',
  }),
];
