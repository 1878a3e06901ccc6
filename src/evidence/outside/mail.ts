import { createTransport } from 'nodemailer';
import { sayInstant } from '#clock.ts';
import { Refusal } from '#errors.ts';
import { fileNameOf } from './folder.ts';
import { within, type Head, type Place } from './place.ts';

export type MailSettings = { smtpUrl: string; from: string; city: string; timeZone: string };

/** How long the server may take: to be reached, to answer a command, for the whole message. */
const PATIENCE = { connect: 10_000, answer: 20_000, all: 45_000 };

/** Somebody who keeps the mails apart from the portal. */
export function mailPlace(to: string, settings: MailSettings, patience = PATIENCE): Place {
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
  { smtpUrl, from, city, timeZone }: MailSettings,
  patience: typeof PATIENCE,
): Promise<void> {
  const server = new URL(smtpUrl);
  const transport = createTransport({
    host: server.hostname.replace(/^\[|\]$/g, ''),
    secure: server.protocol === 'smtps:',
    ...(server.port === '' ? {} : { port: Number(server.port) }),
    ...(server.username === ''
      ? {}
      : {
          auth: {
            user: decodeURIComponent(server.username),
            pass: decodeURIComponent(server.password),
          },
        }),
    // A password travels encrypted or not at all; a server on this machine needs no cable.
    requireTLS: server.username !== '' && !LOCAL.test(server.hostname),
    connectionTimeout: patience.connect,
    greetingTimeout: patience.answer,
    socketTimeout: patience.answer,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const entries = head.size === 1 ? '1 entry' : `${head.size} entries`;
  const sent = transport.sendMail({
    from: { name: `${city} policy training`, address: from },
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
        contentTransferEncoding: 'base64',
      },
    ],
  });
  const late = () => Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' });
  try {
    await within(patience.all, sent, late);
  } catch (error) {
    throw inWords(error);
  } finally {
    transport.close();
    sent.catch(() => undefined);
  }
}
const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$/;

type SmtpError = { code?: string; responseCode?: number; response?: string; command?: string };

/** The server's own words are quoted, but never of a sign-in, which may repeat what was sent. */
function inWords(error: unknown): Refusal {
  const { code = '', responseCode, response = '' } = error as SmtpError;
  const answer = /^[\x20-\x7e]{1,200}/.exec(response)?.[0] ?? String(responseCode ?? '');
  if (code === 'EAUTH') {
    return no('The mail server refuses the portal’s account. Look at `PORTAL_SMTP_URL`.');
  }
  if (code === 'ETLS') {
    return no('The mail server offers no encrypted line, and a password must not go without.');
  }
  if (responseCode !== undefined && responseCode >= 500) {
    return no(`The mail server refuses this mail. It says: ${answer}`);
  }
  if (responseCode !== undefined && responseCode >= 400) {
    return no(`The mail server cannot take mail now; the portal tries again. It says: ${answer}`);
  }
  if (code === 'ETIMEDOUT') return no('The mail server took too long; the portal tries again.');
  if (['ECONNECTION', 'ESOCKET', 'EDNS', 'ECONNRESET'].includes(code)) {
    return no('The line to the mail server failed; the portal tries again.');
  }
  return no(`The mail could not be sent (${/^\w+$/.exec(code)?.[0] ?? 'unknown'}).`);
}

const no = (sentence: string) => new Refusal('busy', sentence);
