import type { CivilDate } from '#clock.ts';

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
