import { isRefusal } from '#errors.ts';
import { withoutToken } from './link-path.ts';
import { recordOnceAMinute } from './record-once-a-minute.ts';

/** The portal's own paths are shorter. */
const LONGEST_PATH = 100;

/**
 * Notes in the audit log that a signed-in person was refused a page or an action of another role:
 * the first in a minute, with its path.
 */
export async function recordForbidden(
  { portal, signedIn }: Pick<App.Locals, 'portal' | 'signedIn'>,
  pathname: string,
): Promise<void> {
  if (!signedIn) return;
  const { number } = signedIn;
  const detail = { pathname: withoutToken(pathname).slice(0, LONGEST_PATH) };
  const at = portal.clock();
  try {
    await portal.db.write((tx) =>
      recordOnceAMinute(tx, { at, actor: number, act: 'access.refused', subject: number, detail }),
    );
  } catch (error) {
    // The answer is a refusal either way.
    if (!isRefusal(error)) throw error;
  }
}
