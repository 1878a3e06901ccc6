import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import sirv from 'sirv';

/**
 * Serves the files of the build, compressed beforehand. A file with its hash in its name is kept by
 * browsers for a year; any other is asked about again after five minutes.
 */
export function staticFiles(
  folder: string,
): (req: IncomingMessage, res: ServerResponse, next: () => void) => void {
  if (!existsSync(folder)) return (_req, _res, next) => next();
  const serve = sirv(folder, { brotli: true, gzip: true, etag: true, extensions: ['html'] });
  return (req, res, next) => {
    if (req.method === 'POST') return next();
    // The files are small; a part of one is never worth the ways to ask for it wrongly.
    delete req.headers.range;
    // Set beforehand: sirv says nothing of it when the browser's copy is still good.
    const before = res.getHeader('cache-control');
    res.setHeader('cache-control', caching(req.url ?? ''));
    serve(req, res, () => {
      if (before !== undefined) res.setHeader('cache-control', before);
      next();
    });
  };
}

function caching(path: string): string {
  return path.startsWith('/_astro/')
    ? 'public, max-age=31536000, immutable'
    : 'public, max-age=300, must-revalidate';
}
