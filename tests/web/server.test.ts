import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ask, startServer, type TestServer } from '../support/server.ts';

const PROJECT = join(import.meta.dirname, '../..');
const FORM = 'application/x-www-form-urlencoded';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});

const post = (headers: Record<string, string>, body: string | Buffer = 'a=b') =>
  ask(server.port, '/login', { method: 'POST', headers, body });

describe('a form from elsewhere is refused, whatever it says it is:', () => {
  test.each([FORM, 'application/json', 'text/plain', 'multipart/form-data; boundary=x', ''])(
    'content type `%s`',
    async (type) => {
      const as: Record<string, string> = type ? { 'content-type': type } : {};
      const evil = 'https://evil.example';
      expect((await post(as)).status).toBe(403);
      expect((await post({ ...as, origin: evil })).status).toBe(403);
      expect((await post({ ...as, origin: 'null' })).status).toBe(403);
      expect((await post({ ...as, referer: `${server.origin}/login` })).status).toBe(403);
      for (const site of ['cross-site', 'same-site', 'none']) {
        const answer = await post({ ...as, origin: server.origin, 'sec-fetch-site': site });
        expect(answer.status).toBe(403);
        expect(answer.text).toContain('Nothing was changed');
      }
    },
  );

  test('its own forms pass, by either sign', async () => {
    const own = [{ 'sec-fetch-site': 'same-origin' }, { origin: server.origin }];
    for (const sign of own) {
      expect(
        (await post({ 'content-type': FORM, ...sign } as Record<string, string>)).status,
      ).not.toBe(403);
    }
  });

  test('behind the TLS of a proxy, too', async () => {
    const origin = 'https://training.example.gov';
    const secure = await startServer({ env: { PORTAL_ORIGIN: origin } });
    const headers = { host: 'training.example.gov', origin, 'content-type': FORM };
    const answer = await ask(secure.port, '/login', { method: 'POST', headers, body: 'a=b' });
    expect(answer.status).not.toBe(403);
  });
});

describe('a body over 64 KB is refused with a page, not with a cut line:', () => {
  const own = () => ({ 'content-type': FORM, origin: server.origin });

  test('when its length is declared', async () => {
    const answer = await post(own(), 'a'.repeat(65_537));
    expect(answer.status).toBe(413);
    expect(answer.text).toContain('Nothing was kept');
  });

  test('when it only streams', async () => {
    for (const size of [65_537, 1_000_000]) {
      const answer = await post({ ...own(), 'transfer-encoding': 'chunked' }, 'a'.repeat(size));
      expect(answer.status).toBe(413);
    }
  });

  test('when the client waits to be asked for it', async () => {
    const head =
      `POST /login HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: ${server.origin}\r\n` +
      `Content-Type: ${FORM}\r\nExpect: 100-continue\r\nContent-Length: 9000000\r\n\r\n`;
    const first = await firstBytes(server.port, head);
    expect(first).toMatch(/^HTTP\/1.1 413 /);
  });

  test('one of 64 KB is taken', async () => {
    expect((await post(own(), `a=${'b'.repeat(65_534)}`)).status).not.toBe(413);
  });
});

test('this machine’s other name leads to the portal; any other name does not', async () => {
  const local = await ask(server.port, '/login?next=%2Flearn', {
    headers: { host: `localhost:${server.port}` },
  });
  expect(local.status).toBe(307);
  expect(local.headers.location).toBe(`${server.origin}/login?next=%2Flearn`);
  for (const host of ['evil.example', `127.0.0.1:1`, `localhost:${server.port}.evil.example`]) {
    const answer = await ask(server.port, '/login', { headers: { host } });
    expect(answer.status).toBe(421);
    expect(answer.text).not.toContain('evil');
  }
});

