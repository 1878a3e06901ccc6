import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '#errors.ts';
import type { Signer } from '#ledger/note.ts';

/**
 * The key that signs checkpoints, from its file: PKCS #8 in PEM, for its owner's eyes alone (0600).
 * Refuses a file that others can read, and one that holds no Ed25519 key.
 */
export function readSigningKey(file: string, name: string): Signer {
  // Windows keeps no such bits.
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) {
    throw new Refusal(
      'conflict',
      `The signing key \`${file}\` can be read by other users of this machine. ` +
        `Run \`chmod 600 ${file}\`, and make a new key if somebody may have copied it.`,
    );
  }
  try {
    const privateKey = createPrivateKey(readFileSync(file));
    if (privateKey.asymmetricKeyType === 'ed25519') return { name, privateKey };
  } catch {
    // What is wrong with a private key is nobody's to read in a log.
  }
  throw new Refusal(
    'conflict',
    `The signing key \`${file}\` is no Ed25519 key in PEM form. Put the right file back from its backup.`,
  );
}

/** Makes a key and its file, with the folder it stands in. Never writes over a file that is there. */
export function makeSigningKey(file: string, name: string): Signer {
  const { privateKey } = generateKeyPairSync('ed25519');
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(file, pem, { mode: 0o600, flag: 'wx' });
  chmodSync(file, 0o600);
  return { name, privateKey };
}

export function hasSigningKey(file: string): boolean {
  return existsSync(file);
}
