import { createHash, verify } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#errors.ts';
import { readCoseKey } from './cose-key.ts';
import type { Receipt } from './receipt.ts';

/** What a passkey signed: client data, authenticator data, signature; each base64url. */
export type Assertion = NonNullable<Receipt['assertion']>;

const text = z.string().min(1);
/** What a record says of the passkey it was signed with. */
const SignedWithPasskey = z.object({
  authentication: z.object({
    stepUp: z.object({
      method: z.literal('passkey'),
      passkey: z.object({ credentialId: text, publicKey: text, rpId: text, origin: text }),
    }),
  }),
});
const ClientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
});

/** Authenticator data (WebAuthn §6.1): the site's hash, a byte of flags, a counter of four bytes. */
const RP_HASH_LENGTH = 32;
const LEAST_LENGTH = 37;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

/** Whether a record says that it was signed with a passkey: then it needs the passkey's assertion. */
export function saysPasskey(record: string): boolean {
  const parsed = z
    .object({ authentication: z.object({ stepUp: z.object({ method: z.literal('passkey') }) }) })
    .safeParse(json(record));
  return parsed.success;
}

/**
 * That a record which says that it was signed with a passkey comes with that passkey's signature, and
 * that no other record comes with one. Throws a Refusal in a plain sentence.
 */
export function verifySigner(record: string, assertion: Assertion | undefined): void {
  if (assertion) verifyAssertion(record, assertion);
  else if (saysPasskey(record)) {
    fail('The record was signed with a passkey, whose signature is missing.');
  }
}

/**
 * That the passkey named in a record signed this very record: its challenge is the SHA-256 of the
 * record's bytes, it was used on the portal's own site, the person was there and proved to be
 * themselves to it, and the signature is by the key in the record. Needs nothing but its arguments.
 * Throws a Refusal in a plain sentence at the first thing that is not so.
 */
export function verifyAssertion(record: string, assertion: Assertion): void {
  const said = SignedWithPasskey.safeParse(json(record));
  if (!said.success) fail('The record does not say that it was signed with a passkey.');
  const { passkey } = said.data.authentication.stepUp;
  if (assertion.credentialId !== passkey.credentialId) {
    fail('The assertion is of another passkey than the one the record names.');
  }

  const clientData = bytes(assertion.clientData);
  const parsed = ClientData.safeParse(json(utf8(clientData)));
  if (!parsed.success) fail('The assertion’s client data cannot be read.');
  const client = parsed.data;
  if (client.type !== 'webauthn.get') fail('The passkey was not asked to sign.');
  if (client.challenge !== sha256(Buffer.from(record, 'utf8')).toString('base64url')) {
    fail('The passkey signed another record: its challenge is not the SHA-256 of this one.');
  }
  if (client.origin !== passkey.origin || client.crossOrigin === true) {
    fail('The passkey was used on another site than the record says.');
  }

  const authenticatorData = bytes(assertion.authenticatorData);
  if (authenticatorData.length < LEAST_LENGTH) fail('The authenticator data is too short.');
  if (!authenticatorData.subarray(0, RP_HASH_LENGTH).equals(sha256(Buffer.from(passkey.rpId)))) {
    fail('The passkey belongs to another site than the record says.');
  }
  const flags = authenticatorData.readUInt8(RP_HASH_LENGTH);
  if (!(flags & USER_PRESENT)) fail('The passkey signed without anybody being there.');
  if (!(flags & USER_VERIFIED)) {
    fail('The passkey did not make sure who used it: no PIN, fingerprint or face was asked for.');
  }

  const found = readCoseKey(bytes(passkey.publicKey));
  if (!found) fail('The passkey’s public key in the record cannot be read.');
  const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
  if (!verify(found.digest, signed, found.key, bytes(assertion.signature))) {
    fail('The signature is not by the passkey the record names.');
  }
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** One form only: a changed bit that decodes to the same bytes would pass unseen. */
function bytes(base64url: string): Buffer {
  const decoded = Buffer.from(base64url, 'base64url');
  if (decoded.toString('base64url') !== base64url) fail('The assertion is not in its one form.');
  return decoded;
}

function utf8(data: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return '';
  }
}

function json(printed: string): unknown {
  try {
    return JSON.parse(printed);
  } catch {
    return undefined;
  }
}

function fail(sentence: string): never {
  throw new Refusal('bad-input', sentence);
}
