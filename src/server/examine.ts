import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '#config.ts';
import { NOTICES, type Notice } from './plain-page.ts';

/** What of a request decides whether the portal looks at it at all. */
export type Asked = { method: string; target: string; headers: IncomingHttpHeaders };

/** Longer addresses than this are nobody's: the portal's own stay under 300 characters. */
export const LONGEST_TARGET = 2048;

/** Why a request is not for the portal, or `undefined` when it is. Looks at nothing but its head. */
export function examine(asked: Asked, config: Pick<Config, 'origin'>): Notice | undefined {
  if (!isReadable(asked.target)) return NOTICES.malformed;
  return (
    examineHost(asked, config) ??
    (['GET', 'HEAD', 'POST'].includes(asked.method) ? undefined : NOTICES.method) ??
    (asked.method === 'POST' && !isOwnForm(asked.headers, config) ? NOTICES.foreignForm : undefined)
  );
}

/** A path of this portal: no other scheme or host in it, no bytes that cannot be decoded. */
function isReadable(target: string): boolean {
  if (target.length > LONGEST_TARGET) return false;
  if (!/^\/(?![/\\])[!-~]*$/.test(target) || target.includes('\\')) return false;
  try {
    // Control characters have no place in a path: the log and the file system read it, too.
    const path = decodeURIComponent(target.split('?', 1)[0] ?? '');
    // oxlint-disable-next-line no-control-regex
    return !/[\u0000-\u001f\u007f]/.test(path);
  } catch {
    return false;
  }
}

function examineHost(
  { method, target, headers }: Asked,
  { origin }: Pick<Config, 'origin'>,
): Notice | undefined {
  const ours = new URL(origin);
  const host = headers.host?.toLowerCase();
  if (host === undefined || host === '') return NOTICES.malformed;
  if (host === ours.host) return undefined;
  const notice = {
    title: 'The portal is not at this address',
    words: `It is at ${origin}.`,
  };
  // Somebody at this machine who typed the other name of it is shown the way.
  const samePlace = host === `localhost:${ours.port}` && ours.hostname === '127.0.0.1';
  if (samePlace && (method === 'GET' || method === 'HEAD')) {
    return { ...notice, status: 307, headers: { location: origin + target } };
  }
  return { ...notice, status: 421 };
}

/**
 * True for a form the portal's own pages sent, of any content type. Browsers say where a form comes
 * from in a header no page can set; where they do not (plain http), the origin must be exactly ours.
 */
function isOwnForm(headers: IncomingHttpHeaders, { origin }: Pick<Config, 'origin'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin === origin;
}
