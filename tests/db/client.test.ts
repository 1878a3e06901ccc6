import { rmSync, statSync, writeFileSync } from 'node:fs';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { contents, departments } from '#db/schema/index.ts';
import { isRefusal } from '#errors.ts';
import { freshDatabase, freshDatabaseUrl, freshPath, reason } from '../support/database.ts';

const add = (id: string) => ({ id, name: `Department ${id}` });

test('a write is kept and read back', async () => {
  const db = await freshDatabase();
  const made = await db.write(async (tx) => {
    await tx.insert(departments).values(add('fire'));
    return tx.select().from(departments);
  });
  expect(made).toEqual([add('fire')]);
  expect(await db.read.select().from(departments)).toEqual([add('fire')]);
});

test('a write that throws keeps nothing, and the next one works', async () => {
  const db = await freshDatabase();
  const failed = db.write(async (tx) => {
    await tx.insert(departments).values(add('fire'));
    throw new Error('changed my mind');
  });
  await expect(failed).rejects.toThrow('changed my mind');
  const twice = db.write(async (tx) => {
    await tx.insert(departments).values(add('fire'));
    await tx.insert(departments).values(add('fire'));
  });
  await expect(twice).rejects.toThrow();
  await db.write((tx) => tx.insert(departments).values(add('police')));
  expect(await db.read.select().from(departments)).toEqual([add('police')]);
});

test('a hundred writes asked for at once happen one by one, in order', async () => {
  const db = await freshDatabase();
  const seen: number[] = [];
  await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      db.write(async (tx) => {
        const before = await tx.$count(departments);
        await tx.insert(departments).values(add(String(i)));
        seen.push(before);
      }),
    ),
  );
  expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i));
});

test('a read works while a write is open, and sees the time before it', async () => {
  const db = await freshDatabase();
  let open!: () => void;
  let finish!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const write = db.write(async (tx) => {
    await tx.insert(departments).values(add('fire'));
    open();
    await finished;
  });
  await opened;
  expect(await db.read.select().from(departments)).toEqual([]);
  finish();
  await write;
  expect(await db.read.select().from(departments)).toEqual([add('fire')]);
});

test('a long line of writes leaves the event loop its turns', async () => {
  const db = await freshDatabase();
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  await Promise.all(
    Array.from({ length: 300 }, (_, i) =>
      db.write((tx) => tx.insert(departments).values(add(String(i)))),
    ),
  );
  clearInterval(timer);
  expect(turns).toBeGreaterThan(2);
});

test('what would deadlock or mislead inside a write is refused at once', async () => {
  const db = await freshDatabase();
  const nested = db.write(async () => db.write(async () => undefined));
  await expect(nested).rejects.toThrow('hand its `tx` on');
  const misled = db.write(async () => db.read.select().from(departments));
  expect(await reason(misled)).toContain('read through its `tx`');
});

test('work that a write started and left behind may write later', async () => {
  const db = await freshDatabase();
  let later: Promise<unknown> | undefined;
  await db.write(async () => {
    later = new Promise((resolve) => setTimeout(resolve, 5)).then(() =>
      db.write((tx) => tx.insert(departments).values(add('later'))),
    );
  });
  await later;
  expect(await db.read.$count(departments)).toBe(1);
});

test('the reading side cannot write', async () => {
  const db = await freshDatabase();
  const sneaky = db.read as unknown as { delete(table: typeof departments): Promise<unknown> };
  expect(await reason(sneaky.delete(departments))).toContain('readonly database');
});

test('a broken reference is refused', async () => {
  const db = await freshDatabase();
  const write = db.write((tx) =>
    tx.run(`INSERT INTO passwords VALUES ('nobody', 'x', 0)` as never),
  );
  expect(await reason(write)).toContain('FOREIGN KEY');
});

test('the file and its folder belong to the portal alone', async () => {
  const path = freshPath().replace(/\.db$/, '/deep/portal.db');
  const db = await openDatabase({ url: `file:${path}` });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(path.replace('/portal.db', '')).mode & 0o777).toBe(0o700);
  await db.close();
});

test('an address that cannot keep records is refused in a plain sentence', async () => {
  for (const url of [':memory:', 'file::memory:', 'postgres://x', 'file:', 'file:./data/', '']) {
    const error: unknown = await openDatabase({ url }).then(
      () => undefined,
      (e: unknown) => e,
    );
    expect(isRefusal(error), url).toBe(true);
    expect((error as Error).message).toContain('libsql://');
  }
});

test('a folder that cannot be made is named', async () => {
  const file = freshPath();
  writeFileSync(file, '');
  const open = openDatabase({ url: `file:${file}/portal.db` });
  await expect(open).rejects.toThrow(`\`${file}/portal.db\` cannot be opened`);
});

test('closing waits for the writes that were asked for, and refuses later ones', async () => {
  const url = await freshDatabaseUrl();
  const db = await openDatabase({ url });
  const write = db.write((tx) => tx.insert(departments).values(add('fire')));
  await db.close();
  await write;
  await expect(db.write(async () => undefined)).rejects.toMatchObject({ code: 'busy' });
  await expect(db.read.select().from(departments)).rejects.toThrow();
  const again = await openDatabase({ url });
  expect(
    await again.read.select().from(departments).where(eq(departments.id, 'fire')),
  ).toHaveLength(1);
  await again.close();
});

test('a probe makes a real write and leaves nothing', async () => {
  const db = await freshDatabase();
  await db.probe();
  await db.close();
  await expect(db.probe()).rejects.toMatchObject({ code: 'busy' });
});

test('bytes come back as they went in', async () => {
  const db = await freshDatabase();
  const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7) % 256));
  await db.write((tx) => tx.insert(contents).values({ sha256: 'a', mediaType: 'x/y', bytes }));
  const [row] = await db.read.select().from(contents);
  expect(row?.bytes.equals(bytes)).toBe(true);
});

test('a file that is no database, or a damaged one, is named in plain words', async () => {
  for (const bytes of ['just some text, and then more of it', '']) {
    const path = freshPath();
    const damaged = Buffer.concat([
      Buffer.from(bytes || 'SQLite format 3\0'),
      Buffer.alloc(4096, 7),
    ]);
    writeFileSync(path, damaged);
    expect(await reason(openDatabase({ url: `file:${path}` }))).toContain(
      `\`${path}\` is not a database, or it is damaged`,
    );
  }
});

test('a probe notices that the file is gone: what is written then would be lost', async () => {
  const path = freshPath();
  const db = await openDatabase({ url: `file:${path}` });
  await migrateDatabase(db);
  await db.probe();
  rmSync(path);
  await expect(db.probe()).rejects.toThrow();
  await db.close().catch(() => undefined);
});

test('a database server that cannot be reached is named, without its token', async () => {
  const said = await reason(openDatabase({ url: 'http://127.0.0.1:9', authToken: 'secret' }));
  expect(said).toContain('`127.0.0.1:9` cannot be reached');
  expect(said).not.toContain('secret');
});
