/** Where time comes from. Verbs take `at`; only the edge asks a clock. */
export type Clock = () => Date;
export const systemClock: Clock = () => new Date();

/** A day on the city's calendar, as `YYYY-MM-DD`; a due date is due at the end of that day there. */
export type CivilDate = string;

/** The civil date of an instant in an IANA zone. */
export function civilDate(at: Date, zone: string): CivilDate {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}

/** `days` after a civil date; days may be negative. */
export function addDays(date: CivilDate, days: number): CivilDate {
  const noon = new Date(`${date}T12:00:00Z`);
  noon.setUTCDate(noon.getUTCDate() + days);
  return noon.toISOString().slice(0, 10);
}

/** True for a day that exists: 2026-02-30 does not. */
export function isCivilDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T12:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === text;
}

/** `Friday, December 11, 2026`. */
export function sayDate(date: CivilDate): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'full', timeZone: 'UTC' }).format(
    new Date(`${date}T12:00:00Z`),
  );
}

/** `April 20, 2023`: for a revision, and where a column is narrow. */
export function sayDay(date: CivilDate): string {
  return LONG_DAY.format(new Date(`${date}T12:00:00Z`));
}
// Made once: making one takes longer than writing a hundred days with it.
const LONG_DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

/** `December 11, 2026 at 3:05 PM CST`. */
export function sayInstant(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: zone,
    timeZoneName: 'short',
  }).format(at);
}

/** What people call a zone: `Central Time`. */
export function sayZone(zone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longGeneric' });
  return parts.formatToParts().find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** `due Friday, December 11, 2026, end of day, Central Time`; of an assignment that waits, why. */
export function sayDue(date: CivilDate | null, zone: string): string {
  if (date === null) return 'due some time after the leave is over';
  return `due ${sayDate(date)}, end of day, ${sayZone(zone)}`;
}

/** The same where a column is narrow. */
export function sayDueDay(date: CivilDate | null): string {
  return date === null ? 'After leave' : sayDay(date);
}

/** How many days lie between two civil dates; below zero when `to` is earlier. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);
}

/** The first instant of a civil date in a zone: not always midnight, where clocks change at night. */
export function startOfDay(date: CivilDate, zone: string): Date {
  const near = Date.parse(`${date}T00:00:00Z`);
  let [before, after] = [near - 16 * 3_600_000, near + 16 * 3_600_000];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (civilDate(new Date(middle), zone) < date) before = middle;
    else after = middle;
  }
  return new Date(after);
}

/** Nobody's phone rings before. */
const HOUR = 8;

/** The instant at which the clock shows 8:00 on a day in an IANA zone. */
export function morningOf(day: CivilDate, zone: string): Date {
  const wanted = Date.parse(`${day}T${String(HOUR).padStart(2, '0')}:00:00Z`);
  let guess = wanted;
  // Twice: the first guess may lie on the other side of a change of the clocks.
  for (let tries = 0; tries < 2; tries += 1) guess += wanted - shown(new Date(guess), zone);
  return new Date(guess);
}

/** What the clock there shows, read as if it were UTC. */
function shown(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}
