import { randomBytes } from 'node:crypto';
import type { Db, Tx } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { printVerifier, verifierOf, type Signer } from '#ledger/note.ts';
import { seals } from '#db/schema/index.ts';
import { appendRecord } from './append.ts';
import { currentKey, type KeyRecord } from './keys.ts';
import { sealTables } from './seal.ts';
import { hasSigningKey, makeSigningKey, moveKeyFiles, readSigningKey } from './signing-key.ts';
import { sizeOf } from './stored-tree.ts';

/** The ledger of an open portal: who signs its heads, and whether it takes entries. */
export type Ledger = {
  /** The log's name, which stands in every checkpoint: `training.example.gov/attestations`. */
  readonly origin: string;
  /** Where the key that signs is kept. */
  readonly keyFile: string;
  signer: Signer;
  /** It began when it was opened: what was signed before there was one may be entered now, and never later. */
  readonly begun: boolean;
  /** The key of a rotation that is under way: what the ledger names then decides who signs. */
  incoming: Signer | undefined;
  /** Copies of its heads leave in one row, so that none leaves twice. */
  copying: Promise<unknown>;
  /** Why no entry is taken; undefined while all is well. */
  readonly stopped: string | undefined;
  stop(because: string): void;
};

type Opening = { keyFile: string; origin: string; at: Date };

/**
 * Opens the ledger. A new one gets a key, begins with the entry that names it, and the tables are
 * sealed. Refuses to begin anew beside a key or seals that are there already, and to go on when the key file of a ledger is missing or is another's, since what it signed could not be checked.
 * A rotation that is in the ledger and whose files were not moved yet is finished here.
 */
export async function openLedger(db: Db, { keyFile, origin, at }: Opening): Promise<Ledger> {
  const size = await sizeOf(db.read);
  if (size === 0) {
    if (hasSigningKey(keyFile) || (await db.read.$count(seals)) > 0) throw emptied(keyFile);
    const signer = makeSigningKey(keyFile, origin);
    const ledger = ledgerOf(origin, keyFile, signer, { begun: true });
    await db.write((tx) => nameKey(tx, ledger, { at, by: 'system', signer }));
    await sealTables(db, ledger, at);
    return ledger;
  }
  const named = await currentKey(db);
  moveKeyFiles(keyFile, named);
  if (!hasSigningKey(keyFile)) {
    throw new Refusal(
      'conflict',
      `The ledger's signing key \`${keyFile}\` is missing. Put it back from its backup; it is kept ` +
        'apart from the database.',
    );
  }
  const signer = readSigningKey(keyFile, named.origin);
  if (printVerifier(verifierOf(signer)) !== named.publicKey) {
    throw new Refusal(
      'conflict',
      `The signing key \`${keyFile}\` is not the one that this ledger names. Put the right file back ` +
        'from its backup.',
    );
  }
  return ledgerOf(named.origin, keyFile, signer);
}

/** A ledger begins once: what is empty beside its key or its seals was emptied. */
function emptied(keyFile: string): Refusal {
  return new Refusal(
    'conflict',
    `The ledger of this database is empty, but its signing key \`${keyFile}\` or its seals are there. ` +
      'Put the right database back, or fill this one from an export (`npm run portal -- import`). If this is to be a new portal, give it an empty database ' +
      '(`DATABASE_URL`) and a key file of its own (`PORTAL_LEDGER_KEY_FILE`).',
  );
}

type Naming = { at: Date; by: string; signer: Signer; replaces?: string };

/** Appends the entry that names a key; at a rotation its head is signed by the key before, too. */
export async function nameKey(
  tx: Tx,
  ledger: Ledger,
  { at, by, signer, replaces }: Naming,
): Promise<void> {
  const content: KeyRecord = {
    schema: 'ledger-key/1',
    id: randomBytes(16).toString('base64url'),
    origin: ledger.origin,
    publicKey: printVerifier(verifierOf(signer)),
    ...(replaces === undefined ? {} : { replaces }),
    at: at.toISOString(),
  };
  const signers: [Signer, ...Signer[]] =
    replaces === undefined ? [signer] : [ledger.signer, signer];
  await appendRecord(tx, ledger, { kind: 'key', content, at, by }, signers);
}

function ledgerOf(
  origin: string,
  keyFile: string,
  signer: Signer,
  { begun } = { begun: false },
): Ledger {
  let stopped: string | undefined;
  return {
    origin,
    keyFile,
    signer,
    begun,
    incoming: undefined,
    copying: Promise.resolve(),
    get stopped() {
      return stopped;
    },
    stop: (because) => (stopped ??= because),
  };
}
