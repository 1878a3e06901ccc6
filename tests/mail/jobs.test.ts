import { expect, test } from 'vitest';
import { jobRuns } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { jobProblems, lastDue, runIfDue, type Job } from '#mail/jobs.ts';
import { freshDatabase } from '../support/database.ts';

const ZONE = 'America/Chicago';
const MONDAYS = '0 8 * * 1';
const HOURLY = '0 * * * *';

async function clockwork(pattern: string, more: Partial<Job> = {}) {
  const db = await freshDatabase();
  const runs: string[] = [];
  const job: Job = {
    name: 'job',
    pattern,
    run: async ({ due }) => void runs.push(due.toISOString()),
    ...more,
  };
  return {
    db,
    runs,
    look: (at: string) => runIfDue(db, job, { at: new Date(at), timeZone: ZONE }),
  };
}

test('three days down are caught up once', async () => {
  const { runs, look } = await clockwork(HOURLY);
  await look('2026-11-16T14:00:30Z');
  await look('2026-11-16T14:59:59Z');
  await look('2026-11-19T16:20:00Z');
  await look('2026-11-19T16:21:00Z');
  await look('2026-11-19T17:00:00Z');
  expect(runs).toEqual([
    '2026-11-16T14:00:00.000Z',
    '2026-11-19T16:00:00.000Z',
    '2026-11-19T17:00:00.000Z',
  ]);
});

test('a Monday that was slept through is made up for on Wednesday, and only that one', async () => {
  const { runs, look } = await clockwork(MONDAYS, { skipsFirst: true });
  await look('2026-11-12T14:00:00Z');
  expect(runs).toEqual([]);
  await look('2026-11-25T20:00:00Z');
  await look('2026-11-26T20:00:00Z');
  expect(runs).toEqual(['2026-11-23T14:00:00.000Z']);
});

test('a clock set back does nothing a second time', async () => {
  const { runs, look } = await clockwork(HOURLY);
  await look('2026-11-16T14:10:00Z');
  await look('2026-11-16T13:10:00Z');
  await look('2026-11-16T09:00:00Z');
  await look('2026-11-16T14:30:00Z');
  expect(runs).toHaveLength(1);
  await look('2026-11-16T15:00:00Z');
  expect(runs).toHaveLength(2);
});

test('a clock that was a year ahead once stops nothing for a year', async () => {
  const { runs, look } = await clockwork(HOURLY);
  await look('2027-11-16T14:10:00Z');
  await look('2026-11-16T14:10:00Z');
  await look('2026-11-16T14:20:00Z');
  expect(runs).toEqual(['2027-11-16T14:00:00.000Z', '2026-11-16T14:00:00.000Z']);
});

test('the hour that comes twice is two hours, the one that is left out is none', async () => {
  const autumn = await clockwork(HOURLY);
  for (const hour of ['05', '06', '07', '08']) await autumn.look(`2026-11-01T${hour}:00:10Z`);
  expect(autumn.runs).toHaveLength(4);
  const spring = await clockwork(HOURLY);
  for (const hour of ['07', '08', '09']) await spring.look(`2026-03-08T${hour}:00:10Z`);
  expect(spring.runs).toHaveLength(3);
});

test('Monday, 8:00 is 8:00 in the city on both sides of a change of the clocks', () => {
  const due = (at: string) => lastDue(MONDAYS, new Date(at), ZONE)?.toISOString();
  expect(due('2026-10-26T14:00:00Z')).toBe('2026-10-26T13:00:00.000Z');
  expect(due('2026-11-02T13:59:59Z')).toBe('2026-10-26T13:00:00.000Z');
  expect(due('2026-11-02T14:00:00Z')).toBe('2026-11-02T14:00:00.000Z');
});

test('what went wrong is shown in a sentence, tried again after a while, and forgotten when it works', async () => {
  let broken = true;
  let runs = 0;
  const { db, look } = await clockwork(HOURLY, {
    run: async () => {
      runs += 1;
      if (broken) throw new Refusal('busy', 'The disk is full.');
    },
  });
  expect((await look('2026-11-16T14:00:00Z')).error).toBeInstanceOf(Refusal);
  expect(await jobProblems(db)).toMatchObject([{ job: 'job', problem: 'The disk is full.' }]);
  await look('2026-11-16T14:02:00Z');
  expect(runs).toBe(1);
  broken = false;
  await look('2026-11-16T14:05:00Z');
  await look('2026-11-16T14:30:00Z');
  expect(runs).toBe(2);
  expect(await jobProblems(db)).toEqual([]);
  expect(await db.read.select().from(jobRuns)).toMatchObject([
    { doneFor: new Date('2026-11-16T14:00:00Z') },
  ]);
});

test('a bug is told of without its words', async () => {
  const { db, look } = await clockwork(HOURLY, {
    run: () => Promise.reject(new Error('secret of a stack')),
  });
  await look('2026-11-16T14:00:00Z');
  expect((await jobProblems(db))[0]?.problem).toBe('It failed; the portal’s log says more.');
});
