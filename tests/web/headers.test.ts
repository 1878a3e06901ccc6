import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, startServer, type TestServer } from '../support/server.ts';

const ALWAYS: Record<string, RegExp> = {
  'content-security-policy': /^default-src 'none'; script-src 'self'; style-src 'self';/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^same-origin$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
};

let server: TestServer;
let asset: string;
beforeAll(async () => {
  server = await startServer();
  const assets = readdirSync(join(import.meta.dirname, '../../dist/client/_astro'));
  asset = `/_astro/${assets.find((name) => name.endsWith('.css'))}`;
});

const form = () => ({
  'content-type': 'application/x-www-form-urlencoded',
  origin: server.origin,
});
type Asked = Parameters<typeof ask>[2];
const KINDS: [string, number, () => [string, Asked?]][] = [
  ['a page', 200, () => ['/login']],
  ['a redirect', 303, () => ['/']],
  ['a static file', 200, () => [asset]],
  ['a static file the browser has', 304, () => [asset, { headers: { 'if-none-match': etag } }]],
  ['a page that is not there', 404, () => ['/no-such-page']],
  ['a HEAD request', 200, () => ['/login', { method: 'HEAD' }]],
  ['an unreadable address', 400, () => ['/%E0%A4%A']],
  ['a hidden control character', 400, () => ['/login%00']],
  ['another host in the address', 400, () => ['//evil.example/']],
  ['an address too long', 400, () => [`/${'a'.repeat(3000)}`]],
  ['a form of another site', 403, () => ['/login', { method: 'POST', body: 'a=b' }]],
  [
    'a body that is no form',
    415,
    () => [
      '/login',
      { method: 'POST', headers: { ...form(), 'content-type': 'application/json' }, body: '{' },
    ],
  ],
  ['what Astro brings along', 404, () => ['/_image?href=/icon.svg']],
  ['an unknown method', 405, () => ['/login', { method: 'DELETE' }]],
  ['TRACE', 405, () => ['/login', { method: 'TRACE' }]],
  ['OPTIONS', 405, () => ['/login', { method: 'OPTIONS' }]],
  [
    'too large a form',
    413,
    () => ['/login', { method: 'POST', headers: form(), body: 'a'.repeat(70_000) }],
  ],
  ['another host', 421, () => ['/login', { headers: { host: 'evil.example' } }]],
  ['health', 200, () => ['/healthz']],
  ['readiness', 200, () => ['/readyz']],
];
let etag = '';

describe('every answer carries the security headers:', () => {
  test.each(KINDS)('%s', async (_kind, status, asked) => {
    if (status === 304) etag = String((await ask(server.port, asset)).headers.etag);
    const answer = await ask(server.port, ...asked());
    expect(answer.status).toBe(status);
    for (const [name, value] of Object.entries(ALWAYS)) expect(answer.headers[name]).toMatch(value);
    expect(answer.headers['cache-control']).toMatch(
      asked()[0] === asset ? /^public, max-age=31536000, immutable$/ : /^no-store$/,
    );
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    const type = answer.headers['content-type'] ?? '';
    if (type.startsWith('text/html')) expect(type).toBe('text/html; charset=utf-8');
    expect(answer.text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
  });

  test.each([
    ['a line that is no request', 'NONSENSE\r\n\r\n', 400],
    ['a request without a host', 'GET /login HTTP/1.1\r\n\r\n', 400],
    [
      'a header too long',
      `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'a'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    ['a tunnel', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405],
    ['a wrong body length', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n', 400],
  ])('%s', async (_kind, bytes, status) => {
    const text = await exchange(server.port, bytes);
    expect(text).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    for (const name of Object.keys(ALWAYS)) expect(text.toLowerCase()).toContain(`\r\n${name}: `);
    expect(text.toLowerCase()).toContain('\r\ncache-control: no-store\r\n');
  });
});

test('a portal reached by https says so for a year', async () => {
  const secure = await startServer({
    env: { PORTAL_ORIGIN: 'https://training.example.gov', NODE_ENV: 'production' },
  });
  const at = { headers: { host: 'training.example.gov' } };
  for (const path of ['/login', '/healthz', asset, '/no-such-page']) {
    const { headers } = await ask(secure.port, path, at);
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  }
  const lost = await ask(secure.port, '/login', { headers: { host: '127.0.0.1' } });
  expect(lost.status).toBe(421);
  expect(lost.text).toContain('https://training.example.gov');
});

/** Writes bytes to the server and reads until it closes. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (/<\/html>/.test(text)) socket.end();
    });
    socket.once('close', () => resolve(text));
    socket.once('error', reject);
  });
}
