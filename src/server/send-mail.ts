import { composer } from '#messages/compose.ts';
import { deliverDue, type Round, type Send } from '#mail/deliver.ts';
import { noteProblem } from '#mail/jobs.ts';
import { postWith } from '#mail/post.ts';
import { MailProblem, mailServer, mailSettings, type MailServer } from '#mail/smtp.ts';
import type { Portal } from './portal.ts';

/** Mails in one round; the next one begins at once while there are more. */
const A_ROUND = 200;

/**
 * Sends what is due until nothing is, or the server stops. Sends nothing in a demonstration, whose
 * people are made up, and without a mail server: mails wait then. Returns what came of it.
 */
export async function sendDueMail(
  portal: Pick<Portal, 'config' | 'db' | 'policies' | 'clock' | 'log'>,
  {
    stopping = () => false,
    open = mailServer,
  }: { stopping?: () => boolean; open?: typeof mailServer } = {},
): Promise<Omit<Round, 'errors'> | undefined> {
  const { config, db, policies, clock, log } = portal;
  const settings = mailSettings(config);
  if (!settings || config.demo) return undefined;
  const { origin, city, timeZone } = config;
  const line = lazily(() => open(settings));
  const send: Send = (mail) => postWith(line.server(), { ...settings, origin })(mail);
  const compose = composer({ db, policies, origin, city, timeZone });
  const all = { sent: 0, dropped: 0, failed: 0, later: 0 };
  try {
    for (;;) {
      const act = { compose, send, city, at: clock(), random: Math.random, stopping };
      const { errors, ...round } = await deliverDue(db, { ...act, most: A_ROUND });
      for (const error of errors) log.warn({ error }, 'a mail could not be sent');
      for (const key of Object.keys(all) as (keyof typeof all)[]) all[key] += round[key];
      await noteServerProblem(portal, round, errors);
      const handled = round.sent + round.dropped + round.failed + round.later;
      if (handled < A_ROUND || stopping()) break;
    }
  } finally {
    line.close();
  }
  const { sent, dropped, failed, later } = all;
  if (sent + dropped + failed + later > 0) log.info(all, 'mail was sent');
  return all;
}

export const SENDING = 'send mail';

/** HR sees what keeps all mail from leaving; it goes once one has left. */
async function noteServerProblem(
  { db, clock }: Pick<Portal, 'db' | 'clock'>,
  { sent }: Omit<Round, 'errors'>,
  errors: readonly unknown[],
): Promise<void> {
  const problem = errors.find(
    (error): error is MailProblem => error instanceof MailProblem && error.of === 'server',
  );
  if (problem) await noteProblem(db, SENDING, problem.message, clock());
  else if (sent > 0) await noteProblem(db, SENDING, '', clock());
}

/** Opens nothing as long as nothing is to be sent. */
function lazily(open: () => MailServer): { server(): MailServer; close(): void } {
  let opened: MailServer | undefined;
  return {
    server: () => (opened ??= open()),
    close: () => opened?.close(),
  };
}