test('health and readiness answer without a name, as JSON', async () => {
  const probe = { headers: { host: '10.0.0.7' } };
  const health = await ask(server.port, '/healthz', probe);
  expect([health.status, JSON.parse(health.text)]).toEqual([200, { status: 'up' }]);
  const ready = await ask(server.port, '/readyz', probe);
  expect(ready.status).toBe(200);
  expect(JSON.parse(ready.text)).toMatchObject({ ready: true, migrations: 'current' });
});

test('static files come compressed, whole, and for a year when their name has a hash', async () => {
  const folder = join(PROJECT, 'dist/client/_astro');
  const css = `/_astro/${readdirSync(folder).find((name) => name.endsWith('.css'))}`;
  const get = (encoding: string) =>
    fetch(server.origin + css, { headers: { 'accept-encoding': encoding } });
  const [plain, brotli, gzip] = await Promise.all(['identity', 'gzip, br', 'gzip'].map(get));
  expect(plain?.headers.get('content-encoding')).toBeNull();
  expect(brotli?.headers.get('content-encoding')).toBe('br');
  expect(gzip?.headers.get('content-encoding')).toBe('gzip');
  expect(brotli?.headers.get('content-type')).toMatch(/^text\/css/);
  expect(brotli?.headers.get('vary')).toBe('Accept-Encoding');
  expect(brotli?.headers.get('cache-control')).toContain('immutable');
  const text = await plain?.text();
  expect(await brotli?.text()).toBe(text);
  expect(await gzip?.text()).toBe(text);

  const icon = await ask(server.port, '/icon.svg', { headers: { range: 'bytes=9-1' } });
  expect(icon.status).toBe(200);
  expect(icon.headers['cache-control']).toBe('public, max-age=300, must-revalidate');
  for (const path of ['/../package.json', '/..%2f..%2fpackage.json', '/.env', '/_astro/']) {
    expect((await ask(server.port, path)).status).toBe(404);
  }
});

test('a page that fails says so in plain words, with a reference that the log explains', async () => {
  const broken = await startServer();
  sqlite(broken.databaseFile, 'DROP TABLE sessions');
  const cookie = `session=${'abcdefgh'.repeat(5)}`;
  const answer = await ask(broken.port, '/login', { headers: { cookie } });
  expect(answer.status).toBe(500);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.text).toContain('The portal could not show this page');
  expect(answer.text).not.toMatch(/no such table|SQLITE|Failed query|\n\s+at |\.mjs|\.ts/);
  const reference = String(answer.headers['x-request-id']);
  const lines = logLines(broken).filter((line) => line['reference'] === reference);
  expect(lines.map((line) => line['level'])).toContain('error');
  expect(JSON.stringify(lines)).toContain('Error: Failed query');
  expect(broken.output()).not.toContain('abcdefghabcdefgh');
  expect(broken.output()).not.toContain('params:');
});

test('the log has a line a request and nothing anybody typed', async () => {
  const quiet = await startServer();
  const secret = 'correct-horse-battery-staple';
  await ask(quiet.port, `/login?next=/learn&token=${secret}`, {
    headers: { cookie: `portal=${secret}`, 'user-agent': `x\u0085{"level":"fatal"}` },
  });
  await ask(quiet.port, '/login', {
    method: 'POST',
    headers: { origin: quiet.origin, 'content-type': FORM },
    body: `mail=nora.quill%40example.gov&password=${secret}`,
  });
  await ask(quiet.port, `/x/${'k'.repeat(43)}/y%0A%7B%22level%22:%22fatal%22%7D`);
  await ask(quiet.port, `/x/${'k'.repeat(43)}`);
  await quiet.stop();
  const text = quiet.output();
  expect(text).not.toMatch(new RegExp(`${secret}|nora\\.quill|k{43}|user-agent|cookie`, 'i'));
  const answered = logLines(quiet).filter((line) => line['msg'] === 'answered');
  expect(answered.map(({ method, path, status }) => [method, path, status])).toEqual(
    expect.arrayContaining([
      ['GET', '/login', 200],
      ['POST', '/login', expect.any(Number)],
      ['GET', '/x/…', 404],
    ]),
  );
  for (const line of answered) {
    expect(Object.keys(line).toSorted()).toEqual(
      ['level', 'method', 'ms', 'msg', 'path', 'reference', 'status', 'time'].toSorted(),
    );
  }
});

