import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from '#config.ts';
import type { Db } from '#db/client.ts';
import { mails } from '#db/schema/index.ts';
import { sendNow } from '#server/commands/send-mail.ts';
import type { sendDueMail } from '#server/send-mail.ts';
import { freshDatabase } from '../../support/database.ts';

const real = { ...readConfig({ PORTAL_DEMO: '0' }) };
let said: string[];
beforeEach(() => {
  said = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
});
afterEach(() => vi.restoreAllMocks());

/** A database with mails that were tried just now, for these reasons. */
async function tried(outcomes: readonly string[]): Promise<Db> {
  const db = await freshDatabase();
  const at = new Date(Date.now() + 60_000);
  const mail = { kind: 'reminder', detail: {}, queuedAt: at, queuedBy: 'system', sendAt: at };
  await db.write(async (tx) => {
    for (const [i, outcome] of outcomes.entries()) {
      const id = `${i}`;
      const row = {
        ...mail,
        id,
        onceKey: id,
        triedAt: at,
        tries: 1,
        outcome,
        address: 'a@b.example',
      };
      await tx.insert(mails).values(row);
    }
  });
  return db;
}

const ends =
  (round: Awaited<ReturnType<typeof sendDueMail>>): typeof sendDueMail =>
  async () =>
    round;

test('what went is counted', async () => {
  const send = ends({ sent: 2, dropped: 1, failed: 0, later: 0 });
  await sendNow({ config: real, db: await tried([]), send });
  expect(said.join('')).toContain(
    'Sent: 2. Not needed any more: 1. To be tried again: 0. Failed: 0.',
  );
});

test('nothing due is no failure', async () => {
  await sendNow({
    config: real,
    db: await tried([]),
    send: ends({ sent: 0, dropped: 0, failed: 0, later: 0 }),
  });
  expect(said.join('')).toContain('No mail was due.');
});

test('what did not go is told with its reason, and to nobody’s address', async () => {
  const db = await tried(['The server is full.', 'The server is full.', 'No such address.']);
  const send = ends({ sent: 1, dropped: 0, failed: 1, later: 2 });
  await expect(sendNow({ config: real, db, send })).rejects.toThrow('3 mails did not go');
  expect(said.join('')).toContain('  2 mails: The server is full.\n  1 mail: No such address.\n');
  expect(said.join('')).not.toContain('a@b.example');
});

test('without a server, or in a demonstration, that is said', async () => {
  const db = await tried([]);
  const send = ends(undefined);
  await expect(sendNow({ config: real, db, send })).rejects.toThrow('No mail server is set');
  const config = readConfig({ PORTAL_DEMO: '1' });
  await expect(sendNow({ config, db, send })).rejects.toThrow('This is a demonstration');
});
