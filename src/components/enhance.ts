/**
 * What script adds; every page works without it.
 * After a post, the first `[data-focus]` (an error summary, a feedback heading) takes the focus.
 */
document.querySelector<HTMLElement>('[data-focus]')?.focus();
