import { createTransport, type SendMailOptions } from 'nodemailer';
import { Refusal } from '#errors.ts';

export type MailSettings = { smtpUrl: string; from: string; city: string };

/** How mail leaves as this portal is set up; undefined when it does not. */
export function mailSettings(config: {
  smtpUrl: string | undefined;
  mailFrom: string | undefined;
  city: string;
}): MailSettings | undefined {
  const { smtpUrl, mailFrom, city } = config;
  return smtpUrl && mailFrom ? { smtpUrl, from: mailFrom, city } : undefined;
}

/** How long the server may take: to be reached, to answer a command, for a whole message. */
export const PATIENCE = { connect: 10_000, answer: 20_000, all: 45_000 };
/** Lines to the server at once (usual services allow three), and messages on each before a new one. */
const LINES = 3;
const ON_ONE_LINE = 100;

export type MailServer = {
  /** Returns once the server has taken the mail. Throws a MailProblem, never later than `all`. */
  send(mail: Omit<SendMailOptions, 'from'>): Promise<void>;
  close(): void;
};

/** Why a mail did not leave, in a sentence for HR. */
export class MailProblem extends Refusal {
  /** `address`: the server will never take it. `mail`: this mail, now. `server`: any mail, now. */
  readonly of: 'address' | 'mail' | 'server';

  constructor(sentence: string, of: MailProblem['of']) {
    super('busy', sentence);
    this.of = of;
  }
}

/** Opens lines to a mail server as they are needed, and keeps them for the next mails. */
export function mailServer(
  { smtpUrl, from, city }: MailSettings,
  patience: typeof PATIENCE = PATIENCE,
): MailServer {
  const server = new URL(smtpUrl);
  const transport = createTransport({
    pool: true,
    maxConnections: LINES,
    maxMessages: ON_ONE_LINE,
    // Once, when a kept line turns out to be gone before anything was said on it.
    maxRequeues: 1,
    idleTimeout: 15_000,
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
  // Whoever sends is told; without anybody who listens, an idle line's end would end the process.
  transport.on('error', () => undefined);
  return {
    async send(mail) {
      // Cuts off what never ends: a server that answers a byte a second.
      const late = AbortSignal.timeout(patience.all);
      try {
        await transport.sendMail({
          from: { name: `${city} policy training`, address: from },
          ...mail,
          signal: late,
        });
      } catch (error) {
        throw inWords(late.aborted ? { code: 'ETIMEDOUT' } : error);
      }
    },
    close: () => transport.close({ force: true }),
  };
}
const LOCAL = /^(localhost|127(\.\d+){3}|\[::1\])$/;

type SmtpError = { code?: string; responseCode?: number; response?: string; command?: string };

/** The server's own words are quoted, but never of a sign-in, which may repeat what was sent. */
function inWords(error: unknown): MailProblem {
  const { code = '', responseCode, response = '', command = '' } = error as SmtpError;
  const answer = /^[\x20-\x7e]{1,200}/.exec(response)?.[0] ?? String(responseCode ?? '');
  const server = (sentence: string) => new MailProblem(sentence, 'server');
  if (code === 'EAUTH') {
    return server('The mail server refuses the portal’s account. Look at `PORTAL_SMTP_URL`.');
  }
  if (code === 'ETLS') {
    return server('The mail server offers no encrypted line, and a password must not go without.');
  }
  const of = whose(command, response);
  if (responseCode !== undefined && responseCode >= 500) {
    return new MailProblem(`The mail server refuses this mail. It says: ${answer}`, of);
  }
  if (responseCode !== undefined && responseCode >= 400) {
    const sentence = `The mail server cannot take mail now; the portal tries again. It says: ${answer}`;
    return new MailProblem(sentence, of === 'address' ? 'mail' : of);
  }
  if (code === 'ETIMEDOUT') return server('The mail server took too long; the portal tries again.');
  if (['ECONNECTION', 'ESOCKET', 'EDNS', 'ECONNRESET'].includes(code)) {
    return server('The line to the mail server failed; the portal tries again.');
  }
  return new MailProblem(
    `The mail could not be sent (${/^\w+$/.exec(code)?.[0] ?? 'unknown'}).`,
    'mail',
  );
}

/**
 * A refused recipient is a wrong address, unless the server means who asks (5.7, `530`, `relay`):
 * that can be mended, and would otherwise fail every mail at once.
 */
function whose(command: string, response: string): MailProblem['of'] {
  if (command === 'DATA') return 'mail';
  if (command !== 'RCPT TO') return 'server';
  return /^\d{3}[ -]5\.7\.|^530|relay/i.test(response) ? 'server' : 'address';
}
