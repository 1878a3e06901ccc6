import { sealTables } from '#evidence/seal.ts';
import type { PortalServer } from './http.ts';
import type { Portal } from './portal.ts';

/** How long requests in flight may take after a stop was asked for, in milliseconds. */
const PATIENCE = 10_000;

/**
 * Stops in order when the process is told to: no new connections, requests in flight are answered,
 * mails in hand are finished, the evidence is sealed, the database folded and closed, exit 0. A second signal ends it at once.
 */
export function drainOnSignal(
  server: PortalServer,
  { db, ledger, clock, log }: Portal,
  schedule: { stop(): Promise<void> },
): void {
  async function stop(signal: NodeJS.Signals): Promise<void> {
    if (server.draining) process.exit(1);
    log.info({ signal }, 'stopping');
    const closed = new Promise((resolve) => server.once('close', resolve));
    server.drain();
    const late = setTimeout(() => {
      log.warn('some requests took too long and were cut off');
      server.closeAllConnections();
    }, PATIENCE);
    await Promise.all([closed, schedule.stop()]);
    clearTimeout(late);
    // What came since the last hour is sealed as well; what does not fit, the next start tells.
    if (!ledger.stopped) await sealTables(db, ledger, clock());
    await db.close();
    log.info('stopped');
    process.exit(0);
  }
  const fail = (error: unknown) => {
    log.error({ error }, 'could not stop in order');
    process.exit(1);
  };
  process.on('SIGTERM', (signal) => void stop(signal).catch(fail));
  process.on('SIGINT', (signal) => void stop(signal).catch(fail));
}
