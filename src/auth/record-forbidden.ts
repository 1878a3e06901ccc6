import { recordEvent } from '#audit/record.ts';
import { isRefusal } from '#errors.ts';

/** Notes in the audit log that a signed-in person was refused a page or an action of another role. */
export async function recordForbidden(
  { portal, signedIn }: Pick<App.Locals, 'portal' | 'signedIn'>,
  pathname: string,
): Promise<void> {
  if (!signedIn) return;
  const at = portal.clock();
  try {
    await portal.db.write((tx) =>
      recordEvent(tx, { at, actor: signedIn.number, act: 'access.refused', detail: { pathname } }),
    );
  } catch (error) {
    // The answer is a refusal either way.
    if (!isRefusal(error)) throw error;
  }
}
