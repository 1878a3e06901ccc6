import { all, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { forbids, requires } from '#rules/norm.ts';
import { employee, posting } from './terms.ts';

/** D.3.g: patients' images go nowhere; images taken on duty go to the department. */
export const EMERGENCY_IMAGES: readonly Norm[] = [
  // "in any fashion" reaches every channel and any purpose, though it stands under City-sanctioned use.
  // Consent is no excuse, and handing the image in is not dissemination (R17).
  forbids('D.3.g:1', {
    quote:
      'No employee shall disseminate or transmit in any fashion photographs or images of individuals ' +
      'receiving emergency medical assistance.',
    gist: 'Never pass on an image of someone receiving emergency medical assistance.',
    when: posting,
    wrong: is('info.patientImage'),
    readings: ['R17'],
    because: '{use.act}, and {info.patientImage}.',
  }),

  // "Any such": those of D.3.g:2, taken by Fire or law enforcement personnel within the scope of employment.
  requires('D.3.g:3', {
    quote:
      'Any such photographs or electronic images must be turned into the proper department authority.',
    gist: 'Turn in images that you took on duty in the Fire Department or law enforcement.',
    when: all(employee, is('poster.corps', 'fire', 'law-enforcement'), is('image.officialScope')),
    needs: is('image.turnedIn'),
    otherwise: 'action-required',
    readings: ['R17', 'R42'],
    because: '{poster.corps}, {image.officialScope}, and {image.turnedIn}.',
  }),
];
