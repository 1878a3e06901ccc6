import { recordFaults } from '#attestations/check-records.ts';
import { recordEvent } from '#audit/record.ts';
import { contradictionIn, toldContradiction } from '#evidence/outside/compare.ts';
import { outsidePlaces, sendCopies } from '#evidence/outside/send-copies.ts';
import { sealTables } from '#evidence/seal.ts';
import { isRefusal } from '#errors.ts';
import { selfCheck } from '#evidence/self-check.ts';
import type { Portal } from './portal.ts';

const HOUR = 60 * 60 * 1000;

/**
 * Checks the evidence now and every hour until the process ends, and lets copies of its head leave.
 * The start waits for the check, but for no copy.
 */
export async function watchEvidence(portal: Portal): Promise<void> {
  await checkEvidence(portal);
  void copyHead(portal);
  const again = () =>
    checkEvidence(portal)
      .catch((error: unknown) => portal.log.error({ error }, 'the evidence could not be checked'))
      .then(() => copyHead(portal));
  setInterval(again, HOUR).unref();
}

/** Stops signing when something is wrong with what was signed; reading goes on, and HR is told. */
export async function checkEvidence({ config, db, ledger, clock, log }: Portal): Promise<void> {
  const faults = [
    ...(await selfCheck(db)),
    ...(await recordFaults(db)),
    ...(await sealTables(db, ledger, clock())),
  ];
  const folder = config.checkpointFolder;
  const contradiction =
    (folder === undefined ? undefined : await contradictionIn(db, folder)) ??
    (await toldContradiction(db));
  if (contradiction !== undefined) faults.push(contradiction);
  const [first] = faults;
  if (first === undefined || ledger.stopped) return;
  ledger.stop(first);
  log.error({ faults }, 'signing is stopped: the evidence does not fit');
  const detail = { faults: faults.slice(0, 20), of: faults.length };
  const event = { at: clock(), actor: 'system', act: 'ledger.stopped', detail };
  await db.write((tx) => recordEvent(tx, event));
}

/** Copies that are due leave. Never fails: what could not leave is noted, and tried again in an hour. */
export async function copyHead({ config, db, ledger, clock, log }: Portal): Promise<void> {
  try {
    const when = { at: clock(), timeZone: config.timeZone };
    const copies = await sendCopies(db, ledger, outsidePlaces(config), when);
    for (const { outcome, error, ...copy } of copies) {
      if (outcome === 'sent') log.info(copy, 'a copy of the checkpoint left');
      // A refusal's sentence is its `detail`; where it was thrown helps nobody.
      else
        log.warn(
          isRefusal(error) ? copy : { ...copy, error },
          'a copy of the checkpoint could not leave',
        );
    }
  } catch (error) {
    log.error({ error }, 'copies of the checkpoint could not be sent');
  }
}
