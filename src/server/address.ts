import { isIP } from 'node:net';

/**
 * The client's address: the socket's, or with `hops` proxies of the city in front, the one the
 * outermost of them saw. Each proxy appends to `X-Forwarded-For`, so we count from the right; what
 * stands further left is whatever the client wished to say.
 */
export function clientAddress(
  socket: string | undefined,
  forwardedFor: string | string[] | undefined,
  hops: number,
): string {
  const direct = bare(socket ?? '') ?? 'unknown';
  if (hops === 0 || forwardedFor === undefined) return direct;
  const seen = [forwardedFor].flat().join(',').split(',');
  // Fewer entries than proxies: the request went around one of them, so none is believed.
  return bare(seen.at(-hops) ?? '') ?? direct;
}

/** An address without port or brackets, IPv4 in its own form; `undefined` when it is none. */
function bare(text: string): string | undefined {
  const trimmed = text.trim();
  const inside =
    /^\[(.*)\](?::\d+)?$/.exec(trimmed)?.[1] ?? /^([\d.]+):\d+$/.exec(trimmed)?.[1] ?? trimmed;
  const address = inside.replace(/^::ffff:(?=[\d.]+$)/i, '').toLowerCase();
  return isIP(address) ? address : undefined;
}
