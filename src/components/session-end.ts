const MINUTE = 60_000;
/** Loading any page of one's own keeps the session; this is the lightest everybody has. */
const KEEP_ALIVE = '/record';

/**
 * `idleMs` from now the server ends the session unless it is used. Warns two minutes before; on a shared
 * tablet one minute before, and then leaves nothing of the person on the screen.
 */
export function warnBeforeSessionEnds(idleMs: number, atKiosk = false): void {
  const warningMs = atKiosk ? MINUTE : 2 * MINUTE;
  let endsAt = Date.now() + idleMs;
  const dialog = document.createElement('dialog');
  dialog.className = atKiosk ? 'session-end session-end--kiosk' : 'session-end';
  dialog.setAttribute('aria-labelledby', 'session-end-heading');
  document.body.append(dialog);
  // Escape is an answer, too: somebody is there.
  dialog.addEventListener('cancel', () => {
    if (Date.now() < endsAt) void extend();
  });

  // A sleeping computer stops timers, so the clock is asked, not counted.
  const timer = setInterval(() => {
    const left = endsAt - Date.now();
    if (left <= 0) ended();
    else if (left <= warningMs && !dialog.open) warn(left);
  }, 1000);

  function warn(left: number): void {
    const minutes = Math.max(1, Math.round(left / MINUTE));
    show(
      'Are you still there?',
      `You will be signed out in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}, because nothing has happened here for a while.`,
      atKiosk ? 'I am still here' : 'Stay signed in',
      extend,
    );
  }

  async function extend(): Promise<void> {
    const answer = await fetch(KEEP_ALIVE, { redirect: 'manual' }).catch(() => undefined);
    if (!answer?.ok) return ended();
    endsAt = Date.now() + idleMs;
    dialog.close();
  }

  function ended(): void {
    clearInterval(timer);
    if (atKiosk) return location.replace('/kiosk?ended');
    if (dialog.open) dialog.close();
    const next = encodeURIComponent(location.pathname + location.search);
    show(
      'You have been signed out',
      'Everything you saved is kept. Sign in again to go on here.',
      'Sign in again',
      () => location.assign(`/login?next=${next}`),
    );
  }

  function show(heading: string, text: string, button: string, act: () => void): void {
    const h2 = Object.assign(document.createElement('h2'), {
      id: 'session-end-heading',
      textContent: heading,
    });
    const p = Object.assign(document.createElement('p'), { textContent: text });
    const go = Object.assign(document.createElement('button'), {
      className: 'usa-button',
      type: 'button',
      autofocus: true,
      textContent: button,
    });
    go.addEventListener('click', act);
    dialog.replaceChildren(h2, p, go);
    dialog.showModal();
  }
}
