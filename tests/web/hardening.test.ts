import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD as PASSWORD } from '#server/demo/seed.ts';
import { ask, startServer, type TestServer } from '../support/server.ts';

const FORM = 'application/x-www-form-urlencoded';
const SIGN_IN = '/login?_action=signIn';

let server: TestServer;
beforeAll(async () => {
  server = await startServer({ demo: true });
});

describe('what is posted is a form:', () => {
  test('anything else is refused in plain words, and no piece of it is logged', async () => {
    for (const path of [SIGN_IN, '/_actions/signIn', '/_actions/nothing', '/login']) {
      for (const type of ['application/json', 'text/plain', 'application/octet-stream', '']) {
        const answer = await post(path, 'hunter2-hunter2', { 'content-type': type });
        expect([path, type, answer.status]).toEqual([path, type, 415]);
        expect(answer.text).toContain('The portal takes forms only');
      }
    }
    expect(server.output()).not.toContain('hunter2');
  });

  test('one whose parts cannot be told apart is no fault of the portal’s, and no piece of it is logged', async () => {
    for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x']) {
      for (const path of [SIGN_IN, '/_actions/signIn', '/learn?_action=answer']) {
        const answer = await post(path, '--y\r\nhunter3-hunter3', { 'content-type': type });
        expect([path, answer.status < 500]).toEqual([path, true]);
      }
    }
    expect(server.output()).not.toContain('hunter3');
  });

  test('tens of thousands of fields are refused before they are parsed', async () => {
    const answer = await post(SIGN_IN, 'a=&'.repeat(21_000));
    expect(answer.status).toBe(413);
    const parts = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(1000);
    const type = { 'content-type': 'multipart/form-data; boundary=x' };
    expect((await post(SIGN_IN, `${parts}--x--\r\n`, type)).status).toBe(413);
    expect((await post(SIGN_IN, `login=x&password=y${'&a='.repeat(500)}`)).status).toBe(400);
  });

  test('a long file is read for who is signed in, and for nobody else', async () => {
    const file = 'x'.repeat(70_000);
    for (const path of ['/hr/roster?_action=sendRoster', '/hr/paper?_action=recordPaper']) {
      expect((await post(path, file)).status).toBe(413);
      const cookie = { cookie: `session=${'a'.repeat(40)}` };
      expect((await post(path, file, cookie)).status).toBe(413);
    }
  });
});

