import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { openFiles } from '#exports/import.ts';
import { verifyExport } from '#verify/check-export.ts';
import { textOf } from '#verify/files.ts';
import { startServer, type TestServer, type Visitor } from '../support/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'exports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let server: TestServer;
let hana: Visitor;
beforeAll(async () => {
  server = await startServer({ demo: true });
  hana = await signedIn('hana@demo.example');
});

async function signedIn(login: string): Promise<Visitor> {
  const browser = server.visitor();
  await browser.post('/login?_action=signIn', { login, password: DEMO_PASSWORD });
  return browser;
}

/** The form's answer as bytes: an archive is no text. */
async function exportEverything(browser: Visitor, password: string): Promise<Response> {
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  return fetch(`${server.origin}/hr/exports?_action=exportEverything`, {
    method: 'POST',
    body: new URLSearchParams({ password }),
    headers: { origin: server.origin, cookie },
  });
}

describe('everything', () => {
  test('comes as an archive that proves itself, once the password is typed again', async () => {
    const sent = await exportEverything(hana, DEMO_PASSWORD);
    expect(sent.status).toBe(200);
    expect(sent.headers.get('content-type')).toBe('application/x-tar');
    expect(sent.headers.get('content-disposition')).toMatch(/policy-training-records-[\d-]+\.tar/);
    // It is sent as it is read: nobody counted it first.
    expect(sent.headers.get('content-length')).toBeNull();
    const archive = join(folder, 'all.tar');
    writeFileSync(archive, Buffer.from(await sent.arrayBuffer()));
    const files = openFiles(archive);
    const found = await verifyExport(files, { trusted: [], replay: true, now: new Date() });
    expect(found.faults).toEqual([]);
    const [, size] = textOf(files.get('checkpoint')!).split('\n');
    expect(Number(size)).toBeGreaterThan(10);
    const ada = await signedIn('ada@demo.example');
    const log = (await ada.get('/audit')).text;
    expect(log).toMatch(new RegExp(`export\\.made<[^]*?&quot;size&quot;:${size},`));
  });

  test.each([
    ['a wrong password', 'not this one', 'This is not the password'],
    ['none', '', 'Type your password'],
  ])('stays for %s, and the page says so', async (_, password, why) => {
    const sent = await exportEverything(hana, password);
    expect(sent.status).toBe(400);
    expect(sent.headers.get('content-type')).toContain('text/html');
    const page = await sent.text();
    expect(page).toContain(why);
    expect(page).toContain('<title>Error: Exports');
  });

  test.each(['nora@demo.example', 'max@demo.example', 'sam@demo.example'])(
    'is not for %s, with any password',
    async (login) => {
      const sent = await exportEverything(await signedIn(login), DEMO_PASSWORD);
      expect(sent.status).toBe(403);
      expect(sent.headers.get('content-type')).toContain('text/html');
    },
  );

  test('a download that is given up leaves the portal as it was', async () => {
    const sent = await exportEverything(hana, DEMO_PASSWORD);
    await sent.body!.cancel();
    expect((await hana.get('/hr')).status).toBe(200);
    expect((await server.visitor().get('/readyz')).status).toBe(200);
  });
});

describe('the redacted exports', () => {
  test.each([
    ['/hr/exports/statistics.csv', 'statistics-', 'Policy,Department,Assigned,Signed,Not signed'],
    ['/hr/exports/names.csv', 'names-and-completion-', 'Name,Department,Policy,Revision,Signed'],
  ])('%s is a table', async (path, name, head) => {
    const sent = await hana.get(path);
    expect(sent.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(sent.headers.get('content-disposition')).toContain(`filename="${name}`);
    expect(sent.text).toContain(head);
    expect(sent.text).not.toMatch(/DEMO-\d|@demo\.example/);
  });

  test.each(['/hr/exports/statistics.csv', '/hr/exports/names.csv'])(
    '%s is not fetched by a link on another site',
    async (path) => {
      const sent = await hana.get(path, { headers: { 'sec-fetch-site': 'cross-site' } });
      expect(sent.status).toBe(403);
    },
  );
});
