import { AsyncLocalStorage } from 'node:async_hooks';
import { format, stripVTControlCharacters } from 'node:util';
import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { withoutToken } from '#auth/link-path.ts';
import type { LogLevel } from '#config.ts';

export type { Logger } from 'pino';

/**
 * The log: one JSON object a line, so nothing anybody sends can start a line of its own. It holds
 * no cookie, body, query string, token or name.
 */
export function createLog(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { error: describe },
  };
  // Not pino's own stream: when whoever reads the log is gone, that one can keep an exit waiting for ever.
  return pino(options, destination ?? process.stdout);
}

/** A log nobody reads any more is no reason to stop teaching. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** The request that code runs for, by its reference. */
export const currentRequest = new AsyncLocalStorage<string>();

/**
 * Astro tells what went wrong in a page on the console alone, and with colours: it joins our log
 * with the reference that the visitor is shown.
 */
export function adoptConsole(log: Logger): void {
  const adopt =
    (level: 'info' | 'warn' | 'error') =>
    (...parts: unknown[]) => {
      const reference = currentRequest.getStore();
      const shown = parts.map((part) => (part instanceof Error ? describe(part) : part));
      const words = withoutValues(stripVTControlCharacters(format(...shown)));
      const said = words.replace(/^\d\d:\d\d:\d\d (\[\w+\] )*/, '');
      log[level](reference === undefined ? {} : { reference }, said);
    };
  Object.assign(console, { info: adopt('info'), warn: adopt('warn'), error: adopt('error') });
}

/** An error with its causes, as text without the values a query was run with. */
export function describe(error: unknown): string {
  const parts: string[] = [];
  for (let e = error, depth = 0; e !== undefined && e !== null && depth < 6; depth += 1) {
    parts.push(e instanceof Error ? (e.stack ?? e.message) : format(e));
    e = e instanceof Error ? e.cause : undefined;
  }
  return withoutValues(parts.join('\ncaused by '));
}

/**
 * drizzle puts the values of a failed query, people's names among them, into the error's message;
 * `JSON.parse` puts a piece of what it could not read. A link that sets a password is one, too.
 */
function withoutValues(text: string): string {
  return text
    .replaceAll(/\nparams: [\s\S]*?(?=\n\s+at |\ncaused by |$)/g, '')
    .replaceAll(/\/welcome\/[\w-]+/g, '/welcome/…')
    .replaceAll(/Unexpected token [\s\S]{0,200}?(?= is not valid JSON)/g, 'What was sent');
}

/**
 * A page that is nobody's business: that somebody has used it is not logged either. Not where an action
 * of another page is sent there.
 */
export function isUnlogged(target: string): boolean {
  const [path = '', query = ''] = target.split('?', 2);
  return decoded(path) === '/check' && !/(?:^|&)_action=./.test(query);
}

/** As the pages read it: `/%63heck` is `/check`. */
function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** A path as the log may hold it: what could be a secret in a link is left out. */
export function loggablePath(target: string): string {
  const path = target.split('?', 1)[0] ?? '';
  return withoutToken(path)
    .slice(0, 200)
    .replaceAll(/[\w-]{40,}/g, '…');
}
