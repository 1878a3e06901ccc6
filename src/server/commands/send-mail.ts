import { join } from 'node:path';
import { and, asc, eq, gte, inArray, lte } from 'drizzle-orm';
import { pino } from 'pino';
import { systemClock } from '#clock.ts';
import type { Config } from '#config.ts';
import type { Db } from '#db/client.ts';
import { mails } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { publicationsOf, publishedOf } from '#policies/publications.ts';
import { readPolicies } from '#policies/read-policies.ts';
import { openStarted } from '../kept.ts';
import { PROJECT } from '../portal.ts';
import { sendDueMail } from '../send-mail.ts';
import { counted, say, type Command } from './command.ts';
import { stoppingInOrder } from './interruption.ts';
import { progress } from './progress.ts';

export const sendMail: Command = {
  summary: 'sends the mail that is due now, and says what became of it',
  usage: [''],
  about: `
Sends what waits and is due, as the running portal does every minute, and says what went, what did
not and why. The portal may be running: no mail goes twice. Ctrl-C finishes the mails in hand.`,
  settings: [
    'PORTAL_SMTP_URL',
    'PORTAL_MAIL_FROM',
    'PORTAL_ORIGIN',
    'PORTAL_CITY',
    'PORTAL_TIME_ZONE',
    'PORTAL_DEMO',
  ],
  async run() {
    const { config, db } = await openStarted(process.env);
    try {
      await sendNow({ config, db, send: sendDueMail });
    } finally {
      await db.close();
    }
  },
};

const LOOK_EVERY = 500;

/** Refuses where nothing can be sent, and when a mail did not go. */
export async function sendNow(asked: {
  config: Config;
  db: Db;
  send: typeof sendDueMail;
}): Promise<void> {
  const { config, db, send } = asked;
  const since = systemClock();
  const due = await dueNow(db);
  const held = readPolicies(join(PROJECT, 'content'));
  const policies = publishedOf(held, await publicationsOf(db.read));
  const line = progress('Sending');
  const look = setInterval(() => {
    void dueNow(db).then(
      (left) => line.to(Math.max(due - left, 0), due),
      () => undefined,
    );
  }, LOOK_EVERY);
  const portal = { config, db, policies, clock: systemClock, log: pino({ level: 'silent' }) };
  const done = await stoppingInOrder((stopping) => send(portal, { stopping })).finally(() => {
    clearInterval(look);
    line.end();
  });
  if (!done) throw notAtAll(config, due);
  const { sent, dropped, failed, later } = done;
  if (sent + dropped + failed + later === 0) return say('No mail was due.');
  say(
    `Sent: ${sent}. Not needed any more: ${dropped}. To be tried again: ${later}. Failed: ${failed}.`,
  );
  if (later + failed === 0) return;
  for (const [why, many] of await reasons(db, since)) say(`  ${counted(many, 'mail')}: ${why}`);
  throw new Refusal(
    'conflict',
    `${counted(later + failed, 'mail')} did not go. HR's page "Mail" lists them.`,
  );
}

function notAtAll({ demo }: Config, due: number): Refusal {
  const waiting = due === 1 ? '1 mail is due' : `${due} mails are due`;
  return new Refusal(
    'conflict',
    demo
      ? 'This is a demonstration (`PORTAL_DEMO`): its people are made up, so no mail leaves it.'
      : `No mail server is set (\`PORTAL_SMTP_URL\`, \`PORTAL_MAIL_FROM\`), so nothing was sent. ${waiting}.`,
  );
}

async function dueNow(db: Db): Promise<number> {
  return db.read.$count(mails, and(eq(mails.state, 'waiting'), lte(mails.sendAt, systemClock())));
}

/** What kept mails from going since then, and how many; never to whom. */
async function reasons(db: Db, since: Date): Promise<Map<string, number>> {
  const rows = await db.read
    .select({ outcome: mails.outcome })
    .from(mails)
    .where(and(inArray(mails.state, ['waiting', 'failed']), gte(mails.triedAt, since)))
    .orderBy(asc(mails.triedAt));
  const many = new Map<string, number>();
  for (const { outcome } of rows) many.set(outcome, (many.get(outcome) ?? 0) + 1);
  return many;
}
