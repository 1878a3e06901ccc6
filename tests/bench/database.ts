import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { eq } from 'drizzle-orm';
import { openDatabase } from '#db/client.ts';
import { migrateDatabase } from '#db/migrate.ts';
import { answers } from '#db/schema/index.ts';
import { compare, type Figure } from './compare.ts';

/**
 * One answer kept durably through `db.write`, against the same row through libSQL alone; and one row
 * read, likewise. Both on migrated files with the same settings, guards included.
 */
export async function benchDatabase(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portal-bench-'));
  const url = (name: string) => `file:${join(folder, name)}`;
  const db = await openDatabase({ url: url('ours.db') });
  await migrateDatabase(db);
  const bare = await openDatabase({ url: url('bare.db') });
  await migrateDatabase(bare);
  await bare.close();
  const raw = createClient({ url: url('bare.db'), concurrency: 1 });
  await raw.execute('PRAGMA synchronous = FULL');

  let turn = 0;
  const at = new Date();
  const insert = `INSERT INTO answers (attempt_id, position, turn, given, score, at) VALUES (?, ?, ?, ?, ?, ?)`;
  const results = [
    await compare({
      name: 'keep one answer durably, to 1/2 of libSQL alone',
      share: 1 / 2,
      rounds: 15,
      times: 40,
      ours: () => {
        turn += 1;
        const row = { attemptId: 'bench', position: 1, turn, given: ['permitted'], score: 1, at };
        return db.write((tx) => tx.insert(answers).values(row));
      },
      bare: () => {
        turn += 1;
        return raw.execute({ sql: insert, args: ['bench', 1, turn, '["permitted"]', 1, at] });
      },
    }),
    await compare({
      name: 'read one answer, to 1/3 of libSQL alone',
      share: 1 / 3,
      rounds: 15,
      times: 200,
      ours: () => db.read.select().from(answers).where(eq(answers.turn, 1)).limit(1),
      bare: () => raw.execute({ sql: 'SELECT * FROM answers WHERE turn = ? LIMIT 1', args: [1] }),
    }),
  ];
  raw.close();
  await db.close();
  rmSync(folder, { recursive: true, force: true });
  return results;
}
