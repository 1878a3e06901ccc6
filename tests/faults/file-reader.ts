import { DatabaseSync } from 'node:sqlite';

/** What a fresh process finds in the file: ids of departments and the verdict on its integrity, as JSON. */
const db = new DatabaseSync(process.argv[2] ?? '', { readOnly: true });
const ids = db
  .prepare('SELECT id FROM departments')
  .all()
  .map((row) => row['id']);
const integrity = db.prepare('PRAGMA integrity_check').get()?.['integrity_check'];
process.stdout.write(JSON.stringify({ ids, integrity }));
db.close();
