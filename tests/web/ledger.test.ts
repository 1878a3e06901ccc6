import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openCheckpoint, signCheckpoint } from '#ledger/checkpoint.ts';
import { parseVerifier } from '#ledger/note.ts';
import { keyFileOf } from '../support/spawn-server.ts';
import { ask, startServer, type TestServer, type Visitor } from '../support/server.ts';
import { wordsOf } from '../support/solve.ts';

// The ledger's page, and the checkpoints that leave the built portal.

const PASSWORD = 'made-up people only';
const PAGE = '/admin/ledger';
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
  folders.push(folder);
  return folder;
}

async function signIn(server: TestServer, name: string): Promise<Visitor> {
  const browser = server.visitor();
  const form = { login: `${name}@demo.example`, password: PASSWORD };
  await browser.post('/login?_action=signIn', form);
  return browser;
}
const said = (html: string) => wordsOf(html).replace(/\s+/g, ' ');
const seenIn = (html: string) => /name="seen" value="([0-9a-f]{8})"/.exec(html)?.[1] ?? '';
const post = (browser: Visitor, action: string, form: Record<string, string>) =>
  browser.post(`${PAGE}?_action=${action}`, form);
const keysOf = async ({ port }: TestServer) =>
  (await ask(port, '/ledger/keys.txt')).text.split('\n').slice(0, -1);
async function until(there: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!there()) {
    if (Date.now() > deadline) throw new Error('it did not happen');
    await new Promise((next) => setTimeout(next, 50));
  }
}

test('an admin changes the key with their password; both keys stand for anybody to note', async () => {
  const server = await startServer({ demo: true });
  const [first] = await keysOf(server);
  const before = (await ask(server.port, '/ledger/checkpoint')).text;
  expect(openCheckpoint(before, [parseVerifier(first!)]).origin).toContain('/attestations');

  const sam = await signIn(server, 'sam');
  const seen = seenIn((await sam.get(PAGE)).text);
  expect(first).toContain(`+${seen}+`);
  const wrong = await post(sam, 'changeLedgerKey', { seen, password: 'a guess' });
  expect(wrong.status).toBe(400);
  expect(said(wrong.text)).toContain('This is not the password you sign in with.');
  expect(await keysOf(server)).toEqual([first]);

  const done = await post(sam, 'changeLedgerKey', { seen, password: PASSWORD });
  expect(done.redirects[0]?.status).toBe(303);
  const [, second] = await keysOf(server);
  const id = second!.split('+')[1]!;
  expect(said(done.text)).toContain(`The key ${id} signs from now on`);
  expect(said(done.text)).toContain(first);
  expect(said(done.text)).toContain(second);
  expect(said((await sam.get(`${PAGE}?changed=${seen}`)).text)).not.toContain('from now on');
  const after = (await ask(server.port, '/ledger/checkpoint')).text;
  for (const key of [first, second]) openCheckpoint(after, [parseVerifier(key!)]);
  expect(said(done.text)).toContain(after.split('\n')[2]!);

  const again = await post(sam, 'changeLedgerKey', { seen, password: PASSWORD });
  expect(again.status).toBe(409);
  expect(said(again.text)).toContain('since this page was opened');
  expect(await keysOf(server)).toHaveLength(2);
  const audit = said((await (await signIn(server, 'ada')).get('/audit')).text);
  expect(audit).toContain(`ledger-key.changed`);
  expect(audit).toContain(`"from":"${seen}","to":"${id}"`);

  const folder = dirname(keyFileOf(server.databaseFile));
  expect(readdirSync(folder).filter((name) => name.endsWith('.retired.pem'))).toHaveLength(1);
  expect(server.output()).not.toContain('PRIVATE KEY');
});

test('HR and auditors read the page and compare; what changes something is the admin’s', async () => {
  const server = await startServer({ demo: true });
  for (const name of ['hana', 'ada']) {
    const reader = await signIn(server, name);
    const { text } = await reader.get(PAGE);
    expect(said(text)).toContain('No copy leaves this machine');
    expect(text).toContain('It is also at <a href="/ledger/checkpoint">');
    expect(text).not.toContain('_action=changeLedgerKey');
    const { text: checkpoint } = await reader.get('/ledger/checkpoint');
    const fits = await post(reader, 'compareWithLedger', { checkpoint });
    expect(said(fits.text)).toContain('The ledger begins with this checkpoint');
    const nothing = await post(reader, 'compareWithLedger', { checkpoint: ' ' });
    expect(nothing.status).toBe(400);
  }
});

