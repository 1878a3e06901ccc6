import { createHash, createSign, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/**
 * A passkey made of a real key pair: what an authenticator does, in node:crypto. It makes itself known
 * (registration without attestation) and signs challenges. What it says can be bent for a test.
 */
export type Algorithm = 'ES256' | 'EdDSA' | 'RS256';
export type Bent = {
  origin?: string;
  rpId?: string;
  type?: string;
  /** User present 1, user verified 4. */
  flags?: number;
  crossOrigin?: boolean;
  counter?: number;
};
type Site = { rpId: string; origin: string };

export function authenticator(algorithm: Algorithm, site: Site) {
  const { publicKey, privateKey } = KEYS[algorithm]();
  const credentialId = randomBytes(32);
  let counter = 0;
  const id = credentialId.toString('base64url');
  const cose = coseOf(algorithm, publicKey);

  function register(challenge: string, bent: Bent = {}) {
    const clientData = clientDataOf('webauthn.create', challenge, site, bent);
    const data = Buffer.concat([
      authenticatorData(site, { flags: 0x45, counter: 0, ...bent }),
      Buffer.alloc(16),
      Buffer.from([0, credentialId.length]),
      credentialId,
      cose,
    ]);
    const attestationObject = Buffer.concat([
      Buffer.from([0xa3]),
      cborText('fmt'),
      cborText('none'),
      cborText('attStmt'),
      Buffer.from([0xa0]),
      cborText('authData'),
      cborBytes(data),
    ]);
    return {
      id,
      rawId: id,
      type: 'public-key' as const,
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        attestationObject: attestationObject.toString('base64url'),
        transports: ['internal' as const],
      },
    };
  }

  function assert(challenge: string, bent: Bent = {}) {
    counter += 1;
    const clientData = clientDataOf('webauthn.get', challenge, site, bent);
    const data = authenticatorData(site, { flags: 0x05, counter, ...bent });
    const signed = Buffer.concat([data, sha256(clientData)]);
    const signature =
      algorithm === 'EdDSA'
        ? sign(null, signed, privateKey)
        : createSign('sha256').update(signed).sign(privateKey);
    return {
      id,
      rawId: id,
      type: 'public-key' as const,
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
      },
    };
  }

  return { id, cose, register, assert };
}

/** The assertion as a receipt has it. */
export function inReceipt({
  id,
  response,
}: ReturnType<ReturnType<typeof authenticator>['assert']>) {
  return {
    credentialId: id,
    clientData: response.clientDataJSON,
    authenticatorData: response.authenticatorData,
    signature: response.signature,
  };
}

/** The challenge a record makes. */
export function challengeOf(record: string): string {
  return sha256(Buffer.from(record, 'utf8')).toString('base64url');
}

const KEYS = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

function clientDataOf(type: string, challenge: string, { origin }: Site, bent: Bent): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: bent.type ?? type,
      challenge,
      origin: bent.origin ?? origin,
      crossOrigin: bent.crossOrigin ?? false,
    }),
  );
}

function authenticatorData(site: Site, bent: Bent): Buffer {
  const rest = Buffer.alloc(5);
  rest.writeUInt8(bent.flags ?? 0x05, 0);
  rest.writeUInt32BE(bent.counter ?? 0, 1);
  return Buffer.concat([sha256(Buffer.from(bent.rpId ?? site.rpId)), rest]);
}

function coseOf(algorithm: Algorithm, key: KeyObject): Buffer {
  const jwk = key.export({ format: 'jwk' });
  const part = (name: 'x' | 'y' | 'n' | 'e') =>
    cborBytes(Buffer.from(jwk[name] ?? '', 'base64url'));
  const [one, three] = [Buffer.from([0x01]), Buffer.from([0x03])];
  const label = (negative: number) => Buffer.from([0x20 - 1 - negative]);
  switch (algorithm) {
    case 'ES256':
      return Buffer.concat([
        Buffer.from([0xa5]),
        one,
        Buffer.from([0x02]),
        three,
        Buffer.from([0x26]),
        label(-1),
        Buffer.from([0x01]),
        label(-2),
        part('x'),
        label(-3),
        part('y'),
      ]);
    case 'EdDSA':
      return Buffer.concat([
        Buffer.from([0xa4]),
        one,
        Buffer.from([0x01]),
        three,
        Buffer.from([0x27]),
        label(-1),
        Buffer.from([0x06]),
        label(-2),
        part('x'),
      ]);
    case 'RS256':
      return Buffer.concat([
        Buffer.from([0xa4]),
        one,
        Buffer.from([0x03]),
        three,
        Buffer.from([0x39, 0x01, 0x00]),
        label(-1),
        part('n'),
        label(-2),
        part('e'),
      ]);
  }
}

function cborText(text: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 + text.length]), Buffer.from(text)]);
}

function cborBytes(data: Buffer): Buffer {
  if (data.length < 24) return Buffer.concat([Buffer.from([0x40 + data.length]), data]);
  const head = Buffer.alloc(data.length < 256 ? 2 : 3, data.length < 256 ? 0x58 : 0x59);
  head.writeUIntBE(data.length, 1, head.length - 1);
  return Buffer.concat([head, data]);
}

function sha256(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
