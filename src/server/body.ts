import type { IncomingMessage } from 'node:http';

/** A form of the portal is a few hundred bytes; the longest allowed body, in bytes. */
export const BODY_LIMIT = 65_536;

/** Longer ones are read for who is signed in: anybody at all may send a receipt. */
export const LONGEST_OF_ANYBODY = 1_000_000;

/** Pages that take more than a form: a scan of at most 2 MB, a roster, and a receipt, as long as its record. */
const LONGER: Readonly<Record<string, number>> = {
  '/hr/paper': 2 * 1024 * 1024 + BODY_LIMIT,
  // A roster of 100,000 people.
  '/hr/roster': 16 * 1024 * 1024 + BODY_LIMIT,
  '/verify': LONGEST_OF_ANYBODY,
};

/** How long a body may be that is sent to this address, in bytes. Actions sent to `/verify` get no more. */
export function bodyLimitOf(target: string): number {
  const path = target.split('?', 1)[0]!;
  return LONGER[path === '/verify' ? target : path] ?? BODY_LIMIT;
}

/**
 * The whole body, or `too-large` over `limit` bytes, declared or counted. Calls `goOn` when it is about
 * to read, for clients that wait to be asked. Rejects when the client goes away.
 */
export async function readBody(
  req: IncomingMessage,
  goOn: () => void,
  limit = BODY_LIMIT,
): Promise<Buffer | 'too-large'> {
  if (Number(req.headers['content-length'] ?? 0) > limit) return 'too-large';
  goOn();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) {
        req.removeAllListeners('data');
        resolve('too-large');
      } else {
        chunks.push(chunk);
      }
    });
    req.once('end', () => resolve(Buffer.concat(chunks)));
    req.once('error', reject);
    req.once('close', () => reject(new Error('the client went away')));
  });
}

/** The largest form of the portal, HR's choice of departments, has a tenth of these. */
const MOST_FIELDS = 600;

/**
 * Whether a form has more fields than any of the portal's, told without parsing it: tens of
 * thousands of empty ones fit into the limit and take long.
 */
export function hasTooManyFields(body: Buffer, contentType: string): boolean {
  const boundary = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType);
  const between = boundary ? `--${boundary[1] ?? boundary[2]}` : '&';
  let found = 0;
  for (let at = body.indexOf(between); at !== -1; at = body.indexOf(between, at + 1)) {
    found += 1;
    if (found > MOST_FIELDS) return true;
  }
  return false;
}

/**
 * Swallows what a client is still sending after its answer, for a while: closing at once would reset
 * the connection, and the client would never read why.
 */
export function discardRest(req: IncomingMessage): void {
  if (req.complete) return;
  req.resume();
  const timer = setTimeout(() => req.socket.destroy(), 3_000);
  timer.unref();
  req.once('close', () => clearTimeout(timer));
  req.once('end', () => clearTimeout(timer));
}
