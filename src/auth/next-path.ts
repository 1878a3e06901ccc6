/**
 * Where to go after signing in: `text` when it is a path of this portal, else undefined. What a
 * browser could read as another site, a scheme or a header is no path.
 */
export function nextPath(text: string | null | undefined): string | undefined {
  if (!text || text.length > LONGEST) return undefined;
  // Browsers drop tabs and line breaks and read `\` as `/`: neither belongs in a path.
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text)) return undefined;
  const url = URL.parse(text, ORIGIN);
  if (!url || url.origin !== ORIGIN) return undefined;
  // `/.//evil.example` and `/x/..//evil.example` are paths that become another site's address.
  if (url.pathname.startsWith('//') || /%(?:00|0a|0d|2f|5c)/i.test(url.pathname)) return undefined;
  // An action is posted, never visited; and the sign-in page would only lead back here.
  if (url.pathname.startsWith('/_actions') || url.pathname === '/login') return undefined;
  url.searchParams.delete('_action');
  return `${url.pathname}${url.search}`;
}

/** The portal's own paths are shorter; written into another address, this one stays within limits. */
const LONGEST = 600;
const ORIGIN = 'https://portal.invalid';
