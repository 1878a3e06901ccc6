import { expect, test, vi } from 'vitest';
import { eq } from 'drizzle-orm';
import { campaigns, employees, jobRuns, mails } from '#db/schema/index.ts';
import { jobProblems } from '#mail/jobs.ts';
import { createLog } from '#server/log.ts';
import { jobsOf, runDueJobs, startSchedule } from '#server/schedule.ts';
import { sendDueMail } from '#server/send-mail.ts';
import { readConfig } from '#config.ts';
import { freshDatabase } from '../support/database.ts';
import { mailServerWith, type TestMailServer } from '../support/mail-server.ts';
import { ALICE, BOB, schoolOn } from '../support/school.ts';

const BASE = { PORTAL_DEMO: '0', PORTAL_ORIGIN: 'http://127.0.0.1:4321' };

/** A portal whose reminders are 7 days and 1 day before December 11, with a clock that can be set. */
async function portal(server?: TestMailServer, env: Record<string, string> = {}) {
  const db = await freshDatabase();
  const school = await schoolOn(db);
  await db.write(async (tx) => {
    await tx.update(campaigns).set({ reminders: [-7, -1] });
    await tx.update(employees).set({ managerNumber: BOB }).where(eq(employees.number, ALICE));
  });
  const mail = server ? { PORTAL_SMTP_URL: server.url, PORTAL_MAIL_FROM: 'a@example.gov' } : {};
  const config = readConfig({ ...BASE, ...mail, ...env });
  const now = { at: new Date('2026-11-23T16:00:00Z') };
  const clock = () => now.at;
  const log = createLog('silent');
  return { config, db, policies: school.policies, clock, log, now, school };
}

const kinds = async ({ db }: Awaited<ReturnType<typeof portal>>) =>
  (await db.read.select().from(mails))
    .map(({ kind, employeeNumber }) => `${kind} ${employeeNumber}`)
    .toSorted();

test('three days down: the reminder that was missed and one digest, once', async () => {
  const here = await portal();
  await runDueJobs(here);
  here.now.at = new Date('2026-12-03T16:00:00Z');
  await runDueJobs(here);
  expect(await kinds(here)).toEqual([]);
  // Down from Friday, when the reminder was due, until after Monday, 8:00.
  here.now.at = new Date('2026-12-07T18:30:00Z');
  await runDueJobs(here);
  await runDueJobs(here);
  const caughtUp = [`manager-digest ${BOB}`, `reminder ${ALICE}`, `reminder ${BOB}`];
  expect(await kinds(here)).toEqual(caughtUp);
  // Set back, and on again.
  here.now.at = new Date('2026-12-07T12:00:00Z');
  await runDueJobs(here);
  here.now.at = new Date('2026-12-07T20:00:00Z');
  await runDueJobs(here);
  expect(await kinds(here)).toEqual(caughtUp);
});

test('two servers on one database queue nothing twice', async () => {
  const here = await portal();
  await runDueJobs(here);
  here.now.at = new Date('2026-12-07T18:30:00Z');
  await Promise.all([runDueJobs(here), runDueJobs(here)]);
  expect(await kinds(here)).toEqual([
    `manager-digest ${BOB}`,
    `reminder ${ALICE}`,
    `reminder ${BOB}`,
  ]);
});

test('a job that fails keeps no other from its work, and HR is told', async () => {
  const here = await portal();
  const broken = {
    name: 'broken',
    pattern: '* * * * *',
    run: () => Promise.reject(new Error('a bug')),
  };
  await runDueJobs(here, [broken, ...jobsOf(here)]);
  expect((await here.db.read.select().from(jobRuns)).map(({ job }) => job).toSorted()).toEqual([
    'audiences',
    'broken',
    'leavers',
    'manager digests',
    'reminders',
  ]);
  expect(await jobProblems(here.db)).toMatchObject([{ job: 'broken' }]);
});

test('without a mail server, and in a demonstration, nothing is sent and everything waits', async () => {
  const server = await mailServerWith();
  for (const here of [await portal(), await portal(server, { PORTAL_DEMO: '1' })]) {
    here.now.at = new Date('2026-12-04T18:00:00Z');
    await runDueJobs(here);
    expect(await sendDueMail(here)).toBeUndefined();
    const all = await here.db.read.select().from(mails);
    expect(all.map(({ state, tries }) => [state, tries])).toEqual([
      ['waiting', 0],
      ['waiting', 0],
    ]);
  }
  expect(server.taken).toEqual([]);
});

test('what keeps all mail from leaving is shown until one has left', async () => {
  const server = await mailServerWith();
  const here = await portal(server);
  here.now.at = new Date('2026-12-04T18:00:00Z');
  await runDueJobs(here);
  await server.stop();
  expect(await sendDueMail(here)).toEqual({ sent: 0, dropped: 0, failed: 0, later: 2 });
  expect(await jobProblems(here.db)).toMatchObject([
    { problem: 'The line to the mail server failed; the portal tries again.' },
  ]);
  const again = await mailServerWith({}, server.port);
  here.now.at = new Date('2026-12-04T18:05:00Z');
  expect(await sendDueMail(here)).toEqual({ sent: 2, dropped: 0, failed: 0, later: 0 });
  expect(again.taken).toHaveLength(2);
  expect(await jobProblems(here.db)).toEqual([]);
});

test('the schedule begins at once, by the portal’s own clock, and a stop waits for the mail in hand', async () => {
  let begun = false;
  const server = await mailServerWith({
    onData(stream, _session, done) {
      begun = true;
      stream.resume();
      stream.once('end', () => setTimeout(done, 300));
    },
  });
  const here = await portal(server);
  here.now.at = new Date('2026-12-04T18:00:00Z');
  await runDueJobs(here);
  const schedule = startSchedule(here);
  await vi.waitFor(() => expect(begun).toBe(true), { timeout: 20_000 });
  await schedule.stop();
  const states = (await here.db.read.select().from(mails)).map(({ state }) => state);
  expect(states).not.toContain('sending');
  expect(states).toContain('sent');
});
