import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig, type Config } from '#config.ts';
import { openDatabase, type Db } from '#db/client.ts';
import { readLocation, type Location } from '#db/location.ts';
import { pendingMigrations } from '#db/migrate.ts';
import { Refusal } from '#errors.ts';
import { openLedger, type Ledger } from '#evidence/open-ledger.ts';

/** A portal's records as they are kept, for commands: the portal itself may be running. */
export type Kept = { config: Config; db: Db; ledger: Ledger };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Opens what a portal keeps, and makes and changes nothing: refuses where there is no database, one of
 * another version, or one that no portal has been started on.
 */
export async function openKept(env: Environment, at: Date): Promise<Kept> {
  const { config, db } = await openStarted(env);
  try {
    return { config, db, ledger: await openLedger(db, ledgerOf(config, at)) };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The same without its ledger, for what signs nothing. */
export async function openStarted(env: Environment): Promise<Omit<Kept, 'ledger'>> {
  const config = readConfig(env);
  locationOf(config);
  const db = await openDatabase(databaseOf(config));
  try {
    const { length: missing } = await pendingMigrations(db);
    const anything = missing === 0 && (await db.read.query.checkpoints.findFirst());
    if (anything) return { config, db };
    throw new Refusal(
      'conflict',
      'No portal of this version has been started on this database yet. Start it once, then try again.',
    );
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Where the database is. Refuses where there is no file. */
export function locationOf({ databaseUrl }: Config): Location {
  const location = readLocation(databaseUrl);
  if (location.kind === 'file' && !isThere(location.path)) {
    throw new Refusal(
      'not-found',
      `There is no database at \`${location.path}\`. Set \`DATABASE_URL\` as the portal has it.`,
    );
  }
  return location;
}

/** Throws where one may not even look: a file that is hidden is not missing. */
function isThere(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

export function databaseOf({ databaseUrl: url, databaseAuthToken: authToken }: Config) {
  return { url, ...(authToken === undefined ? {} : { authToken }) };
}

/** Where the ledger's key is, and the name a new ledger gets. */
export function ledgerOf({ ledgerKeyFile, origin }: Config, at: Date) {
  return {
    keyFile: resolve(ledgerKeyFile),
    origin: `${new URL(origin).host}/attestations`,
    at,
  };
}
