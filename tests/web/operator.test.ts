import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eq, sql } from 'drizzle-orm';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase, type Db } from '#db/client.ts';
import {
  auditEvents,
  departments,
  employees,
  mails,
  passwordLinks,
  passwords,
  roleGrants,
} from '#db/schema/index.ts';
import { queueMail } from '#mail/queue.ts';
import { DEMO_PASSWORD } from '#server/demo/seed.ts';
import { runCommand, startCommand, until, type Ended } from '../support/commands.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { keyFileOf } from '../support/spawn-server.ts';

const PROJECT = join(import.meta.dirname, '../..');
const COMMANDS = join(PROJECT, 'src/server/commands/run.ts');
const folder = mkdtempSync(join(tmpdir(), 'operator-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [ADA, SAM] = ['DEMO-1004', 'DEMO-1005'];
const MAY_ALL = process.getuid?.() === 0;

let server: TestServer;
/** A portal with the demonstration's people that is not running. */
let resting: string;
beforeAll(async () => {
  server = await startServer({ demo: true });
  resting = join(folder, 'resting.db');
  expect((await run(['backup', '--to', resting])).code).toBe(0);
  copyFileSync(keyFileOf(server.databaseFile), keyFileOf(resting));
}, 240_000);

function run(
  args: readonly string[],
  {
    database = server.databaseFile,
    env = {},
  }: { database?: string; env?: Record<string, string> } = {},
): Promise<Ended> {
  return runCommand(args, { database, cwd: folder, env });
}

/** A copy of the resting portal, to be changed. */
async function changed(name: string, work?: (db: Db) => Promise<unknown>): Promise<string> {
  const database = join(folder, name);
  copyFileSync(resting, database);
  copyFileSync(keyFileOf(resting), keyFileOf(database));
  const db = await openDatabase({ url: `file:${database}` });
  await work?.(db);
  await db.close();
  return database;
}

const left = () => readdirSync(folder).filter((name) => name.includes('unfinished'));

describe('backup', () => {
  test('is a whole copy of one instant while the portal writes, for its owner alone', async () => {
    const db = await openDatabase({ url: `file:${server.databaseFile}` });
    const writing = { goesOn: true };
    let written = 0;
    // In each write two rows: a copy between them would hold one.
    const writer = (async () => {
      for (; writing.goesOn; written += 1) {
        const id = `of-a-backup-${written}`;
        await db.write(async (tx) => {
          await tx.insert(departments).values({ id: `${id}-a`, name: `${id}-a` });
          await tx.insert(departments).values({ id: `${id}-b`, name: `${id}-b` });
        });
      }
    })();
    await until(() => written > 20);
    const before = written;
    const ended = await run(['backup', '--to', 'copy.db']);
    const after = written;
    writing.goesOn = false;
    await writer;
    await db.close();
    expect(ended).toMatchObject({ code: 0, said: expect.stringContaining('all in it fits') });
    expect(after).toBeGreaterThan(before);

    const place = join(folder, 'copy.db');
    if (process.platform !== 'win32') expect(statSync(place).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => name.startsWith('copy.db'))).toEqual(['copy.db']);
    const copy = await openDatabase({ url: `file:${place}` });
    const rows = await copy.read.select().from(departments);
    await copy.close();
    const ofWriter = rows.map(({ id }) => id).filter((id) => id.startsWith('of-a-backup'));
    expect(ofWriter.length).toBeGreaterThanOrEqual(2 * before);
    const [firsts, seconds] = ['-a', '-b'].map((end) => ofWriter.filter((id) => id.endsWith(end)));
    expect(firsts?.length).toBe(seconds?.length);
  });

  test('says what is not in it, and how to put it back; a portal goes on from it', async () => {
    const place = join(folder, 'restored.db');
    const { said } = await run(['backup', '--to', place]);
    expect(said).toContain(`Not in it: the signing key, ${keyFileOf(server.databaseFile)}.`);
    expect(said).toContain(`stop the portal; remove ${server.databaseFile}`);
    expect(said).not.toContain('$argon2');
    copyFileSync(keyFileOf(server.databaseFile), keyFileOf(place));
    const again = await startServer({ demo: true, databaseFile: place });
    const browser = again.visitor();
    await browser.post('/login?_action=signIn', { login: 'DEMO-1003', password: DEMO_PASSWORD });
    const page = await browser.get('/hr');
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('Signing is paused');
    await again.stop();
  });

  test('is checked later, and not touched by that', async () => {
    const digest = () => createHash('sha256').update(readFileSync(resting)).digest('hex');
    const before = digest();
    const ended = await run(['backup', '--check', 'resting.db'], {
      database: join(folder, 'no.db'),
    });
    expect(ended).toMatchObject({ code: 0, said: expect.stringContaining('all in it fits') });
    expect(digest()).toBe(before);
    expect(existsSync(join(folder, 'no.db'))).toBe(false);
  });

  test('of changed records is kept, and said to be wrong', async () => {
    const database = await changed('changed.db', (db) =>
      db.write(async (tx) => {
        await tx.run(sql`DROP TRIGGER attestations_never_change`);
        await tx.run(sql`UPDATE attestations SET record = replace(record, 'Parks', 'Barks')`);
      }),
    );
    const ended = await run(['backup', '--to', 'of-changed.db'], { database });
    expect(ended).toMatchObject({
      code: 1,
      said: expect.stringContaining('does not fit together'),
    });
    expect(existsSync(join(folder, 'of-changed.db'))).toBe(true);
    expect((await run(['backup', '--check', 'of-changed.db'])).code).toBe(1);
  });

  test('of a damaged file is refused, and none is left', async () => {
    const database = join(folder, 'damaged.db');
    const bytes = readFileSync(resting);
    bytes.fill(0x5a, 40_960, 200_000);
    writeFileSync(database, bytes);
    const ended = await run(['backup', '--to', 'of-damaged.db'], { database });
    expect(ended.code).toBe(1);
    expect(ended.said).toMatch(/damaged|malformed/);
    expect(existsSync(join(folder, 'of-damaged.db'))).toBe(false);
    expect(left()).toEqual([]);
    const checked = await run(['backup', '--check', 'damaged.db']);
    expect(checked.code).toBe(1);
    expect(checked.said).not.toMatch(/\n\s+at /);
  });

  test.each([
    ['nothing said', ['backup'], 2, 'Say where the backup shall go'],
    ['a disk without room', ['backup', '--to', '/proc/x.db'], 1, 'There are 0 bytes free in'],
    ['what is there', ['backup', '--to', 'resting.db'], 1, 'is there already'],
    ['the database itself', ['backup', '--to', 'portal.db'], 1, 'There is no database at'],
    ['no folder', ['backup', '--to', 'nowhere/x.db'], 1, 'There is no such folder'],
    ['within a file', ['backup', '--to', 'resting.db/x'], 1, 'is a file, not a folder'],
    ['no backup', ['backup', '--check', 'nothing.db'], 1, 'There is no database at'],
    ['a folder as backup', ['backup', '--check', '.'], 1, 'There is no database at'],
  ] as const)('refuses %s', async (what, args, code, why) => {
    if (what === 'a disk without room' && process.platform !== 'linux') return;
    const given = what === 'the database itself' ? { database: join(folder, 'portal.db') } : {};
    const ended = await run(args, given);
    expect(ended).toMatchObject({ code, said: expect.stringContaining(why) });
    expect(ended.said).not.toMatch(/\n\s+at /);
    expect(left()).toEqual([]);
  });

  test.skipIf(MAY_ALL || process.platform === 'win32')(
    'refuses a folder one may not write to',
    async () => {
      const closed = join(folder, 'closed');
      mkdirSync(closed);
      chmodSync(closed, 0o500);
      const ended = await run(['backup', '--to', 'closed/x.db']);
      expect(ended).toMatchObject({
        code: 1,
        said: expect.stringContaining('may not read or write'),
      });
    },
  );

  test('refuses a database on a server, whose backups are made there', async () => {
    const ended = await run(['backup', '--to', 'x.db'], {
      env: { DATABASE_URL: 'libsql://db.example.gov', DATABASE_AUTH_TOKEN: 'a-secret-token' },
    });
    expect(ended).toMatchObject({
      code: 1,
      said: expect.stringContaining('whoever runs that server'),
    });
    expect(ended.said).not.toContain('a-secret-token');
  });

  test('leaves nothing when it is interrupted', async () => {
    const database = await changed('large.db', (db) =>
      db.write(async (tx) => {
        await tx.run(sql`CREATE TABLE much (bytes BLOB)`);
        for (let i = 0; i < 300; i += 1)
          await tx.run(sql`INSERT INTO much VALUES (randomblob(1000000))`);
      }),
    );
    const given = { database, cwd: folder };
    const { process: child, ended } = startCommand(['backup', '--to', 'cut.db'], given);
    await until(() => left().length > 0);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, said: expect.stringContaining('Stopped') });
    expect(left()).toEqual([]);
    expect(existsSync(join(folder, 'cut.db'))).toBe(false);
    rmSync(database);
  }, 120_000);
});

