import { createPublicKey, type KeyObject } from 'node:crypto';

/** The public key of a passkey, and how it signs. */
export type PasskeyKey = { key: KeyObject; digest: 'sha256' | null };

const KTY = 1;
const ALG = 3;

/**
 * A passkey's public key from its COSE form (RFC 9052): ES256 on P-256, EdDSA on Ed25519, or RS256.
 * Undefined when it is none of these, or has a byte too many or too few.
 */
export function readCoseKey(cose: Buffer): PasskeyKey | undefined {
  try {
    const fields = readMap(cose);
    const bytes = (label: number) => {
      const value = fields.get(label);
      if (!Buffer.isBuffer(value)) throw new Error(`COSE field ${label} is no byte string`);
      return value.toString('base64url');
    };
    const is = (kty: number, alg: number, crv?: number) =>
      fields.get(KTY) === kty && fields.get(ALG) === alg && (!crv || fields.get(-1) === crv);
    if (is(2, -7, 1)) return es256(bytes(-2), bytes(-3));
    if (is(1, -8, 6))
      return { key: fromJwk({ kty: 'OKP', crv: 'Ed25519', x: bytes(-2) }), digest: null };
    if (is(3, -257))
      return { key: fromJwk({ kty: 'RSA', n: bytes(-1), e: bytes(-2) }), digest: 'sha256' };
  } catch {
    // Said once, by whoever asked for the key.
  }
  return undefined;
}

function es256(x: string, y: string): PasskeyKey {
  return { key: fromJwk({ kty: 'EC', crv: 'P-256', x, y }), digest: 'sha256' };
}

function fromJwk(key: Record<string, string>): KeyObject {
  return createPublicKey({ key, format: 'jwk' });
}

/** A CBOR map of integers to integers or byte strings, which is all that a COSE key needs. */
function readMap(cbor: Buffer): Map<number, number | Buffer> {
  let at = 0;
  const next = () => {
    const head = cbor.readUInt8(at++);
    const info = head & 0x1f;
    if (info < 24) return { major: head >> 5, value: info };
    const size = [1, 2, 4][info - 24];
    if (size === undefined) throw new Error('a length that no key has');
    const value = cbor.readUIntBE(at, size);
    at += size;
    return { major: head >> 5, value };
  };
  const item = (): number | Buffer => {
    const { major, value } = next();
    if (major === 0) return value;
    if (major === 1) return -1 - value;
    if (major !== 2 || at + value > cbor.length) throw new Error('neither a number nor bytes');
    at += value;
    return cbor.subarray(at - value, at);
  };
  const { major, value: pairs } = next();
  if (major !== 5) throw new Error('not a map');
  const map = new Map<number, number | Buffer>();
  for (let pair = 0; pair < pairs; pair += 1) {
    const label = item();
    if (typeof label !== 'number' || map.has(label)) throw new Error('not a label');
    map.set(label, item());
  }
  if (at !== cbor.length) throw new Error('bytes left over');
  return map;
}
