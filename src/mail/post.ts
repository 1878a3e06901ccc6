import { calendarFile } from './calendar.ts';
import type { Send } from './deliver.ts';
import { layOut } from './layout.ts';
import { oneLine } from './letter.ts';
import type { MailServer, MailSettings } from './smtp.ts';

/**
 * Puts letters into the mail server's hands. The Message-ID is the mail's own, so a mail that had to go
 * out twice is known as one.
 */
export function postWith(
  server: MailServer,
  { from, city, origin }: Pick<MailSettings, 'from' | 'city'> & { origin: string },
): Send {
  const host = from.slice(from.lastIndexOf('@') + 1);
  return async ({ id, to, letter, at }) => {
    const { calendar } = letter;
    const file = calendar && calendarFile(calendar, { origin, at });
    await server.send({
      messageId: `<${id}@${host}>`,
      date: at,
      to: { name: oneLine(to.name), address: to.address },
      subject: oneLine(letter.subject),
      ...layOut(letter, city),
      // Nobody's automatic answer is wanted, and no list's.
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      ...(file ? { icalEvent: { ...file, filename: 'due-date.ics' } } : {}),
    });
  };
}
