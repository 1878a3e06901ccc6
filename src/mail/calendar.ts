import ical, { ICalCalendarMethod, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { oneLine, type DueDay } from './letter.ts';

/**
 * A due date as a calendar file: an all-day entry that takes no time. A later file about the same
 * thing moves the entry; one without a day takes it out.
 */
export function calendarFile(due: DueDay, { origin, at }: { origin: string; at: Date }) {
  const method = due.on === null ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH;
  const calendar = ical({
    method,
    prodId: { company: 'City', product: 'Policy training', language: 'EN' },
  });
  const event = calendar.createEvent({
    id: `${due.id}@${new URL(origin).hostname}`,
    sequence: due.sequence,
    stamp: at,
    // Noon, so that no zone makes another day of it; of an all-day entry only the day is written.
    start: new Date(`${due.on ?? at.toISOString().slice(0, 10)}T12:00:00`),
    allDay: true,
    summary: oneLine(due.title),
    description: `${due.note}\n${due.href}`,
    url: due.href,
    transparency: ICalEventTransparency.TRANSPARENT,
  });
  if (due.on === null) event.status(ICalEventStatus.CANCELLED);
  return {
    method: method === ICalCalendarMethod.CANCEL ? 'CANCEL' : 'PUBLISH',
    content: calendar.toString(),
  };
}