describe('export and import', () => {
  test('leave nothing when they are interrupted', async () => {
    const given = { database: server.databaseFile, cwd: folder };
    const cut = startCommand(['export', '--to', 'cut.tar'], given);
    await until(() => left().length > 0);
    cut.process.kill('SIGINT');
    expect(await cut.ended).toMatchObject({ code: 130 });
    expect(left()).toEqual([]);
    expect(existsSync(join(folder, 'cut.tar'))).toBe(false);

    expect((await run(['export', '--to', 'all.tar'])).code).toBe(0);
    const database = join(folder, 'filled.db');
    const filling = startCommand(['import', 'all.tar'], { database, cwd: folder });
    await until(() => filling.said().includes('departments:'));
    expect(existsSync(database)).toBe(true);
    filling.process.kill('SIGTERM');
    expect(await filling.ended).toMatchObject({ code: 143 });
    expect(readdirSync(folder).filter((name) => name.startsWith('filled.db'))).toEqual([]);
  });
});

describe('create-admin', () => {
  const LINK = /http:\/\/127\.0\.0\.1:4321\/welcome\/([\w-]{43})\n/;
  const tokenIn = ({ said }: Ended) => LINK.exec(said)?.[1] ?? '';
  const linksIn = async (database: string) => {
    const db = await openDatabase({ url: `file:${database}` });
    const links = await db.read.select().from(passwordLinks);
    const events = await db.read.select().from(auditEvents).where(eq(auditEvents.actor, 'system'));
    const roles = await db.read.select().from(roleGrants).where(eq(roleGrants.role, 'admin'));
    await db.close();
    return { links, events, roles };
  };
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

  test('makes an admin of somebody after an import, when nobody has a password', async () => {
    const database = await changed('imported.db', (db) =>
      db.write(async (tx) => {
        await tx.delete(passwords);
        await tx.delete(roleGrants);
      }),
    );
    // In any case, as people type it; while another process has the database open.
    const beside = await openDatabase({ url: `file:${database}` });
    const ended = await run(['create-admin', 'demo-1004'], { database });
    await beside.close();
    expect(ended).toMatchObject({ code: 0, said: expect.stringContaining(`(${ADA}) is an admin`) });
    const { links, events, roles } = await linksIn(database);
    expect(roles).toMatchObject([{ employeeNumber: ADA, grantedBy: 'system' }]);
    expect(links).toMatchObject([
      { tokenHash: sha256(tokenIn(ended)), kind: 'invite', employeeNumber: ADA, madeBy: 'system' },
    ]);
    const made = events.find(({ act }) => act === 'password-link.made');
    expect(made).toMatchObject({ subject: ADA, detail: { kind: 'invite' } });
    expect(events.some(({ act, subject }) => act === 'role.granted' && subject === ADA)).toBe(true);
    // Neither the log nor the table of links says more than that there was one.
    expect(JSON.stringify([events, links])).not.toContain(tokenIn(ended));

    const another = await run(['create-admin', ADA], { database });
    expect(tokenIn(another)).not.toBe(tokenIn(ended));
    expect((await linksIn(database)).links).toMatchObject([
      { tokenHash: sha256(tokenIn(another)) },
    ]);
  });

  test('lets the only admin in again who lost the password', async () => {
    const database = await changed('forgotten.db');
    const ended = await run(['create-admin', SAM], { database });
    expect(ended.code).toBe(0);
    expect((await linksIn(database)).links).toMatchObject([{ kind: 'reset', employeeNumber: SAM }]);
  });

  test('refuses where an admin can sign in, and where that one has left does not', async () => {
    const database = await changed('left.db');
    const refused = await run(['create-admin', ADA], { database });
    expect(refused).toMatchObject({
      code: 1,
      said: expect.stringContaining(`(${SAM}) is an admin`),
    });
    expect((await linksIn(database)).links).toEqual([]);
    const db = await openDatabase({ url: `file:${database}` });
    await db.write((tx) =>
      tx.update(employees).set({ separatedOn: '2020-01-01' }).where(eq(employees.number, SAM)),
    );
    await db.close();
    expect((await run(['create-admin', ADA], { database })).code).toBe(0);
    const gone = await run(['create-admin', SAM], { database });
    expect(gone).toMatchObject({
      code: 1,
      said: expect.stringContaining('Nobody who works here now'),
    });
  });

  test('asks who, where there are people', async () => {
    const ended = await run(['create-admin']);
    expect(ended).toMatchObject({ code: 2, said: expect.stringContaining('Say who') });
    expect((await linksIn(server.databaseFile)).links).toEqual([]);
  });

  test('begins an empty portal, beside the running one; the link before it ends', async () => {
    const empty = await startServer();
    const database = empty.databaseFile;
    const who = await run(['create-admin', '17'], { database });
    expect(who).toMatchObject({
      code: 1,
      said: expect.stringContaining('Nobody is in this portal yet'),
    });
    const first = await run(['create-admin'], { database });
    const second = await run(['create-admin'], { database });
    expect([first.code, second.code]).toEqual([0, 0]);
    expect((await linksIn(database)).links).toMatchObject([
      { tokenHash: sha256(tokenIn(second)), kind: 'first-admin', employeeNumber: null },
    ]);
    await empty.stop();
  });

  test('makes no database where there is none', async () => {
    const database = join(folder, 'not-there.db');
    const ended = await run(['create-admin'], { database });
    expect(ended).toMatchObject({
      code: 1,
      said: expect.stringContaining('There is no database at'),
    });
    expect(existsSync(database)).toBe(false);
  });
});

