/** Where links to set a password lead; what follows is a token. */
export const WELCOME = '/welcome';

/** Whether an address is, or may be read as, one of those links: `/%77elcome/…` too. */
export function isLinkPath(target: string): boolean {
  const path = target.split(/[?#]/, 1)[0] ?? '';
  return /^\/+welcome(\/|$)/i.test(decoded(path));
}

/** A path without the token of a link, for whatever is kept of it. */
export function withoutToken(path: string): string {
  return isLinkPath(path) ? `${WELCOME}/…` : path;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
