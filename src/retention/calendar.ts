import { addDays, civilDate, type CivilDate } from '#clock.ts';

/**
 * The last day whose records are due today: those made on it were kept through the same day `years`
 * later. February 29 returns on March 1: nothing is kept for less than whole years.
 */
export function lastDayDue(years: number, today: CivilDate): CivilDate {
  const [year = '', ...day] = addDays(today, -1).split('-');
  const then = [String(Number(year) - years).padStart(4, '0'), ...day].join('-');
  // The 29th of a February that has none: the day before, so that March 1 waits for its own day.
  return addDays(then, 0) === then ? then : addDays(then, -1);
}

/** The first day on which a record made on `made` is due. */
export function firstDayDue(years: number, made: CivilDate): CivilDate {
  const [year = '', ...day] = made.split('-');
  const kept = [String(Number(year) + years).padStart(4, '0'), ...day].join('-');
  return addDays(kept, 1);
}

/** The instant at which a day is over in a zone. */
export function endOf(day: CivilDate, zone: string): Date {
  const minute = 60_000;
  const midnight = Date.parse(`${addDays(day, 1)}T00:00:00Z`);
  // No zone is more than 14 hours off; between these the day ends once.
  let before = midnight - 15 * 60 * minute;
  let after = midnight + 15 * 60 * minute;
  while (after - before > minute) {
    const middle = before + Math.floor((after - before) / 2 / minute) * minute;
    if (civilDate(new Date(middle), zone) <= day) before = middle;
    else after = middle;
  }
  return new Date(after);
}
