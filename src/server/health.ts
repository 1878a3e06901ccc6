import type { ServerResponse } from 'node:http';
import { pendingMigrations } from '#db/migrate.ts';
import type { Portal } from './portal.ts';

/** An answer is good for this many milliseconds: asking often must not become writing often. */
const GOOD_FOR = 1_000;

export type Readiness = {
  ready: boolean;
  database: 'ok' | 'failing';
  migrations: 'current' | 'missing' | 'unknown';
};

/** Says whether the portal can take an answer or a signature now: by making a write. */
export function readinessProbe({ db, log }: Pick<Portal, 'db' | 'log'>): () => Promise<Readiness> {
  let asked = -Infinity;
  let answer: Promise<Readiness> | undefined;
  return () => {
    if (!answer || performance.now() - asked > GOOD_FOR) {
      asked = performance.now();
      answer = probe();
    }
    return answer;
  };

  async function probe(): Promise<Readiness> {
    try {
      await db.probe();
      const current = (await pendingMigrations(db)).length === 0;
      return { ready: current, database: 'ok', migrations: current ? 'current' : 'missing' };
    } catch (error) {
      log.error({ error }, 'the database cannot take a write');
      return { ready: false, database: 'failing', migrations: 'unknown' };
    }
  }
}

export function sendJson(res: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(body.length),
  });
  res.end(body);
}
