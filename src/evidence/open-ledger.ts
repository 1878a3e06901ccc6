import { desc, eq } from 'drizzle-orm';
import { randomBytes } from 'node:crypto';
import type { Db, Tx } from '#db/client.ts';
import { ledgerEntries, records } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { printVerifier, verifierOf, type Signer } from '#ledger/note.ts';
import { appendRecord } from './append.ts';
import { hasSigningKey, makeSigningKey, readSigningKey } from './signing-key.ts';
import { sizeOf } from './stored-tree.ts';

/** The ledger of an open portal: who signs its heads, and whether it takes entries. */
export type Ledger = {
  /** The log's name, which stands in every checkpoint: `training.example.gov/attestations`. */
  origin: string;
  signer: Signer;
  /** Why no entry is taken; undefined while all is well. */
  readonly stopped: string | undefined;
  stop(because: string): void;
};

/** The entry that names a public key: the ledger's first, and one more at each rotation. */
export type KeyRecord = {
  schema: 'ledger-key/1';
  id: string;
  origin: string;
  /** `name+id+key`, as c2sp.org/signed-note prints it. */
  publicKey: string;
  /** The key before, at a rotation. */
  replaces?: string;
  at: string;
};

type Opening = { keyFile: string; origin: string; at: Date };

/**
 * Opens the ledger. A new one gets a key and begins with the entry that names it. Refuses to go on
 * when the key file of a ledger is missing or is another's, since what it signed could not be checked.
 */
export async function openLedger(db: Db, { keyFile, origin, at }: Opening): Promise<Ledger> {
  const size = await sizeOf(db.read);
  if (size === 0) {
    const signer = hasSigningKey(keyFile)
      ? readSigningKey(keyFile, origin)
      : makeSigningKey(keyFile, origin);
    const ledger = ledgerOf(origin, signer);
    await db.write((tx) => nameKey(tx, ledger, at));
    return ledger;
  }
  if (!hasSigningKey(keyFile)) {
    throw new Refusal(
      'conflict',
      `The ledger's signing key \`${keyFile}\` is missing. Put it back from its backup; it is kept ` +
        'apart from the database.',
    );
  }
  const named = await currentKey(db);
  const signer = readSigningKey(keyFile, named.origin);
  if (printVerifier(verifierOf(signer)) !== named.publicKey) {
    throw new Refusal(
      'conflict',
      `The signing key \`${keyFile}\` is not the one that this ledger names. Put the right file back ` +
        'from its backup.',
    );
  }
  return ledgerOf(named.origin, signer);
}

/** The key that the ledger names last. */
export async function currentKey(db: Pick<Db, 'read'>): Promise<KeyRecord> {
  const [row] = await db.read
    .select({ record: records.record })
    .from(ledgerEntries)
    .innerJoin(records, eq(records.id, ledgerEntries.recordId))
    .where(eq(ledgerEntries.kind, 'key'))
    .orderBy(desc(ledgerEntries.index))
    .limit(1);
  if (!row) throw new Error('this ledger names no key');
  return JSON.parse(row.record) as KeyRecord;
}

/** Appends the entry that names the key of this ledger. */
async function nameKey(tx: Tx, ledger: Ledger, at: Date, replaces?: string): Promise<void> {
  const { origin, signer } = ledger;
  const id = randomBytes(16).toString('base64url');
  const content: KeyRecord = {
    schema: 'ledger-key/1',
    id,
    origin,
    publicKey: printVerifier(verifierOf(signer)),
    ...(replaces === undefined ? {} : { replaces }),
    at: at.toISOString(),
  };
  await appendRecord(tx, ledger, { kind: 'key', content, at, by: 'system' });
}

function ledgerOf(origin: string, signer: Signer): Ledger {
  let stopped: string | undefined;
  return {
    origin,
    signer,
    get stopped() {
      return stopped;
    },
    stop: (because) => (stopped ??= because),
  };
}
