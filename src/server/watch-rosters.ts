import { clearFiles } from '#roster/waiting-file.ts';
import type { Portal } from './portal.ts';

const TEN_MINUTES = 10 * 60 * 1000;

/** Deletes rosters that nobody took over within the hour, now and every ten minutes. */
export function watchRosters(portal: Portal): void {
  void clear(portal);
  setInterval(() => void clear(portal), TEN_MINUTES).unref();
}

async function clear({ db, clock, log }: Portal): Promise<void> {
  try {
    const files = await clearFiles(db, clock());
    if (files > 0) log.info({ files }, 'deleted rosters that were not taken over');
  } catch (error) {
    log.error({ error }, 'a roster that was not taken over could not be deleted');
  }
}
