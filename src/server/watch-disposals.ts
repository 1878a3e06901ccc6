import { carryOut } from '#retention/carry-out.ts';
import type { Portal } from './portal.ts';

const HOUR = 60 * 60 * 1000;

/** Carries out what was approved and not finished, now and every hour; nobody waits for it. */
export function watchDisposals(portal: Portal): void {
  void finishDisposals(portal);
  setInterval(() => void finishDisposals(portal), HOUR).unref();
}

async function finishDisposals({ db, ledger, policies, clock, config, log }: Portal) {
  // A stopped ledger takes no entry; HR is told why elsewhere.
  if (ledger.stopped) return;
  try {
    const order = { ledger, policies, clock, timeZone: config.timeZone };
    const records = await carryOut(db, order);
    if (records > 0) log.info({ records }, 'carried out what was approved to be disposed of');
  } catch (error) {
    log.error({ error }, 'an approved disposal could not be carried out');
  }
}