describe('health', () => {
  test('of a running portal', async () => {
    const env = { PORTAL_ORIGIN: server.origin };
    const ended = await run(['health'], { env, database: join(folder, 'elsewhere.db') });
    expect(ended.code).toBe(0);
    expect(ended.said).toBe(
      `ok    portal: it answers at ${server.origin}\nok    database: it takes writes\nok    schema: current\n`,
    );
    expect(existsSync(join(folder, 'elsewhere.db'))).toBe(false);
  });

  test('of one that is not there, or is something else', async () => {
    const other: Server = createServer((_, res) => res.end('<h1>Parks</h1>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const env = { PORTAL_ORIGIN: `http://127.0.0.1:${port}` };
    const something = await run(['health'], { env });
    expect(something).toMatchObject({
      code: 1,
      said: expect.stringContaining('is not the portal'),
    });
    await new Promise((resolve) => other.close(resolve));
    const nothing = await run(['health'], { env });
    expect(nothing).toMatchObject({
      code: 1,
      said: expect.stringContaining('nobody listens there'),
    });
  });

  test('of what is kept, beside the running portal', async () => {
    const ended = await run(['health', '--offline']);
    expect(ended.code).toBe(0);
    for (const what of ['database', 'schema', 'ledger', 'key', 'mail']) {
      expect(ended.said).toMatch(new RegExp(`^ok    ${what}: `, 'm'));
    }
  });

  const drop = (table: string) => async (db: Db) =>
    db.write(async (tx) => {
      await tx.run(sql.raw(`DROP TRIGGER ${table}_never_change`));
      await tx.run(sql.raw(`UPDATE ${table} SET at = at + 1 WHERE rowid = 2`));
    });
  test.each([
    ['a seal', 'sealed.db', drop('audit_events'), 'no    ledger: what was signed does not fit'],
    [
      'a migration to come',
      'older.db',
      (db: Db) =>
        db.reshape([
          'DELETE FROM __drizzle_migrations WHERE created_at = (SELECT max(created_at) FROM __drizzle_migrations)',
        ]),
      'no    schema: 00',
    ],
  ] as const)('finds %s', async (_, name, work, why) => {
    const ended = await run(['health', '--offline'], { database: await changed(name, work) });
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining(why) });
  });

  test('finds a key that is missing, open to others, or another one', async () => {
    const database = await changed('keys.db');
    const key = keyFileOf(database);
    chmodSync(key, 0o644);
    expect((await run(['health', '--offline'], { database })).said).toContain(
      'no    key: The signing key',
    );
    rmSync(key);
    const missing = await run(['health', '--offline'], { database });
    expect(missing).toMatchObject({
      code: 1,
      said: expect.stringMatching(/no {4}key: .* is missing/),
    });
    const other = await startServer();
    copyFileSync(keyFileOf(other.databaseFile), key);
    chmodSync(key, 0o600);
    await other.stop();
    const wrong = await run(['health', '--offline'], { database });
    expect(wrong.said).toMatch(/no {4}key: .* is not the one that the ledger names/);
    expect(wrong.said).not.toContain('PRIVATE');
  });

  test('tells of mail that nobody sends', async () => {
    const old = new Date(Date.now() - 5 * 60 * 60 * 1000);
    const mail = {
      kind: 'reminder',
      detail: {},
      queuedAt: old,
      queuedBy: 'system',
      sendAt: old,
    };
    const database = await changed('mail.db', (db) =>
      db.write(async (tx) => {
        await tx.delete(mails);
        await tx.insert(mails).values({ ...mail, id: 'a', onceKey: 'a' });
        const failed = { state: 'failed', triedAt: new Date(), tries: 9 } as const;
        await tx.insert(mails).values({ ...mail, ...failed, id: 'b', onceKey: 'b' });
      }),
    );
    const env = { PORTAL_DEMO: '0' };
    const unset = await run(['health', '--offline'], { database, env });
    expect(unset).toMatchObject({
      code: 0,
      said: expect.stringMatching(/look {2}mail: no mail server is set; 1 mail/),
    });
    expect(unset.said).toContain('look  mail: 1 mail failed in three days');
    const smtp = {
      PORTAL_SMTP_URL: 'smtp://me:a-secret@mail.example.gov',
      PORTAL_MAIL_FROM: 'a@example.gov',
    };
    const set = await run(['health', '--offline'], { database, env: { ...env, ...smtp } });
    expect(set).toMatchObject({ code: 1, said: expect.stringContaining('nobody sends') });
    expect(set.said).not.toContain('a-secret');
  });

  test('of no database, or of none that a portal was started on', async () => {
    const none = await run(['health', '--offline'], { database: join(folder, 'none.db') });
    expect(none).toMatchObject({
      code: 1,
      said: expect.stringContaining('There is no database at'),
    });
    writeFileSync(join(folder, 'text.db'), 'a text, and no database '.repeat(100));
    const text = await run(['health', '--offline'], { database: join(folder, 'text.db') });
    expect(text).toMatchObject({ code: 1, said: expect.stringContaining('is not a database') });
  });
});

