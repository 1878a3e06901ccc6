import { readdirSync, readFileSync, rmSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readConfig } from '#config.ts';
import { checkpointCopies } from '#db/schema/index.ts';
import { folderPlace } from '#evidence/outside/folder.ts';
import type { Place } from '#evidence/outside/place.ts';
import {
  copyStates,
  lastingFailures,
  outsidePlaces,
  sendCopies,
} from '#evidence/outside/send-copies.ts';
import { Refusal } from '#errors.ts';
import { NOW, ZONE, hours, newFolder, openSmall } from './support.ts';

let small: Awaited<ReturnType<typeof openSmall>>;
let folder: string;
let places: Place[];
beforeEach(async () => {
  small = await openSmall();
  folder = newFolder();
  places = [folderPlace(folder, ZONE)];
});
const send = async (hour: number, asked = false) => {
  const when = { at: hours(hour), timeZone: ZONE, asked };
  const copies = await sendCopies(small.db, small.ledger, places, when);
  return copies.map(({ size, outcome }) => `${outcome} ${size}`);
};

describe('copies', () => {
  test('leave once a city day, and only what is newer than the last one', async () => {
    expect(await send(0)).toEqual(['sent 1']);
    await small.append('one', hours(1));
    // 9 in the morning to midnight in Missouri: one day.
    expect(await send(14)).toEqual([]);
    expect(await send(15)).toEqual(['sent 2']);
    expect(await send(40)).toEqual([]);
    expect(await send(400)).toEqual([]);
    await small.append('two', hours(400));
    await small.append('three', hours(400));
    expect(await send(401)).toEqual(['sent 4']);
    expect(readdirSync(folder)).toEqual([
      'checkpoint-2026-11-22-1.txt',
      'checkpoint-2026-11-23-2.txt',
      'checkpoint-2026-12-09-4.txt',
    ]);
    const { note } = await small.head();
    expect(readFileSync(join(folder, 'checkpoint-2026-12-09-4.txt'), 'utf8')).toBe(note);
  });

  test('leave when somebody asks, but never the same head again', async () => {
    expect(await send(0, true)).toEqual(['sent 1']);
    expect(await send(0, true)).toEqual([]);
    await small.append('one');
    expect(await send(0)).toEqual([]);
    expect(await send(0, true)).toEqual(['sent 2']);
  });

  test('that failed are tried again each hour; two failures in a row are told until one arrives', async () => {
    rmSync(folder, { recursive: true });
    expect(await send(0)).toEqual(['failed 1']);
    expect(await lastingFailures(small.db, places)).toEqual([]);
    expect(await send(1)).toEqual(['failed 1']);
    expect(await lastingFailures(small.db, places)).toEqual([
      {
        channel: 'folder',
        place: folder,
        sent: undefined,
        failed: { times: 2, at: hours(1), detail: expect.stringContaining('is not there') },
      },
    ]);
    mkdirSync(folder);
    expect(await send(2)).toEqual(['sent 1']);
    expect(await lastingFailures(small.db, places)).toEqual([]);
    expect(await copyStates(small.db, places)).toEqual([
      { channel: 'folder', place: folder, sent: { size: 1, at: hours(2) }, failed: undefined },
    ]);
    const kept = await small.db.read.select().from(checkpointCopies);
    expect(kept.map(({ outcome }) => outcome)).toEqual(['failed', 'failed', 'sent']);
  });

  test('that fail for a reason nobody knows keep it for the log', async () => {
    const secret = new Error('password hunter2 was wrong');
    places = [{ channel: 'mail', name: 'a@b.gov', deliver: () => Promise.reject(secret) }];
    const when = { at: NOW, timeZone: ZONE };
    const [copy] = await sendCopies(small.db, small.ledger, places, when);
    expect(copy).toMatchObject({ outcome: 'failed', error: secret });
    const [kept] = await small.db.read.select().from(checkpointCopies);
    expect(JSON.stringify(kept)).not.toContain('hunter2');
  });

  test('to one place do not wait for another, nor fail with it', async () => {
    let slow = (): void => undefined;
    places.push(
      { channel: 'mail', name: 'a@b.gov', deliver: () => new Promise((done) => (slow = done)) },
      {
        channel: 'mail',
        name: 'c@b.gov',
        deliver: () => Promise.reject(new Refusal('busy', 'It is full.')),
      },
    );
    const sending = send(0);
    while (readdirSync(folder).length === 0) await new Promise((next) => setTimeout(next, 5));
    slow();
    expect(await sending).toEqual(['sent 1', 'sent 1', 'failed 1']);
  });

  test('asked for twice at once leave once', async () => {
    let count = 0;
    places = [{ channel: 'mail', name: 'a@b.gov', deliver: async () => void (count += 1) }];
    await Promise.all([send(0), send(0, true), send(0)]);
    expect(count).toBe(1);
  });

  test('do not leave while signing is stopped', async () => {
    small.ledger.stop('a test');
    expect(await send(0)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test('nothing leaves unless somebody said where to', () => {
  expect(outsidePlaces(readConfig({}))).toEqual([]);
  const config = readConfig({
    PORTAL_CHECKPOINT_FOLDER: folder,
    PORTAL_CHECKPOINT_MAIL_TO: 'a@b.gov,c@b.gov',
    PORTAL_SMTP_URL: 'smtps://portal:secret@mail.example.gov',
    PORTAL_MAIL_FROM: 'portal@b.gov',
    PORTAL_TIMESTAMP_URL: 'https://account:secret@time.example.gov/tsa?key=secret',
  });
  const named = outsidePlaces(config).map(({ channel, name }) => ({ channel, name }));
  expect(named).toEqual([
    { channel: 'folder', name: folder },
    { channel: 'mail', name: 'a@b.gov' },
    { channel: 'mail', name: 'c@b.gov' },
    { channel: 'timestamp', name: 'https://time.example.gov/tsa' },
  ]);
});