test('a checkpoint that the ledger contradicts stops signing, and HR reads why', async () => {
  const server = await startServer({ demo: true });
  const { text } = await ask(server.port, '/ledger/checkpoint');
  const [name, size] = text.split('\n');
  const privateKey = createPrivateKey(readFileSync(keyFileOf(server.databaseFile)));
  const longer = signCheckpoint(Number(size) + 5, Buffer.alloc(32, 7), { name: name!, privateKey });
  const hana = await signIn(server, 'hana');
  const bent = await post(hana, 'compareWithLedger', {
    checkpoint: longer.replace(`\n${Number(size) + 5}\n`, `\n${Number(size) + 6}\n`),
  });
  expect(said(bent.text)).toContain('keys have not signed this checkpoint');
  expect(said((await hana.get('/hr')).text)).not.toContain('Signing is paused');
  const found = await post(hana, 'compareWithLedger', { checkpoint: longer });
  expect(said(found.text)).toContain('The ledger is shorter than this checkpoint');
  expect(said((await hana.get('/hr')).text)).toContain(
    'an older copy of the database was put back',
  );
  const sam = await signIn(server, 'sam');
  const seen = seenIn((await sam.get(PAGE)).text);
  const refused = await post(sam, 'changeLedgerKey', { seen, password: PASSWORD });
  expect(said(refused.text)).toContain('cannot be changed while signing is stopped');
});

test('a copy leaves at start, by itself; what fails twice is told to HR', async () => {
  const folder = newFolder();
  const env = {
    PORTAL_CHECKPOINT_FOLDER: folder,
    PORTAL_CHECKPOINT_MAIL_TO: 'clerk@city.example',
    // Nobody listens there.
    PORTAL_SMTP_URL: 'smtp://portal:hunter2@127.0.0.1:9',
    PORTAL_MAIL_FROM: 'portal@city.example',
  };
  const server = await startServer({ demo: true, env });
  await until(() => readdirSync(folder).join('').endsWith('.txt'));
  await until(() => readdirSync(folder).length === 1);
  const [file] = readdirSync(folder);
  const kept = readFileSync(join(folder, file!), 'utf8');
  expect(kept).toBe((await ask(server.port, '/ledger/checkpoint')).text);
  await until(() => server.output().includes('could not leave'));
  // A sentence is enough for what an operator mends.
  const failed = server
    .output()
    .split('\n')
    .find((line) => line.includes('could not leave'));
  expect(failed).toContain('The line to the mail server failed');
  expect(failed).not.toMatch(/\\n\s+at /);

  const hana = await signIn(server, 'hana');
  expect(said((await hana.get('/hr')).text)).not.toContain('do not leave this machine');
  const sam = await signIn(server, 'sam');
  const seen = seenIn((await sam.get(PAGE)).text);
  const done = await post(sam, 'sendCheckpoint', { seen });
  expect(said(done.text)).toContain('A copy could not leave');
  expect(said(done.text)).toContain('The line to the mail server failed');
  expect(readdirSync(folder)).toEqual([file]);
  const { text } = await hana.get('/hr');
  expect(said(text)).toContain('Checkpoints do not leave this machine');
  expect(said(text)).toContain('Mail to clerk@city.example');
  expect(said(text) + said(done.text) + server.output()).not.toContain('hunter2');
});

test('a folder that holds a longer checkpoint stops signing at start', async () => {
  const folder = newFolder();
  const first = await startServer({ demo: true });
  const { text } = await ask(first.port, '/ledger/checkpoint');
  const [name, size] = text.split('\n');
  const privateKey = createPrivateKey(readFileSync(keyFileOf(first.databaseFile)));
  const longer = signCheckpoint(Number(size) + 5, Buffer.alloc(32, 7), { name: name!, privateKey });
  writeFileSync(join(folder, 'checkpoint-2026-01-01-999.txt'), longer);
  await first.stop();
  const server = await startServer({ demo: true, env: { PORTAL_CHECKPOINT_FOLDER: folder } });
  const hana = await signIn(server, 'hana');
  expect(said((await hana.get('/hr')).text)).toContain('checkpoint-2026-01-01-999.txt');
  expect(said((await hana.get(PAGE)).text)).toContain('Signing is stopped');
  expect(said((await hana.get('/hr/exports')).text)).toContain('does not fit together');
  // What may be wrong does not leave.
  expect(readdirSync(folder)).toEqual(['checkpoint-2026-01-01-999.txt']);
});

test('what anybody may note is plain text that no cache keeps', async () => {
  const server = await startServer({ demo: true });
  for (const path of ['/ledger/keys.txt', '/ledger/checkpoint']) {
    const { status, headers, text } = await ask(server.port, path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['set-cookie']).toBeUndefined();
    expect(text.length).toBeGreaterThan(50);
    expect((await ask(server.port, path, { method: 'HEAD' })).status).toBe(200);
  }
});
