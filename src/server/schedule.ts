import { Cron } from 'croner';
import { reconcileCampaigns } from '#assignments/reconcile.ts';
import { runIfDue, type Job } from '#mail/jobs.ts';
import { queueDigests } from '#messages/digests.ts';
import { queueReminders } from '#messages/reminders.ts';
import { endAccessOfLeavers } from '#people/end-access.ts';
import type { Portal } from './portal.ts';
import { sendDueMail } from './send-mail.ts';

type Working = Pick<Portal, 'config' | 'db' | 'policies' | 'clock' | 'log'>;

/** A stop waits so long for the mails in hand; what is cut off goes out again later. */
const PATIENCE = 10_000;

/** What the portal does by the clock, in this order when several are due. */
export function jobsOf({ config, db, policies }: Working): Job[] {
  const { timeZone } = config;
  return [
    {
      name: 'leavers',
      pattern: '0 * * * *',
      run: ({ at }) => db.write((tx) => endAccessOfLeavers(tx, at)),
    },
    {
      // Before the reminders: whoever left an audience is not reminded.
      name: 'audiences',
      pattern: '0 * * * *',
      run: async ({ at }) => void (await reconcileCampaigns(db, { policies, at, timeZone })),
    },
    {
      name: 'reminders',
      pattern: '0 * * * *',
      run: async ({ at }) => void (await queueReminders(db, { policies, at, timeZone })),
    },
    {
      name: 'manager digests',
      pattern: '0 8 * * 1',
      skipsFirst: true,
      run: async (when) => void (await queueDigests(db, { policies, timeZone, ...when })),
    },
  ];
}

/** Runs whatever is due, one after the other. Never fails: what goes wrong is kept, and logged. */
export async function runDueJobs(portal: Working, jobs = jobsOf(portal)): Promise<void> {
  const { config, db, clock, log } = portal;
  for (const job of jobs) {
    try {
      const when = { at: clock(), timeZone: config.timeZone };
      const { error } = await runIfDue(db, job, when);
      if (error !== undefined) log.error({ error, job: job.name }, 'a job failed');
    } catch (error) {
      log.error({ error, job: job.name }, 'a job could not be looked at');
    }
  }
}

/**
 * Looks now and every minute for what is due, by the portal's own clock. `stop` ends it: no mail is
 * begun any more, those in hand are finished.
 */
export function startSchedule(portal: Working): { stop(): Promise<void> } {
  let stopping = false;
  const jobs = single(() => runDueJobs(portal));
  const mail = single(() =>
    sendDueMail(portal, { stopping: () => stopping }).catch((error: unknown) =>
      portal.log.error({ error }, 'mail could not be sent'),
    ),
  );
  // A long job keeps no mail waiting, and a slow mail server no job.
  const every = new Cron('* * * * *', { unref: true }, () => {
    jobs.run();
    mail.run();
  });
  jobs.run();
  mail.run();
  return {
    async stop() {
      stopping = true;
      every.stop();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, PATIENCE);
      });
      await Promise.race([Promise.all([jobs.done(), mail.done()]), late]);
      clearTimeout(timer);
    },
  };
}

/** Never twice at once: while it runs, the next minute passes it by. */
function single(work: () => Promise<unknown>): { run(): void; done(): Promise<unknown> } {
  let running: Promise<unknown> | undefined;
  return {
    run() {
      running ??= work().finally(() => {
        running = undefined;
      });
    },
    done: async () => running,
  };
}
