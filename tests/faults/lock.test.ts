import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { departments } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { freshDatabaseUrl } from '../support/database.ts';
import { ended, firstWord, readFile, start } from './processes.ts';

test('while another process holds the lock, what is acknowledged is in the file', async () => {
  const url = await freshDatabaseUrl();
  const file = url.slice('file:'.length);
  const db = await openDatabase({ url });
  const holder = start('lock-holder.ts', file, 300, 60, 4);
  await firstWord(holder);

  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const acknowledged: string[] = [];
  const refused: unknown[] = [];
  let reads = 0;
  const write = (id: string) =>
    db
      .write((tx) => tx.insert(departments).values({ id, name: id }))
      .then(
        () => acknowledged.push(id),
        (error: unknown) => refused.push(error),
      );
  const writing: Promise<unknown>[] = [];
  for (let i = 0; holder.exitCode === null; i += 1) {
    writing.push(write(`under-${i}`));
    await db.read.select().from(departments).limit(1);
    reads += 1;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await Promise.all(writing);
  delay.disable();

  // Everything after the lock is gone succeeds, and is there.
  const before = refused.length;
  await Promise.all(Array.from({ length: 100 }, (_, i) => write(`after-${i}`)));
  expect(refused.length).toBe(before);
  expect(refused.filter((error) => !isRefusal(error) || error.code !== 'busy')).toEqual([]);
  expect(acknowledged.length).toBeGreaterThanOrEqual(100);
  expect(reads).toBeGreaterThan(10);
  expect(delay.percentile(99) / 1e6).toBeLessThan(250);

  await db.close();
  const { ids, integrity } = readFile(file);
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  expect(ids.size).toBe(acknowledged.length);
  expect(integrity).toBe('ok');
});

test('a lock that stays is refused as busy in a few seconds, and kept nothing', async () => {
  const url = await freshDatabaseUrl();
  const file = url.slice('file:'.length);
  const db = await openDatabase({ url });
  const holder = start('lock-holder.ts', file, 60_000);
  await firstWord(holder);
  const began = performance.now();
  const error: unknown = await db
    .write((tx) => tx.insert(departments).values({ id: 'a', name: 'a' }))
    .catch((e: unknown) => e);
  expect(isRefusal(error) && error.code).toBe('busy');
  expect(performance.now() - began).toBeLessThan(6000);
  holder.kill('SIGKILL');
  await ended(holder);
  await db.write((tx) => tx.insert(departments).values({ id: 'b', name: 'b' }));
  await db.close();
  expect([...readFile(file).ids]).toEqual(['b']);
});

/**
 * Why `db/client.ts` throws a connection away after BUSY. When this test says the trap is gone, libSQL
 * has mended it (tursodatabase/libsql-client-ts#352), and the reconnect may be reconsidered.
 */
test('known trap: a plain client acknowledges writes after BUSY that never reach the file', async ({
  annotate,
}) => {
  const url = await freshDatabaseUrl();
  const file = url.slice('file:'.length);
  const client = createClient({ url, timeout: 20 });
  const holder = start('lock-holder.ts', file, 300, 0, 1);
  await firstWord(holder);
  const failed = await client.execute(`INSERT INTO departments VALUES ('x', 'x')`).then(
    () => false,
    () => true,
  );
  await ended(holder);
  const acknowledged: string[] = [];
  for (let i = 0; i < 50; i += 1) {
    await client.execute(`INSERT INTO departments VALUES ('raw-${i}', 'raw-${i}')`).then(
      () => acknowledged.push(`raw-${i}`),
      () => undefined,
    );
  }
  client.close();
  const { ids } = readFile(file);
  const lost = acknowledged.filter((id) => !ids.has(id));
  await annotate(
    lost.length > 0
      ? `the trap is there: ${lost.length} of ${acknowledged.length} acknowledged writes were lost`
      : `the trap did not show (busy seen: ${failed}): libSQL may have mended it`,
  );
  expect(acknowledged.length - lost.length).toBe(ids.size);
});
