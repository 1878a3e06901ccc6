import { all, is } from '#rules/condition.ts';
import type { Norm } from '#rules/model.ts';
import { forbids } from '#rules/norm.ts';
import { employee } from './terms.ts';

const reprisal = is('use.act', 'reprisal');

/** A mistaken report in good faith is still a report of a possible deviation (R33). */
const forReportOrCooperation = is('reprisal.cause', 'report', 'cooperation');

/** C.5: nobody is punished for reporting or cooperating. It holds whatever the purpose of a posting. */
export const RIGHT_TO_ACCESS: readonly Norm[] = [
  // Binds the City, so a manager who acts for it (R33).
  forbids('C.5:3', {
    quote:
      'The City prohibits taking negative employment action against any employee for reporting a possible ' +
      'deviation from this Policy or for cooperating in an investigation.',
    gist: 'No negative employment action for a report or for cooperating in an investigation.',
    bearer: 'city',
    when: all(reprisal, is('reprisal.by', 'city')),
    wrong: forReportOrCooperation,
    readings: ['R33'],
    because: '{reprisal.by}, and {reprisal.cause}.',
  }),

  forbids('C.5:4', {
    quote:
      'Any employee who retaliates against a co-worker for reporting a possible deviation from this Policy ' +
      'or for cooperating in an investigation will be subject to disciplinary action, up to and including ' +
      'termination.',
    gist: 'Do not retaliate against a co-worker for a report or for cooperating in an investigation.',
    when: all(employee, reprisal, is('reprisal.by', 'co-worker')),
    wrong: forReportOrCooperation,
    readings: ['R33'],
    because: '{reprisal.by}, and {reprisal.cause}.',
  }),
];
