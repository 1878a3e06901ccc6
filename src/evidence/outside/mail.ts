import { sayInstant } from '#clock.ts';
import { mailServer, PATIENCE, type MailSettings } from '#mail/smtp.ts';
import { fileNameOf } from './folder.ts';
import type { Head, Place } from './place.ts';

type Settings = MailSettings & { timeZone: string };

/** Somebody who keeps the mails apart from the portal. */
export function mailPlace(to: string, settings: Settings, patience = PATIENCE): Place {
  return {
    channel: 'mail',
    name: to,
    deliver: (head, at) => mailCheckpoint(head, at, to, settings, patience),
  };
}

/** Mails a head: its text, the same as a file, and what it is good for. */
async function mailCheckpoint(
  head: Head,
  at: Date,
  to: string,
  { smtpUrl, from, city, timeZone }: Settings,
  patience: typeof PATIENCE,
): Promise<void> {
  const entries = head.size === 1 ? '1 entry' : `${head.size} entries`;
  const server = mailServer({ smtpUrl, from, city }, patience);
  const mail = {
    to: { name: '', address: to },
    subject: `Checkpoint of the signed records: ${entries}`,
    text:
      `This is the checkpoint of the record of signed policy trainings of the ${city}, with ` +
      `${entries}, signed ${sayInstant(head.at, timeZone)}. It holds no names.\n\n` +
      'Please keep this mail: if the records are ever in doubt, paste the checkpoint on the page ' +
      '"Ledger" of the portal, or hand the attached file to the verifier, to see whether anything ' +
      `that stood there has been changed since.\n\n${head.note}`,
    attachments: [
      {
        filename: fileNameOf(head, at, timeZone),
        content: Buffer.from(head.note, 'utf8'),
        contentType: 'text/plain; charset=utf-8',
        // Untouched by what mail servers do to line ends and long lines.
        contentTransferEncoding: 'base64' as const,
      },
    ],
  };
  try {
    await server.send(mail);
  } finally {
    server.close();
  }
}
