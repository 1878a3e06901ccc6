import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { parseCookie } from 'cookie';
import { clientAddress } from './address.ts';
import { readSession, sessionCookie } from '#auth/sessions.ts';
import {
  BODY_LIMIT,
  bodyLimitOf,
  discardRest,
  hasTooManyFields,
  LONGEST_OF_ANYBODY,
  readBody,
} from './body.ts';
import { examine } from './examine.ts';
import { guardResponse, securityHeaders } from './headers.ts';
import { readinessProbe, sendJson } from './health.ts';
import { currentRequest, isUnlogged, loggablePath } from './log.ts';
import { NOTICES, noticeHtml, sendNotice } from './plain-page.ts';
import type { Portal } from './portal.ts';
import { staticFiles } from './static-files.ts';

/** Astro's built pages, in the adapter's middleware mode. `locals` is what pages see of the server. */
export type Pages = (
  req: IncomingMessage,
  res: ServerResponse,
  next: (error?: unknown) => void,
  locals: object,
) => Promise<void> | void;

export type PortalServer = Server & {
  /** True after `drain`: `/readyz` says no. */
  draining: boolean;
  /** Takes nothing new; every connection ends with the answer it is waiting for, or now. */
  drain(): void;
};

/** The server in front of the pages; it does not listen yet. */
export function createPortalServer(portal: Portal, pages: Pages, clientDir: string): PortalServer {
  const { clock, config, db, log } = portal;
  const headers = securityHeaders(config);
  const files = staticFiles(clientDir);
  const readiness = readinessProbe(portal);
  const open = new Set<Socket>();
  const answering = new Map<Duplex, ServerResponse>();

  const server: PortalServer = Object.assign(
    createServer({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 5_000,
      keepAliveTimeout: 65_000,
      // A request without a Host is answered by us, with the headers every answer has.
      requireHostHeader: false,
    }),
    {
      draining: false,
      drain() {
        server.draining = true;
        server.close();
        for (const socket of open) {
          const res = answering.get(socket);
          if (!res) socket.destroy();
          else if (!res.headersSent) res.setHeader('connection', 'close');
        }
      },
    },
  );

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const began = performance.now();
    const reference = randomBytes(8).toString('hex');
    const target = req.url ?? '';
    answering.set(req.socket, res);
    guardResponse(res, [...securityHeaders(config, target), ['x-request-id', reference]]);
    if (server.draining) res.setHeader('connection', 'close');
    res.once('close', () => {
      answering.delete(req.socket);
      if (isUnlogged(target)) return;
      const ms = Math.round(performance.now() - began);
      const line = { reference, method: req.method, path: loggablePath(target), ms };
      if (res.writableFinished) log.info({ ...line, status: res.statusCode }, 'answered');
      else log.info(line, 'the client went away');
    });
    await currentRequest.run(reference, async () => {
      try {
        await route(req, res, reference);
      } catch (error) {
        if (req.destroyed && !req.complete) return;
        log.error({ error, reference }, 'a request failed');
        if (res.headersSent) res.destroy();
        else sendNotice(res, NOTICES.failed, reference);
      }
    });
  }

  async function route(req: IncomingMessage, res: ServerResponse, reference: string) {
    const { method = '', url: target = '', headers: given, rawHeaders } = req;
    const asked = { method, target, headers: given, rawHeaders };
    const reads = asked.method === 'GET' || asked.method === 'HEAD';
    // Whoever watches a process asks by its number, not by its name: these two answer any Host.
    if (reads && asked.target === '/healthz') return sendJson(res, 200, { status: 'up' });
    if (reads && asked.target === '/readyz') {
      const state = await readiness();
      const ready = state.ready && !server.draining;
      return sendJson(res, ready ? 200 : 503, { ...state, ready, stopping: server.draining });
    }
    const notice = examine(asked, config);
    if (notice) {
      sendNotice(res, notice, reference);
      return discardRest(req);
    }
    files(req, res, () => void 0);
    if (res.headersSent) return;

    if (asked.method === 'POST') {
      const goOn = () => {
        if (/100-continue/i.test(req.headers.expect ?? '')) res.writeContinue();
      };
      const body = await readBody(req, goOn, await limitFor(target, req));
      if (body === 'too-large') {
        sendNotice(res, NOTICES.tooLarge, reference);
        return discardRest(req);
      }
      if (hasTooManyFields(body, req.headers['content-type'] ?? '')) {
        return sendNotice(res, NOTICES.tooLarge, reference);
      }
      Object.assign(req, { body });
      // Where the form comes from is settled; Astro's narrower check reads this header alone.
      req.headers.origin = config.origin;
    }
    await showPage(req, res, reference);
  }

  /** A file is read for who is signed in: nobody else makes the portal hold megabytes. */
  async function limitFor(target: string, req: IncomingMessage): Promise<number> {
    const limit = bodyLimitOf(target);
    if (limit <= LONGEST_OF_ANYBODY) return limit;
    const { name } = sessionCookie(config.origin);
    const cookie = parseCookie(req.headers.cookie ?? '')[name];
    const known = cookie !== undefined && (await readSession(db, cookie, clock()));
    return known ? limit : BODY_LIMIT;
  }

  async function showPage(req: IncomingMessage, res: ServerResponse, reference: string) {
    const address = clientAddress(
      req.socket.remoteAddress,
      req.headers['x-forwarded-for'],
      config.trustedHops,
    );
    const locals = { portal, address, reference };
    replaceBareFailure(res, reference);
    let matched = true;
    await pages(req, res, () => (matched = false), locals);
    if (matched || res.headersSent) return;
    // Left to itself the adapter renders an unmatched address without `locals`.
    req.url = '/404';
    req.method = 'GET';
    await pages(req, res, () => sendNotice(res, NOTICES.missing, reference), locals);
  }

  server.on('request', answer);
  server.on('checkContinue', answer);
  server.on('checkExpectation', answer);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    // Pages build their own address from this: behind the city's TLS they are https pages.
    if (config.secure) Object.assign(socket, { encrypted: true });
  });
  server.on('connect', (_req, socket: Duplex) => socket.end(rawAnswer(405, headers)));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (!socket.writable || answering.has(socket) || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const status = RAW_STATUS[error.code ?? ''] ?? 400;
    log.info({ status, code: error.code }, 'a request could not be read');
    socket.end(rawAnswer(status, headers));
  });
  return server;
}