test('told to stop, it finishes what it is doing, takes nothing new and ends in order', async () => {
  const leaving = await startServer();
  const body = 'a=b';
  const socket = connect(leaving.port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(
    `POST /login HTTP/1.1\r\nHost: 127.0.0.1:${leaving.port}\r\nOrigin: ${leaving.origin}\r\n` +
      `Content-Type: ${FORM}\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  const stopped = leaving.stop();
  await new Promise((resolve) => setTimeout(resolve, 200));
  await expect(fetch(`${leaving.origin}/healthz`)).rejects.toThrow();
  socket.write(body);
  const answered = Date.now();
  expect(await stopped).toBe(0);
  expect(Date.now() - answered).toBeLessThan(5000);
  await closed;
  expect(text).toMatch(/^HTTP\/1.1 [234]\d\d /);
  expect(logLines(leaving).at(-1)?.['msg']).toBe('stopped');
});

test('an idle connection does not hold up the stop', async () => {
  const leaving = await startServer();
  const socket = connect(leaving.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const began = Date.now();
  expect(await leaving.stop('SIGINT')).toBe(0);
  expect(Date.now() - began).toBeLessThan(5000);
  socket.destroy();
});

test('when nobody reads its log any more, it goes on and stops in order', async () => {
  for (let round = 0; round < 2; round += 1) {
    const unheard = await startServer();
    unheard.process.stdout?.destroy();
    unheard.process.stderr?.destroy();
    if (round > 0) expect((await ask(unheard.port, '/login')).status).toBe(200);
    expect(await unheard.stop()).toBe(0);
  }
});

describe('what keeps it from starting is said in plain words:', () => {
  test('settings', async () => {
    const { code, text } = await run({ PORT: 'eighty', PORTAL_TIMEZONE: 'America/Chicago' });
    expect(code).toBe(1);
    expect(text).toContain('`PORT` is `eighty`: give a whole number');
    expect(text).toContain('did you mean `PORTAL_TIME_ZONE`?');
    expect(text).not.toMatch(/\n\s+at /);
  });

  test('a port in use', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'port-in-use-'));
    const { code, text } = await run({
      PORT: String(server.port),
      DATABASE_URL: `file:${join(folder, 'portal.db')}`,
      PORTAL_LEDGER_KEY_FILE: join(folder, 'ledger.pem'),
    });
    expect(code).toBe(1);
    expect(text).toContain(`Something else already listens on port ${server.port}.`);
    expect(text).not.toMatch(/\n\s+at /);
  });

  test('a database that cannot be opened', async () => {
    const { code, text } = await run({ DATABASE_URL: 'file:/dev/null/portal.db' });
    expect(code).toBe(1);
    expect(text).toContain('`/dev/null/portal.db` cannot be opened');
    expect(text).not.toMatch(/\n\s+at /);
  });
});

function run(env: Record<string, string>): Promise<{ code: number | null; text: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['src/server/main.ts'], {
      cwd: PROJECT,
      env: { PATH: process.env['PATH'], PORTAL_DEMO: '0', ...env },
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('close', (code) => resolve({ code, text }));
  });
}

/** In a process of its own: two copies of SQLite in one process ignore each other's locks. */
function sqlite(file: string, statement: string): void {
  const script = `new (require('node:sqlite').DatabaseSync)(process.argv[1]).exec(process.argv[2])`;
  execFileSync(process.execPath, ['-e', script, file, statement], { stdio: 'pipe' });
}

function logLines(from: TestServer): Record<string, unknown>[] {
  return from
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

function firstBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.once('data', (chunk: Buffer) => {
      resolve(chunk.toString());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
