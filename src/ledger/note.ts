import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** A key that signs notes, by the name that stands in their signature lines. */
export type Signer = { name: string; privateKey: KeyObject };

/** A key that a reader trusts: its name and the 32 bytes of an Ed25519 public key. */
export type Verifier = { name: string; publicKey: Buffer };

const ED25519 = 1;
/** More signatures than this nobody collects; a note that has more only wastes a reader's time. */
const MOST_SIGNATURES = 100;
const DASH = '\u2014';
/** DER of an Ed25519 SubjectPublicKeyInfo, up to its 32 bytes of key. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** `text` under its signatures, as c2sp.org/signed-note has it; `text` ends with a line break. */
export function signNote(text: string, ...signers: Signer[]): string {
  if (!text.endsWith('\n') || hasControl(text)) {
    throw new Error('the text of a note is lines, without control characters');
  }
  const lines = signers.map(({ name, privateKey }) => {
    const id = keyId({ name, publicKey: publicKeyOf(privateKey) });
    const signature = sign(null, Buffer.from(text, 'utf8'), privateKey);
    return `${DASH} ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/**
 * The text of a note and the names of the trusted keys that signed it. Throws, in a plain sentence,
 * when it is no note, when a trusted key's signature is wrong, and when no trusted key signed it.
 * Signatures of unknown keys are passed over, as long as there are not too many of them.
 */
export function openNote(
  note: string,
  verifiers: readonly Verifier[],
): { text: string; signedBy: string[] } {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || hasControl(note) || !note.endsWith('\n'))
    throw new Error('this is no signed note');
  const text = note.slice(0, split + 1);
  const signedBy: string[] = [];
  const lines = note.slice(split + 2, -1).split('\n', MOST_SIGNATURES + 1);
  if (lines.length > MOST_SIGNATURES) {
    throw new Error(`this note has more than ${MOST_SIGNATURES} signatures`);
  }
  for (const line of lines) {
    const [, name, base64 = ''] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
    const bytes = Buffer.from(base64, 'base64');
    if (name === undefined || bytes.length < 5 || bytes.toString('base64') !== base64) {
      throw new Error('a signature line of this note is broken');
    }
    const known = verifiers.find(
      (one) => one.name === name && keyId(one).equals(bytes.subarray(0, 4)),
    );
    if (!known) continue;
    if (!isSignedBy(known, text, bytes.subarray(4))) {
      throw new Error(`the signature of ${name} does not fit this note`);
    }
    signedBy.push(name);
  }
  if (signedBy.length === 0) throw new Error('no known key has signed this note');
  return { text, signedBy };
}

/** `name+0a1b2c3d+base64`: a public key as people exchange it (the form of Go's sumdb/note). */
export function printVerifier(verifier: Verifier): string {
  const key = Buffer.concat([Buffer.from([ED25519]), verifier.publicKey]);
  return `${verifier.name}+${keyId(verifier).toString('hex')}+${key.toString('base64')}`;
}

/** Reads a printed public key. Throws when it is broken or its id is not its key's. */
export function parseVerifier(printed: string): Verifier {
  const [, name = '', id = '', base64 = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(printed.trim()) ?? [];
  const key = Buffer.from(base64, 'base64');
  const verifier = { name, publicKey: key.subarray(1) };
  if (name === '' || key.length !== 33 || key[0] !== ED25519) {
    throw new Error('this is no public key of the form name+id+key');
  }
  if (keyId(verifier).toString('hex') !== id) throw new Error('this public key is miswritten');
  return verifier;
}

export function verifierOf({ name, privateKey }: Signer): Verifier {
  return { name, publicKey: publicKeyOf(privateKey) };
}

function publicKeyOf(privateKey: KeyObject): Buffer {
  const known = publicKeys.get(privateKey);
  if (known) return known;
  const found = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  publicKeys.set(privateKey, found.subarray(SPKI.length));
  return found.subarray(SPKI.length);
}
const publicKeys = new WeakMap<KeyObject, Buffer>();

/** SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key), its first four bytes. */
function keyId({ name, publicKey }: Verifier): Buffer {
  const hash = createHash('sha256')
    .update(`${name}\n`)
    .update(Buffer.from([ED25519]));
  return hash.update(publicKey).digest().subarray(0, 4);
}

function isSignedBy({ publicKey }: Verifier, text: string, signature: Buffer): boolean {
  const key = Buffer.concat([SPKI, publicKey]);
  const object = createPublicKey({ key, format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text, 'utf8'), object, signature);
}

function hasControl(text: string): boolean {
  // One by one: a list of the characters of a large text would not fit into memory.
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}