describe('send-mail', () => {
  const due = (name: string) =>
    changed(name, (db) =>
      db.write(async (tx) => {
        await tx.delete(mails);
        const mail = { kind: 'password-changed', to: ADA, onceKey: 'of this test' } as const;
        await queueMail(tx, { ...mail, at: new Date(), by: 'system' });
      }),
    );
  const settings = (port: number) => ({
    PORTAL_DEMO: '0',
    PORTAL_SMTP_URL: `smtp://portal:a-secret@127.0.0.1:${port}`,
    PORTAL_MAIL_FROM: 'portal@city.example',
  });

  test('sends what is due, and says why when it cannot', async () => {
    const database = await due('due.db');
    const got: string[] = [];
    const smtp = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      disabledCommands: ['STARTTLS'],
      onAuth: (_auth, _session, done) => done(null, { user: 'portal' }),
      onData: (stream, _session, done) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          got.push(text);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as { port: number };
    const copy = await changed('due-too.db');
    copyFileSync(database, copy);
    const sent = await run(['send-mail'], { database, env: settings(port) });
    expect(sent).toMatchObject({ code: 0, said: expect.stringContaining('Sent: 1.') });
    expect(got.some((mail) => mail.includes('To: '))).toBe(true);
    const again = await run(['send-mail'], { database, env: settings(port) });
    expect(again).toMatchObject({ code: 0, said: expect.stringContaining('No mail was due.') });
    expect(got.length).toBe(1);
    await new Promise<void>((resolve) => smtp.close(resolve));

    const failed = await run(['send-mail'], { database: copy, env: settings(port) });
    expect(failed).toMatchObject({ code: 1, said: expect.stringContaining('1 mail did not go') });
    expect(failed.said).toMatch(/To be tried again: 1\. Failed: 0\.\n {2}1 mail: \w/);
    expect(failed.said).not.toContain('a-secret');
  });

  test('says what is not set, and sends nothing from a demonstration', async () => {
    const database = await due('unsent.db');
    const unset = await run(['send-mail'], { database, env: { PORTAL_DEMO: '0' } });
    expect(unset).toMatchObject({
      code: 1,
      said: expect.stringMatching(/PORTAL_SMTP_URL.* due\./),
    });
    const demo = await run(['send-mail'], { database });
    expect(demo).toMatchObject({ code: 1, said: expect.stringContaining('a demonstration') });
  });
});

