/**
 * What script adds; every page works without it.
 * - After a post or a search, the first `[data-focus]` (an error summary, a feedback heading) takes
 *   the focus, so that it is read out and keyboard work goes on from there.
 * - Two minutes before the session would end of idleness, a dialog offers to stay signed in; on a shared
 *   tablet one minute before, and its end takes the page away.
 * - On a shared tablet the browser forgets what was posted: Back and Reload would send it again, codes
 *   and passwords included, for whoever stands there by then.
 */
import { warnBeforeSessionEnds } from './session-end.ts';

if (location.hash === '') document.querySelector<HTMLElement>('[data-focus]')?.focus();
if (document.querySelector('[data-forget]')) forgetPosted();
const { idle, kiosk } = document.querySelector<HTMLElement>('[data-idle]')?.dataset ?? {};
if (idle) warnBeforeSessionEnds(Number(idle), kiosk !== undefined);

function forgetPosted(): void {
  const here = new URL(location.href);
  here.searchParams.delete('_action');
  history.replaceState(null, '', here);
}
