import { DatabaseSync } from 'node:sqlite';

/**
 * Another program at the same file: takes the write lock, holds it, lets go, again and again.
 * `node lock-holder.ts FILE HOLD_MS GAP_MS TIMES`; says `held` each time it has the lock.
 */
const [file = '', hold = '300', gap = '100', times = '3'] = process.argv.slice(2);
const db = new DatabaseSync(file, { timeout: 10_000 });
for (let i = 0; i < Number(times); i += 1) {
  db.exec('BEGIN IMMEDIATE');
  process.stdout.write('held\n');
  await new Promise((resolve) => setTimeout(resolve, Number(hold)));
  db.exec('COMMIT');
  await new Promise((resolve) => setTimeout(resolve, Number(gap)));
}
db.close();
