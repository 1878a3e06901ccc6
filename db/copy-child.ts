import { createClient } from '@libsql/client';
import { pathToFileURL } from 'node:url';
import type { Ended } from './copy.ts';
import { codeOf } from './refusals.ts';

/** `node copy-child.ts FROM TO`: copies a database (copy.ts), and says how that ended. */
const [from = '', to = ''] = process.argv.slice(2);

/** Another program may hold the file for a moment, at its start or when it folds its log. */
const PATIENCE = 10_000;

async function copy(): Promise<Ended> {
  try {
    const client = createClient({
      url: pathToFileURL(from).href,
      concurrency: 1,
      timeout: PATIENCE,
    });
    await client.execute({ sql: 'VACUUM INTO ?', args: [to] });
    client.close();
    return { copied: true };
  } catch (error) {
    return { copied: false, code: codeOf(error) ?? '', message: (error as Error).message };
  }
}

process.stdout.write(JSON.stringify(await copy()));
