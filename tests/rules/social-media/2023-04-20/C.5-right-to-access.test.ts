import { decides } from '../../support.ts';

const anyReprisal = {
  'use.act': ['reprisal'],
  'use.purpose': ['personal', 'city-business'],
  'reprisal.cause': ['report', 'cooperation'],
};
const reprisal = (by: string, cause: string) => ({
  'use.act': 'reprisal',
  'reprisal.by': by,
  'reprisal.cause': cause,
});

decides(
  'C.5:3',
  { ...anyReprisal, 'reprisal.by': ['city'], 'poster.kind': ['employee', 'public'] },
  [
    [
      'a manager cuts the hours of one who reported',
      reprisal('city', 'report'),
      'breached',
      'prohibited',
      'The City, or a manager for it, takes negative employment action against an employee, and it is done because of a report of a possible deviation from this policy.',
    ],
    [
      '… of one who cooperated in an investigation',
      reprisal('city', 'cooperation'),
      'breached',
      'prohibited',
    ],
    [
      '… whatever the purpose of any posting',
      { ...reprisal('city', 'report'), 'use.purpose': 'city-business' },
      'breached',
      'prohibited',
    ],
    ['employment action for another cause', reprisal('city', 'other'), 'met', 'permitted'],
    [
      'a co-worker is not the City',
      reprisal('co-worker', 'report'),
      'not-applicable',
      'prohibited',
    ],
    [
      'a posting is no employment action',
      { ...reprisal('city', 'report'), 'use.act': 'post' },
      'not-applicable',
      'permitted',
    ],
  ],
);

decides('C.5:4', { ...anyReprisal, 'reprisal.by': ['co-worker'], 'poster.kind': ['employee'] }, [
  [
    'a co-worker retaliates for a report',
    reprisal('co-worker', 'report'),
    'breached',
    'prohibited',
    'An employee does something to the disadvantage of a co-worker, and it is done because of a report of a possible deviation from this policy.',
  ],
  [
    '… for cooperating in an investigation',
    reprisal('co-worker', 'cooperation'),
    'breached',
    'prohibited',
  ],
  ['a quarrel over something else', reprisal('co-worker', 'other'), 'met', 'permitted'],
  [
    'the City’s own action is for C.5:3',
    reprisal('city', 'report'),
    'not-applicable',
    'prohibited',
  ],
  [
    'a member of the public',
    { ...reprisal('co-worker', 'report'), 'poster.kind': 'public' },
    'not-applicable',
    'permitted',
  ],
]);
