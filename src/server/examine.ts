import type { IncomingHttpHeaders } from 'node:http';
import { isLinkPath } from '#auth/link-path.ts';
import type { Config } from '#config.ts';
import { NOTICES, type Notice } from './plain-page.ts';

/** What of a request decides whether the portal looks at it at all. */
export type Asked = {
  method: string;
  target: string;
  headers: IncomingHttpHeaders;
  /** Names and values in turn, as they came: `headers` keeps one Host of two. */
  rawHeaders: string[];
};

/** Longer addresses than this are nobody's: the portal's own stay under 300 characters. */
export const LONGEST_TARGET = 2048;

/** Why a request is not for the portal, or `undefined` when it is. Looks at nothing but its head. */
export function examine(asked: Asked, config: Pick<Config, 'origin'>): Notice | undefined {
  if (!isReadable(asked.target)) return NOTICES.malformed;
  const wrongHost = examineHost(asked, config);
  if (wrongHost) return wrongHost;
  if (!['GET', 'HEAD', 'POST'].includes(asked.method)) return NOTICES.method;
  if (isFrameworks(asked.target)) return NOTICES.missing;
  if (asked.method !== 'POST') return undefined;
  if (!isFromPortal(asked, config)) return NOTICES.foreignForm;
  return FORM.test(asked.headers['content-type'] ?? '') ? undefined : NOTICES.notAForm;
}

/** What forms are sent as. Nothing else is parsed, so no parser's error can quote a password. */
const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;

/** A path of this portal: no other scheme or host in it, no bytes that cannot be decoded. */
function isReadable(target: string): boolean {
  if (target.length > LONGEST_TARGET) return false;
  if (!/^\/(?![/\\])[!-~]*$/.test(target) || target.includes('\\')) return false;
  try {
    // Control characters have no place in a path: the log and the file system read it, too.
    // An escape within an escape is read by some and not by others.
    return !/\p{Cc}|%[0-9a-f]{2}/iu.test(decodeURIComponent(pathOf(target)));
  } catch {
    return false;
  }
}

/**
 * Astro brings addresses of its own that need no sign-in: `/_image` transforms pictures,
 * `/_server-islands` renders parts of pages. The portal uses `/_actions` alone; `/_astro` is files.
 */
function isFrameworks(target: string): boolean {
  const path = new URL(pathOf(target), 'http://portal.invalid').pathname;
  return /^\/+_(?!(actions|astro)\/)/.test(decodeURIComponent(path));
}

function pathOf(target: string): string {
  return target.split('?', 1)[0] ?? '';
}

function examineHost(
  { method, target, headers, rawHeaders }: Asked,
  { origin }: Pick<Config, 'origin'>,
): Notice | undefined {
  const ours = new URL(origin);
  const host = headers.host?.toLowerCase();
  const hosts = rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  if (host === undefined || host === '' || hosts.length > 1) return NOTICES.malformed;
  const usualPort = ours.protocol === 'https:' ? '443' : '80';
  if (host === ours.host || (ours.port === '' && host === `${ours.host}:${usualPort}`)) {
    return undefined;
  }
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
 * from in two headers no page can set, and on plain http in one: each that is there must be right.
 * A page whose address is a secret is told to no one, so its forms come with `Origin: null`; on https the
 * other header stands for it. On plain http, which is for this machine alone, `null` has to do.
 */
function isFromPortal(
  { target, headers }: Pick<Asked, 'target' | 'headers'>,
  { origin }: Pick<Config, 'origin'>,
): boolean {
  const saysNothing = headers.origin === 'null' && isLinkPath(target);
  const site = headers['sec-fetch-site'];
  const isPlain = !origin.startsWith('https:');
  if (saysNothing) return site === 'same-origin' || (isPlain && site === undefined);
  const signs = [
    { said: site, right: 'same-origin' },
    { said: headers.origin, right: origin },
  ].filter(({ said }) => said !== undefined);
  return signs.length > 0 && signs.every(({ said, right }) => said === right);
}
