import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname } from 'node:path';
import { Refusal } from '#errors.ts';
import { printVerifier, verifierOf, type Signer } from '#ledger/note.ts';
import { keyIdOf, type KeyRecord } from './keys.ts';

/**
 * The key that signs checkpoints, from its file: PKCS #8 in PEM, for its owner's eyes alone (0600).
 * Refuses a file that others can read, and one that holds no Ed25519 key.
 */
export function readSigningKey(file: string, name: string): Signer {
  const found = statSync(file);
  if (!found.isFile()) {
    throw new Refusal(
      'conflict',
      `The signing key \`${file}\` is no file. \`PORTAL_LEDGER_KEY_FILE\` names the file itself, such as \`./data/keys/ledger.pem\`.`,
    );
  }
  // Windows keeps no such bits.
  if (process.platform !== 'win32' && (found.mode & 0o077) !== 0) {
    throw new Refusal(
      'conflict',
      `The signing key \`${file}\` can be read by other users of this machine. ` +
        `Run \`chmod 600 ${file}\`, and make a new key if somebody may have copied it.`,
    );
  }
  try {
    const privateKey = createPrivateKey(readFileSync(file));
    if (privateKey.asymmetricKeyType === 'ed25519') return { name, privateKey };
  } catch (error) {
    // What is wrong with a private key is nobody's to read in a log; that it cannot be read, is.
    if (['EACCES', 'EPERM'].includes(String((error as NodeJS.ErrnoException).code))) {
      throw new Refusal(
        'conflict',
        `This account may not read the signing key \`${file}\`. Make the account that the portal runs as its owner (\`chown\`).`,
      );
    }
  }
  throw new Refusal(
    'conflict',
    `The signing key \`${file}\` is no Ed25519 key in PEM form. Put the right file back from its backup.`,
  );
}

/**
 * Makes a key and its file, with the folder it stands in; what it signs is only as lasting as the
 * file, so it is on the disk when this returns. Never writes over a file that is there.
 */
export function makeSigningKey(file: string, name: string): Signer {
  const { privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(file, pem, { mode: 0o600, flag: 'wx', flush: true });
  chmodSync(file, 0o600);
  keepFolder(file);
  return { name, privateKey };
}

export function hasSigningKey(file: string): boolean {
  return existsSync(file);
}

/** Where a new key waits until the ledger names it. */
export const nextKeyFile = (file: string) => `${file}.next`;

/** `ledger.0a1b2c3d.retired.pem`, beside `ledger.pem`. */
export function retiredKeyFile(file: string, printedKey: string): string {
  const extension = extname(file);
  const stem = extension === '' ? file : file.slice(0, -extension.length);
  return `${stem}.${keyIdOf(printedKey)}.retired.pem`;
}

/** The key of a rotation: a new file, or the one left by a rotation that never came into the ledger. */
export function prepareNextKey(file: string, name: string): Signer {
  const next = nextKeyFile(file);
  if (!hasSigningKey(next)) return makeSigningKey(next, name);
  try {
    return readSigningKey(next, name);
  } catch {
    throw new Refusal(
      'conflict',
      `The file \`${next}\` was left by an earlier change of the key and cannot be used. The ledger ` +
        'does not name its key: remove the file and try again.',
    );
  }
}

/**
 * Puts the files where the ledger says they belong, after a rotation is in it: the key before is
 * kept under its id, the next one takes its place. Goes on from wherever a crash left it, and does
 * nothing when the ledger names the key of `file`.
 */
export function moveKeyFiles(file: string, named: KeyRecord): void {
  if (hasSigningKey(file) && holds(file, named)) return;
  const next = nextKeyFile(file);
  if (named.replaces === undefined || !hasSigningKey(next) || !holds(next, named)) return;
  if (hasSigningKey(file)) {
    // Only the key that was replaced is put aside: a file of another ledger stays where it is.
    if (printed(file, named.origin) !== named.replaces) return;
    const retired = retiredKeyFile(file, named.replaces);
    if (existsSync(retired)) {
      throw new Refusal(
        'conflict',
        `The former signing key cannot be put aside: \`${retired}\` is there already. Move that ` +
          'file elsewhere and start again.',
      );
    }
    renameSync(file, retired);
  }
  renameSync(next, file);
  keepFolder(file);
}

const printed = (file: string, name: string) =>
  printVerifier(verifierOf(readSigningKey(file, name)));

function holds(file: string, { publicKey, origin }: KeyRecord): boolean {
  try {
    return printed(file, origin) === publicKey;
  } catch {
    return false;
  }
}

/** Names of files are on the disk once their folder is; Windows opens no folders. */
function keepFolder(file: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