const RAW_STATUS: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
const RAW_REASON: Record<number, string> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** An answer for a connection whose request never became one. */
function rawAnswer(status: number, headers: [string, string][]): string {
  const notice = status === 405 ? NOTICES.method : NOTICES.malformed;
  const page = noticeHtml(notice, 'none');
  const lines = [
    ...headers,
    ...(status === 405 ? ([['allow', 'GET, HEAD, POST']] as const) : []),
    ['content-type', 'text/html; charset=utf-8'],
    ['content-length', String(Buffer.byteLength(page))],
    ['connection', 'close'],
  ].map(([name, value]) => `${name}: ${value}`);
  return `HTTP/1.1 ${status} ${RAW_REASON[status]}\r\n${lines.join('\r\n')}\r\n\r\n${page}`;
}

/** A 500 that comes without a page (the error page failed, too) gets the server's own. */
function replaceBareFailure(res: ServerResponse, reference: string): void {
  const { writeHead, write, end } = res;
  const replace = () => {
    Object.assign(res, { writeHead, write, end });
    for (const name of ['content-length', 'content-encoding']) res.removeHeader(name);
    sendNotice(res, NOTICES.failed, reference);
    Object.assign(res, { write: () => true, end: () => res });
  };
  const isBare = (type: unknown) => !/^text\/html/i.test(String(type ?? ''));
  res.writeHead = function whole(this: ServerResponse, status: number, ...rest: unknown[]) {
    const given = rest.find((part) => typeof part === 'object' && part !== null) ?? {};
    const type = Object.entries(given).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
    if (status === 500 && isBare(type)) replace();
    else Reflect.apply(writeHead, this, [status, ...rest]);
    return this;
  } as ServerResponse['writeHead'];
  res.end = function whole(this: ServerResponse, ...rest: unknown[]) {
    if (!res.headersSent && res.statusCode === 500) replace();
    else Reflect.apply(end, this, rest);
    return this;
  } as ServerResponse['end'];
}
