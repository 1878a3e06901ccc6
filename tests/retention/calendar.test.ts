import { expect, test } from 'vitest';
import { addDays, civilDate } from '#clock.ts';
import { endOf, firstDayDue, lastDayDue } from '#retention/calendar.ts';

const ZONE = 'America/Chicago';

test.each([
  // A record of February 29 is kept through the March 1 that ends its second whole year.
  ['2024-02-28', 2, '2026-03-01'],
  ['2024-02-29', 2, '2026-03-02'],
  ['2024-03-01', 2, '2026-03-02'],
  ['2024-02-29', 4, '2028-03-01'],
  ['2026-02-28', 2, '2028-02-29'],
  ['2023-12-31', 2, '2026-01-01'],
  ['2024-01-01', 10, '2034-01-02'],
])('what was made on %s and is kept %i years is due from %s', (made, years, due) => {
  expect(firstDayDue(years, made)).toBe(due);
  expect(made <= lastDayDue(years, due)).toBe(true);
  expect(made <= lastDayDue(years, addDays(due, -1))).toBe(false);
});

test('both ways of saying it agree on every day of eight years', () => {
  for (let today = '2024-01-01'; today < '2032-01-01'; today = addDays(today, 1)) {
    const last = lastDayDue(3, today);
    expect(firstDayDue(3, last) <= today, today).toBe(true);
    expect(firstDayDue(3, addDays(last, 1)) <= today, today).toBe(false);
  }
});

test.each([
  ['2026-07-01', '2026-07-02T05:00:00.000Z'],
  ['2026-12-31', '2027-01-01T06:00:00.000Z'],
  // The days on which the clocks change.
  ['2026-03-08', '2026-03-09T05:00:00.000Z'],
  ['2026-11-01', '2026-11-02T06:00:00.000Z'],
])('%s is over in the city at %s', (day, instant) => {
  const end = endOf(day, ZONE);
  expect(end.toISOString()).toBe(instant);
  expect(civilDate(new Date(end.getTime() - 1), ZONE)).toBe(day);
});
