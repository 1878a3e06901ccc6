import { recordFaults } from '#attestations/check-records.ts';
import { sealTables } from '#evidence/seal.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { recordEvent } from '#audit/record.ts';
import type { Portal } from './portal.ts';

const HOUR = 60 * 60 * 1000;

/** Checks the evidence now and every hour until the process ends. */
export async function watchEvidence(portal: Portal): Promise<void> {
  await checkEvidence(portal);
  const again = () =>
    checkEvidence(portal).catch((error: unknown) =>
      portal.log.error({ error }, 'the evidence could not be checked'),
    );
  setInterval(again, HOUR).unref();
}

/** Stops signing when something is wrong with what was signed; reading goes on, and HR is told. */
export async function checkEvidence({ db, ledger, clock, log }: Portal): Promise<void> {
  const faults = [
    ...(await selfCheck(db)),
    ...(await recordFaults(db)),
    ...(await sealTables(db, ledger, clock())),
  ];
  const [first] = faults;
  if (first === undefined || ledger.stopped) return;
  ledger.stop(first);
  log.error({ faults }, 'signing is stopped: the evidence does not fit');
  const detail = { faults: faults.slice(0, 20), of: faults.length };
  const event = { at: clock(), actor: 'system', act: 'ledger.stopped', detail };
  await db.write((tx) => recordEvent(tx, event));
}
