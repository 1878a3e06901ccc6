import { all, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { forbids, permits, requires } from '#rules/norm.ts';
import {
  designated,
  designatedPersonalAccess,
  officialOnACitySite,
  officialUse,
  onACitySite,
  representing,
  representingPosting,
} from './terms.ts';

const approval =
  "Employees designated to represent individual department's interests on the City site are " +
  'to be approved by the Department Head and submitted to the Chief Administrative Officer ' +
  'for approval.';

/** D.4: who may use a City site for a department, and how. */
export const DESIGNATED_EMPLOYEES: readonly Norm[] = [
  // "at all times": whenever one acts on a City site (R24). Looking is covered as well: D.3.a is not
  // breached by it, this sentence is.
  forbids('D.4.a.i:1', {
    quote:
      'Designated employees representing the City government via City Social Media sites must ' +
      'conduct themselves at all times as a representative of the City and in accordance with ' +
      'all City policies.',
    gist: 'On a City site, act as a representative of the City and keep to all City policies.',
    bearer: 'designated',
    when: officialOnACitySite,
    wrong: is('content.otherPolicyBreach'),
    readings: ['R24', 'R47', 'R56', 'R58'],
    because: '{poster.designated}, and {content.otherPolicyBreach}.',
  }),
  // "any such designated City employee who alters, comments or accesses any City Social Media site": for
  // any purpose, so a private comment there counts too.
  forbids('D.4.a.i:2', {
    quote:
      'Any such designated City employee who alters, comments or accesses any City Social ' +
      'Media site is to conduct himself at all times as a representative of the City and, ' +
      'accordingly, shall adhere to all City/department standards of conduct and observe ' +
      'conventionally accepted protocols and proper decorum.',
    gist: 'On a City site, keep to the standards of conduct and to decorum.',
    bearer: 'designated',
    when: all(designated, onACitySite),
    wrong: is('content.indecorous'),
    readings: ['R24', 'R56'],
    because: '{poster.designated}, and {content.indecorous}.',
  }),

  requires('D.4.a.ii:1/head', {
    quote: approval,
    gist: 'Represent a department only when the Department Head has approved your designation.',
    bearer: 'designated',
    when: representing,
    needs: is('approval.designationHead'),
    otherwise: 'needs-approval',
    readings: ['R56'],
    because: '{poster.designated}, and {approval.designationHead}.',
  }),
  requires('D.4.a.ii:1/cao', {
    quote: approval,
    gist: 'Represent a department only when the Chief Administrative Officer has approved your designation.',
    bearer: 'designated',
    when: representing,
    needs: is('approval.designationCao'),
    otherwise: 'needs-approval',
    readings: ['R56'],
    because: '{poster.designated}, and {approval.designationCao}.',
  }),

  // "department computers" alone; a City phone falls to C.1:4 (R25). "access" includes looking.
  forbids('D.4.a.iii:1', {
    quote:
      'The use of department computers by designated department personnel to access Social ' +
      'Media for personal use is prohibited.',
    gist: 'Designated, do not use a department computer for personal social media.',
    bearer: 'designated',
    when: designatedPersonalAccess,
    wrong: is('use.device', 'department-computer'),
    readings: ['R25', 'R26', 'R48', 'R56'],
    because: '{poster.designated}, {use.device}, and {use.purpose}.',
  }),

  // It permits the device. What is published on it stays under the other rules.
  permits('D.4.a.iv:1', {
    quote:
      'Designated department personnel use of personally owned devices to manage the ' +
      "department's social media activities or in the course of official duties is permitted.",
    gist: 'Designated, you may use a device of your own for City business.',
    bearer: 'designated',
    when: all(officialUse, is('use.device', 'personal')),
    yieldsTo: ['D.3', 'D.4', 'E.6'],
    readings: ['R1', 'R25'],
    because: '{poster.designated}, {use.device}, and {use.purpose}.',
  }),

  requires('D.4.a.v:1', {
    quote:
      'Such designated employees are to identify themselves as a member of the applicable ' +
      'department within the City.',
    gist: 'Identify yourself as a member of your department.',
    bearer: 'designated',
    when: representingPosting,
    needs: is('identity.namesDepartment'),
    otherwise: 'action-required',
    readings: ['R50', 'R56'],
    because: '{poster.designated}, and {identity.namesDepartment}.',
  }),
];