test('a wrong setting is told of by its name', async () => {
  const ended = await run(['health'], { env: { PORT: 'many' } });
  expect(ended).toMatchObject({ code: 1, said: expect.stringContaining('`PORT`') });
});

test.skipIf(process.platform !== 'linux')('a terminal is shown how far a backup is', async () => {
  const typed = `"${process.execPath}" "${COMMANDS}" backup --to "${join(folder, 'seen.db')}"`;
  const env = {
    PATH: process.env['PATH'],
    TERM: 'xterm',
    DATABASE_URL: `file:${resting}`,
    PORTAL_LEDGER_KEY_FILE: keyFileOf(resting),
  };
  const asked = ['-qec', typed, '/dev/null'];
  const { stdout } = await promisify(execFile)('script', asked, { env, cwd: folder });
  expect(stdout).toContain('\r\u001B[KCopying the database …');
  expect(stdout).toContain('all in it fits together');
});

test('`npm run verify` and `npm run portal` read paths from where they were typed', async () => {
  await run(['export', '--to', 'typed.tar']);
  const env = { PATH: process.env['PATH'], INIT_CWD: folder };
  const verify = join(PROJECT, 'src/server/verify.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [verify, 'typed.tar'], {
    cwd: PROJECT,
    env,
  });
  expect(stdout).toContain('All is as it was signed.');
  const given = { database: resting, cwd: PROJECT, env: { INIT_CWD: folder } };
  expect((await runCommand(['backup', '--check', 'resting.db'], given)).code).toBe(0);
});
