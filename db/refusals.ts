import { Refusal } from '#errors.ts';

// What the database says no with, in words a person can act on.

export function stopping(): Refusal {
  return new Refusal('busy', 'The portal is stopping. Nothing was kept; please try again soon.');
}

export function busy(cause?: unknown): Refusal {
  const refusal = new Refusal(
    'busy',
    'The portal is busy just now. Nothing was kept; please try again in a moment.',
  );
  refusal.cause = cause;
  return refusal;
}

export function damaged(path: string, cause: unknown): Refusal {
  const refusal = new Refusal(
    'bad-input',
    `\`${path}\` is not a database, or it is damaged. Put a backup in its place, or set ` +
      '`DATABASE_URL` to another file.',
  );
  refusal.cause = cause;
  return refusal;
}

export function unreachable(url: string, cause: unknown): Refusal {
  const refusal = new Refusal(
    'bad-input',
    `The database server \`${new URL(url).host}\` cannot be reached, or does not take the token. ` +
      'Check `DATABASE_URL` and `DATABASE_AUTH_TOKEN`.',
  );
  refusal.cause = cause;
  return refusal;
}

export function noRoom(cause: unknown): Refusal {
  const refusal = new Refusal(
    'busy',
    'The portal cannot write to its disk just now. Nothing was kept; please tell HR and try later.',
  );
  refusal.cause = cause;
  return refusal;
}

/** SQLite's or libSQL's own code, wherever in the chain of causes it stands. */
export function codeOf(error: unknown): string | undefined {
  for (let e = error, depth = 0; e instanceof Error && depth < 6; e = e.cause, depth += 1) {
    const code = (e as { code?: unknown }).code;
    if (typeof code === 'string' && /^(SQLITE_|CLIENT_CLOSED)/.test(code)) return code;
  }
  return undefined;
}
