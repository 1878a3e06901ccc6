import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dueDateFor, LEAST_FOR_JOINERS, waitForLeaves } from '#assignments/due.ts';
import { stateOn } from '#assignments/standing.ts';
import { addDays, civilDate, daysBetween, sayDue, startOfDay } from '#clock.ts';
import { ZONE } from '../support/school.ts';

const day = fc.integer({ min: 0, max: 1500 }).map((days) => addDays('2025-06-01', days));
const always = '2020-01-01';
const noted = new Date('2026-01-01T12:00:00Z');

describe('the due date', () => {
  test('is a day, or so many after hire, move or being assigned, whichever is latest', () => {
    const person = {
      assignedOn: '2026-11-22',
      beganOn: '2026-11-22',
      hiredOn: always,
      movedOn: always,
    };
    expect(dueDateFor({ on: '2026-12-11' }, person)).toBe('2026-12-11');
    expect(dueDateFor({ days: 30 }, person)).toBe('2026-12-22');
    expect(dueDateFor({ days: 30 }, { ...person, movedOn: '2026-11-25' })).toBe('2026-12-25');
    expect(dueDateFor({ days: 30 }, { ...person, hiredOn: '2026-11-26' })).toBe('2026-12-26');
  });

  test('gives whoever joins a fixed day late at least two weeks', () => {
    const joins = { beganOn: '2026-11-01', hiredOn: always, movedOn: always };
    const due = (assignedOn: string) => dueDateFor({ on: '2026-12-11' }, { ...joins, assignedOn });
    expect(due('2026-11-20')).toBe('2026-12-11');
    expect(due('2026-12-05')).toBe('2026-12-19');
    expect(due('2027-06-01')).toBe('2027-06-15');
  });

  test('is never earlier than its days after being assigned, whatever came before', () => {
    fc.assert(
      fc.property(
        day,
        day,
        day,
        day,
        fc.integer({ min: 1, max: 400 }),
        (assignedOn, beganOn, hiredOn, movedOn, days) => {
          const person = { assignedOn, beganOn, hiredOn, movedOn };
          expect(daysBetween(assignedOn, dueDateFor({ days }, person))).toBeGreaterThanOrEqual(
            days,
          );
          if (assignedOn > beganOn) {
            const late = dueDateFor({ on: beganOn }, person);
            expect(daysBetween(assignedOn, late)).toBeGreaterThanOrEqual(LEAST_FOR_JOINERS);
          }
        },
      ),
    );
  });
});

describe('on leave', () => {
  const wait = (dueOn: string, fromOn: string, backOn: string | null) =>
    waitForLeaves({ dueOn, since: '2026-11-01' }, [{ fromOn, backOn, notedAt: noted }]);

  test('what is due waits: after the return as many days as were left, at least seven', () => {
    expect(wait('2026-12-11', '2026-12-01', '2027-02-01')).toBe('2027-02-11');
    expect(wait('2026-12-03', '2026-12-01', '2027-02-01')).toBe('2027-02-08');
    // Left before being assigned: what was left is counted from then.
    expect(wait('2026-12-11', '2026-10-01', '2027-02-01')).toBe(addDays('2027-02-01', 40));
    expect(wait('2026-12-11', '2026-12-01', null)).toBeNull();
  });

  test('what was due before the leave stays due, and a leave that is over changes nothing', () => {
    expect(wait('2026-11-30', '2026-12-01', null)).toBe('2026-11-30');
    expect(wait('2026-12-11', '2026-10-01', '2026-11-01')).toBe('2026-12-11');
  });

  test('a day HR chose knowing the leave stands, unless the leave comes to cover it', () => {
    const chosenAt = new Date('2026-11-20T12:00:00Z');
    const base = { dueOn: '2027-03-01', since: '2026-11-20', chosenAt };
    const leave = (backOn: string | null, notedAt = noted) => [
      { fromOn: '2026-11-10', backOn, notedAt },
    ];
    expect(waitForLeaves(base, leave('2027-02-01'))).toBe('2027-03-01');
    expect(waitForLeaves(base, leave('2027-04-01'))).toBe(addDays('2027-04-01', 101));
    expect(waitForLeaves(base, leave(null))).toBeNull();
    const later = new Date('2026-11-21T12:00:00Z');
    expect(waitForLeaves(base, leave('2027-02-01', later))).toBe(addDays('2027-02-01', 101));
  });

  test('over any leaves, nobody is due within one, nor earlier than without, and seven days are left', () => {
    const spans = fc
      .array(
        fc.record({
          gap: fc.integer({ min: 0, max: 60 }),
          length: fc.integer({ min: 1, max: 90 }),
        }),
        {
          maxLength: 5,
        },
      )
      .map((each) => {
        let from = '2025-06-01';
        return each.map(({ gap, length }) => {
          const fromOn = addDays(from, gap);
          from = addDays(fromOn, length);
          return { fromOn, backOn: from, notedAt: noted };
        });
      });
    fc.assert(
      fc.property(spans, day, fc.integer({ min: 0, max: 300 }), (leaves, since, days) => {
        const dueOn = addDays(since, days);
        const waits = waitForLeaves({ dueOn, since }, leaves)!;
        expect(waits >= dueOn).toBe(true);
        for (const { fromOn, backOn } of leaves) {
          if (backOn <= since) continue;
          expect(waits < fromOn || waits >= addDays(backOn, 7)).toBe(true);
        }
        expect(waitForLeaves({ dueOn, since }, leaves.toReversed())).toBe(waits);
      }),
    );
  });
});

describe('pain 24: due at the end of a city-local day', () => {
  const state = (at: string, dueOn: string, zone = ZONE) =>
    stateOn({ state: 'not-started', dueOn }, civilDate(new Date(at), zone));

  test('pain 24: the last minute of the due day in the City is in time, the next is not', () => {
    // Already the 12th in UTC.
    expect(state('2026-12-12T05:59:59Z', '2026-12-11')).toBe('not-started');
    expect(state('2026-12-12T06:00:00Z', '2026-12-11')).toBe('overdue');
  });

  test('pain 24: on the days when clocks change, and over New Year', () => {
    // Spring forward on March 14, 2027: the day ends at 05:00 UTC, not 06:00.
    expect(state('2027-03-15T04:59:59Z', '2027-03-14')).toBe('not-started');
    expect(state('2027-03-15T05:00:00Z', '2027-03-14')).toBe('overdue');
    // Fall back on November 1, 2026.
    expect(state('2026-11-02T05:59:59Z', '2026-11-01')).toBe('not-started');
    expect(state('2026-11-02T06:00:00Z', '2026-11-01')).toBe('overdue');
    expect(state('2027-01-01T05:59:59Z', '2026-12-31')).toBe('not-started');
    expect(state('2027-01-01T06:00:00Z', '2026-12-31')).toBe('overdue');
  });

  test('pain 24: the zone is printed with the day', () => {
    expect(sayDue('2026-12-11', ZONE)).toBe(
      'due Friday, December 11, 2026, end of day, Central Time',
    );
  });

  test('a day begins at its first instant, also where clocks change at midnight', () => {
    expect(startOfDay('2026-11-22', ZONE).toISOString()).toBe('2026-11-22T06:00:00.000Z');
    expect(startOfDay('2027-03-14', ZONE).toISOString()).toBe('2027-03-14T06:00:00.000Z');
    expect(startOfDay('2027-03-15', ZONE).toISOString()).toBe('2027-03-15T05:00:00.000Z');
    // There was no midnight in São Paulo on this day.
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo').toISOString()).toBe(
      '2018-11-04T03:00:00.000Z',
    );
  });
});
