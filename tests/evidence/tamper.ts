import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '#db/client.ts';

/** Somebody who holds the file takes the guards away, changes a thing and puts them back. */
export async function tamper(db: Db, table: string, change: SQL): Promise<void> {
  await db.write(async (tx) => {
    const guards = await tx.all<{ name: string; sql: string }>(
      sql`SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ${table}`,
    );
    for (const { name } of guards) await tx.run(sql.raw(`DROP TRIGGER "${name}"`));
    await tx.run(change);
    for (const guard of guards) await tx.run(sql.raw(guard.sql));
  });
}
