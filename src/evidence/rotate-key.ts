import type { Db, Tx } from '#db/client.ts';
import { Refusal } from '#errors.ts';
import { printVerifier, verifierOf } from '#ledger/note.ts';
import { currentKey, keyIdOf } from './keys.ts';
import { nameKey, type Ledger } from './open-ledger.ts';
import { moveKeyFiles, nextKeyFile, prepareNextKey } from './signing-key.ts';

type Rotation = {
  at: Date;
  /** Employee number of the admin. */
  by: string;
  /** Id of the key that stood on the page. */
  seen: string;
  /** What else stands in the write that changes the key: the event that tells of it. */
  also(tx: Tx, keys: { from: string; to: string }): Promise<void>;
};

/**
 * Changes the key that signs the ledger's heads: a new file beside the old one, an entry that names
 * its key under a head that both have signed, and the files moved into their places. Answers the new
 * key's id, and whether the files were moved; if not, the next start does it.
 */
export async function rotateKey(
  db: Db,
  ledger: Ledger,
  { at, by, seen, also }: Rotation,
): Promise<{ keyId: string; moved: boolean }> {
  const named = await currentKey(db);
  // From here to `incoming` nothing is awaited: two changes at once would each find none under way.
  if (ledger.stopped) {
    throw new Refusal(
      'conflict',
      `The key cannot be changed while signing is stopped: ${ledger.stopped}.`,
    );
  }
  if (ledger.incoming) throw new Refusal('conflict', 'The key is being changed right now.');
  const old = printVerifier(verifierOf(ledger.signer));
  if (seen !== keyIdOf(old)) {
    throw new Refusal(
      'conflict',
      'The key has been changed since this page was opened. Look at the page again first.',
    );
  }
  // Files that an earlier rotation could not move hold the key in force: they must not be taken for new.
  movedNow(ledger.keyFile, named);
  const incoming = prepareNextKey(ledger.keyFile, ledger.origin);
  const keyId = keyIdOf(printVerifier(verifierOf(incoming)));
  if (keyId === seen) {
    throw new Refusal(
      'conflict',
      `The file \`${nextKeyFile(ledger.keyFile)}\` holds the key in force. Restart the portal: it ` +
        'puts the file into its place.',
    );
  }
  ledger.incoming = incoming;
  try {
    await db.write(async (tx) => {
      await nameKey(tx, ledger, { at, by, signer: incoming, replaces: old });
      await also(tx, { from: seen, to: keyId });
    });
  } finally {
    // Whatever came of the write, the ledger knows. Until it has been asked, each append asks it.
    const { publicKey } = await currentKey(db);
    if (keyIdOf(publicKey) === keyId) ledger.signer = incoming;
    ledger.incoming = undefined;
  }
  return { keyId, moved: movedNow(ledger.keyFile, await currentKey(db)) };
}

/** The key is in force already: files that cannot be moved now must not look like a failure of it. */
function movedNow(...[file, named]: Parameters<typeof moveKeyFiles>): boolean {
  try {
    moveKeyFiles(file, named);
    return true;
  } catch {
    return false;
  }
}
