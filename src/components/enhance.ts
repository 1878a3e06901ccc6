/**
 * What script adds; every page works without it.
 * - After a post or a search, the first `[data-focus]` (an error summary, a feedback heading) takes
 *   the focus, so that it is read out and keyboard work goes on from there.
 * - Two minutes before the session would end of idleness, a dialog offers to stay signed in.
 */
import { warnBeforeSessionEnds } from './session-end.ts';

if (location.hash === '') document.querySelector<HTMLElement>('[data-focus]')?.focus();
const idle = document.querySelector<HTMLElement>('[data-idle]')?.dataset['idle'];
if (idle) warnBeforeSessionEnds(Number(idle));