describe('who is heard:', () => {
  test('a form whose two signs disagree is refused', async () => {
    const both = { 'sec-fetch-site': 'same-origin', origin: server.origin };
    expect((await post('/login', 'a=b', both)).status).not.toBe(403);
    for (const origin of ['https://evil.example', 'null']) {
      expect((await post('/login', 'a=b', { ...both, origin })).status).toBe(403);
    }
  });

  test('a request with two Hosts is refused, whichever comes first', async () => {
    const right = `127.0.0.1:${server.port}`;
    for (const hosts of [
      [right, 'evil.example'],
      ['evil.example', right],
      [right, right],
    ]) {
      const lines = hosts.map((host) => `Host: ${host}\r\n`).join('');
      const head = `GET /login HTTP/1.1\r\n${lines}Connection: close\r\n\r\n`;
      expect(await exchange(server.port, head)).toMatch(/^HTTP\/1.1 400 /);
    }
  });

  test.each([
    '/_image?href=/icon.svg&f=svg',
    '/_server-islands/anything',
    '/%5Fimage?href=/icon.svg',
    '/login/../_image?href=/icon.svg',
  ])('nobody at `%s`', async (path) => {
    const head = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n\r\n`;
    const text = await exchange(server.port, head);
    expect(text).toMatch(/^HTTP\/1.1 404 /);
    expect(text).toContain('There is no page at this address');
  });
});

describe('signing in while somebody else guesses:', () => {
  const attacked = 'DEMO-1002';

  test('a device signed in from before does not wait, another browser beside it does', async () => {
    const { origin, visitor } = await startServer({ demo: true });
    const known = visitor();
    await known.post(SIGN_IN, { login: attacked, password: PASSWORD });
    const device = known.cookies.get('device') ?? '';
    expect(device).toMatch(/^[\w-]{43}$/);
    await known.post('/learn?_action=signOut', {});
    expect([...known.cookies.keys()]).toEqual(['device']);

    for (let i = 0; i < 6; i += 1) {
      await visitor().post(SIGN_IN, { login: attacked, password: `guess ${i}` });
    }
    const other = await visitor().post(SIGN_IN, { login: attacked, password: PASSWORD });
    expect(other.status).toBe(429);
    const own = await known.post(SIGN_IN, { login: attacked, password: PASSWORD });
    expect([own.status, own.path]).toEqual([200, '/team']);
    expect(known.cookies.get('device')).not.toBe(device);

    const thief = await fetch(`${origin}/learn`, {
      headers: { cookie: `session=${device}; device=${known.cookies.get('device')}` },
      redirect: 'manual',
    });
    expect(thief.status).toBe(303);
  });

  test('a number waits in every case, whether anybody has it or not', async () => {
    const { visitor } = await startServer({ demo: true });
    for (const login of ['DEMO-1003', 'DEMO-9999']) {
      const statuses: number[] = [];
      for (let i = 0; i < 7; i += 1) {
        const typed = i < 6 ? login : login.toLowerCase();
        const { status } = await visitor().post(SIGN_IN, { login: typed, password: 'wrong' });
        statuses.push(status);
      }
      expect([login, ...statuses]).toEqual([login, 400, 400, 400, 400, 400, 400, 429]);
    }
  });

  test('the log has a row for the wait, not one for every try during it', async () => {
    const { visitor, databaseFile } = await startServer({ demo: true });
    for (let i = 0; i < 20; i += 1) {
      await visitor().post(SIGN_IN, { login: attacked, password: 'wrong' });
    }
    expect(audited(databaseFile, 'session.throttled')).toHaveLength(1);
  });
});

test('asking for what is not theirs fills nobody’s log', async () => {
  const { visitor, databaseFile } = await startServer({ demo: true });
  const employee = visitor();
  await employee.post(SIGN_IN, { login: 'DEMO-1001', password: PASSWORD });
  for (let i = 0; i < 12; i += 1) {
    expect((await employee.get(`/admin?${'x'.repeat(1500)}`)).status).toBe(403);
    expect((await employee.post('/_actions/endCampaign', { a: 'b' })).status).toBe(403);
  }
  const rows = audited(databaseFile, 'access.refused');
  expect(rows).toEqual(['{"pathname":"/admin"}']);
});

test('a form to send again is never read from an address, whatever else the address asks for', async () => {
  const query = `unsent=${encodeURIComponent('_action=createCampaign&reach=everyone')}`;
  const kept = /name="unsent" value="([^"]*)"/;
  const own = await post(`/learn?_action=answer&${query}`, 'given=mine');
  expect([own.status, kept.exec(own.text)?.[1]]).toEqual([401, '_action=answer&amp;given=mine']);
  // A refused action on the sign-in page itself.
  const posed = await post(`/login?next=/hr&${query}&_action=answer`, 'given=mine');
  expect([posed.status, kept.exec(posed.text)?.[1]]).toEqual([401, undefined]);
});

test('what was written freely is not kept for whoever signs in next on the same device', async () => {
  const asked = await post('/questions/ask?_action=askHr', 'question=a+complaint+of+mine');
  expect(asked.status).not.toBe(200);
  expect(asked.text).not.toContain('a complaint of mine');
});

test('a proxy that is there but not counted is named in the log', async () => {
  const env = { PORTAL_ORIGIN: 'https://training.example.gov' };
  const uncounted = await startServer({ env });
  expect(uncounted.output()).toContain('`PORTAL_TRUSTED_HOPS` is 0');
  const counted = await startServer({ env: { ...env, PORTAL_TRUSTED_HOPS: '1' } });
  expect(counted.output()).not.toContain('PORTAL_TRUSTED_HOPS');
});

/** A form from the portal's own pages, unless the headers say otherwise. */
function post(path: string, body: string, headers: Record<string, string> = {}) {
  const own = { origin: server.origin, 'content-type': FORM, ...headers };
  const sent = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== ''));
  return ask(server.port, path, { method: 'POST', headers: sent, body });
}

/** The details of what the audit log has of this act; read by another process, as SQLite needs. */
function audited(file: string, act: string): string[] {
  const script = `const db = new (require('node:sqlite').DatabaseSync)(process.argv[1]);
    const rows = db.prepare('SELECT detail FROM audit_events WHERE act = ?').all(process.argv[2]);
    console.log(JSON.stringify(rows.map((row) => row.detail)));`;
  const told = execFileSync(process.execPath, ['-e', script, file, act], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return JSON.parse(told) as string[];
}

/** Writes bytes to the server and reads until it closes. */
function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.once('close', () => resolve(text));
    socket.once('error', reject);
  });
}
