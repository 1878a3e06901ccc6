import { decides, personalPosting } from '../../support.ts';

const anyPosting = { ...personalPosting, 'use.purpose': ['personal', 'city-business'] };
const patient = { 'info.patientImage': true };

decides('D.3.g:1', anyPosting, [
  [
    'a patient’s picture on one’s own account',
    patient,
    'breached',
    'prohibited',
    'This is a posting, and the image shows someone receiving emergency medical assistance.',
  ],
  [
    '"in any fashion": a direct message',
    { ...patient, 'use.venue': 'direct-message' },
    'breached',
    'prohibited',
  ],
  [
    'for City business too',
    { ...patient, 'use.purpose': 'city-business' },
    'breached',
    'prohibited',
  ],
  [
    'the patient’s consent is no excuse',
    { ...patient, 'info.personPermits': true },
    'breached',
    'prohibited',
  ],
  [
    'handing the picture in is not dissemination',
    { ...patient, 'use.act': 'image' },
    'not-applicable',
    'permitted',
  ],
  ['a picture without patients', {}, 'met', 'permitted'],
  [
    'a member of the public',
    { ...patient, 'poster.kind': 'public' },
    'not-applicable',
    'permitted',
  ],
]);

const onDuty = { 'use.act': 'image', 'poster.corps': 'fire', 'image.officialScope': true };
decides('D.3.g:3', { 'poster.kind': ['employee'], 'poster.corps': ['fire', 'law-enforcement'] }, [
  [
    'a firefighter keeps a picture taken on duty',
    onDuty,
    'breached',
    'action-required',
    'You are with the Fire Department, you took the image within the scope of your employment, and it has not been turned in to the proper department authority.',
  ],
  [
    'so does a police officer',
    { ...onDuty, 'poster.corps': 'law-enforcement' },
    'breached',
    'action-required',
  ],
  ['turned in', { ...onDuty, 'image.turnedIn': true }, 'met', 'permitted'],
  ['taken off duty', { ...onDuty, 'image.officialScope': false }, 'not-applicable', 'permitted'],
  [
    'taken by an employee of another department',
    { ...onDuty, 'poster.corps': 'other' },
    'not-applicable',
    'permitted',
  ],
]);
