import { Cron } from 'croner';
import { eq, ne } from 'drizzle-orm';
import type { Db } from '#db/client.ts';
import { jobRuns } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';

/** What the server does by the clock. Doing it twice for one instant changes nothing. */
export type Job = {
  name: string;
  /** As cron has it, in the city's zone: `0 8 * * 1` is Monday, 8:00. */
  pattern: string;
  /** What came before the first start is nobody's business. */
  skipsFirst?: boolean;
  run(when: { due: Date; at: Date }): Promise<void>;
};

const DAY = 24 * 60 * 60 * 1000;
/** After a failure, so that a lasting one does not fill the log. */
const PAUSE = 5 * 60 * 1000;

/**
 * Runs a job when its last instant has come and nobody has done it: after a downtime once, however
 * many instants went by. A clock set back within a day does nothing again. What went wrong is kept in
 * a sentence and returned, and tried again some minutes later.
 */
export async function runIfDue(
  db: Db,
  job: Job,
  { at, timeZone }: { at: Date; timeZone: string },
): Promise<{ ran: boolean; error?: unknown }> {
  const due = lastDue(job.pattern, at, timeZone);
  if (!due) return { ran: false };
  const [last] = await db.read.select().from(jobRuns).where(eq(jobRuns.job, job.name));
  if (!last && job.skipsFirst) {
    await keep(db, { job: job.name, doneFor: due, at, problem: '' });
    return { ran: false };
  }
  if (last && !isNext(last, due, at)) return { ran: false };
  try {
    await job.run({ due, at });
  } catch (error) {
    const problem = isRefusal(error) ? error.message : 'It failed; the portal’s log says more.';
    await keep(db, { job: job.name, doneFor: last?.doneFor ?? new Date(0), at, problem });
    return { ran: true, error };
  }
  await keep(db, { job: job.name, doneFor: due, at, problem: '' });
  return { ran: true };
}

function isNext({ doneFor, at: triedAt, problem }: JobRun, due: Date, at: Date): boolean {
  const since = at.getTime() - triedAt.getTime();
  if (problem !== '' && since >= 0 && since < PAUSE) return false;
  // The clock was far ahead once: nothing would be done until then.
  const wasAhead = doneFor.getTime() > at.getTime() + DAY;
  return doneFor < due || wasAhead;
}

/** The last instant, up to now, at which a pattern was due. */
export function lastDue(pattern: string, at: Date, timeZone: string): Date | undefined {
  const cron = new Cron(pattern, { timezone: timeZone, paused: true });
  // The instant itself does not count as previous.
  return cron.previousRuns(1, new Date(at.getTime() + 1000))[0];
}

type JobRun = typeof jobRuns.$inferSelect;

async function keep(db: Db, run: JobRun): Promise<void> {
  await db.write((tx) =>
    tx.insert(jobRuns).values(run).onConflictDoUpdate({ target: jobRuns.job, set: run }),
  );
}

/** Notes what keeps a job that runs all the time from its work; empty for nothing. */
export async function noteProblem(db: Db, job: string, problem: string, at: Date): Promise<void> {
  const [last] = await db.read.select().from(jobRuns).where(eq(jobRuns.job, job));
  if ((last?.problem ?? '') === problem) return;
  await keep(db, { job, doneFor: at, at, problem });
}

/** What goes wrong now, by job. */
export async function jobProblems(db: Db): Promise<JobRun[]> {
  return db.read.select().from(jobRuns).where(ne(jobRuns.problem, '')).orderBy(jobRuns.job);
}
