import type { ServerResponse } from 'node:http';
import { isLinkPath } from '#auth/link-path.ts';
import type { Config } from '#config.ts';

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * What every answer carries, whoever wrote it, and what one to a link that sets a password carries in
 * addition: its address is told to nobody. Names in lower case.
 */
export function securityHeaders(config: Pick<Config, 'secure'>, target = '/'): [string, string][] {
  return [
    ['content-security-policy', CONTENT_SECURITY_POLICY],
    ['x-content-type-options', 'nosniff'],
    // `no-referrer` makes browsers send `Origin: null` with our own forms: `examine.ts` takes it there.
    ['referrer-policy', isLinkPath(target) ? 'no-referrer' : 'same-origin'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
    ['cache-control', 'no-store'],
    // This host alone: the city's other sites are not ours to promise https for.
    ...(config.secure
      ? ([['strict-transport-security', 'max-age=31536000']] satisfies [string, string][])
      : []),
  ];
}

/**
 * Sets the headers and keeps them: what a page or a library passes to `writeHead` cannot replace
 * them (a static file sets its own caching with `setHeader`). HTML is always sent as UTF-8.
 */
export function guardResponse(res: ServerResponse, headers: [string, string][]): void {
  const kept = new Set<string>();
  for (const [name, value] of headers) {
    res.setHeader(name, value);
    kept.add(name);
  }
  const send = res.writeHead;
  res.writeHead = function guarded(
    this: ServerResponse,
    status: number,
    ...rest: unknown[]
  ): ServerResponse {
    const given = rest.find((part) => typeof part === 'object' && part !== null) ?? {};
    for (const [name, value] of Object.entries(given)) {
      if (!kept.has(name.toLowerCase()) && value !== undefined) res.setHeader(name, value);
    }
    const type = res.getHeader('content-type');
    if (typeof type === 'string' && /^text\/html\s*(;|$)/i.test(type)) {
      res.setHeader('content-type', 'text/html; charset=utf-8');
    }
    return send.call(this, status);
  } as ServerResponse['writeHead'];
}
