/** The hash that an RFC 3161 answer of a time stamping service is about, and the time it says. */
export type Timestamp = { sha256: string; at: string };

const SHA256 = '608648016503040201';
const SIGNED_DATA = '2a864886f70d010702';
const TST_INFO = '2a864886f70d0109100104';

/**
 * Reads the DER of a TimeStampResp as far as its time and message imprint. The service's signature is
 * for `openssl ts -verify`, which knows whom to trust. Throws when it is no granted SHA-256 timestamp.
 */
export function readTimestamp(der: Buffer): Timestamp {
  const [whole, more] = parts(der);
  if (more) throw notOne();
  const [status, token] = parts(valueOf(whole, 0x30));
  const [granted] = parts(valueOf(status, 0x30));
  if (granted?.tag !== 0x02 || Number(`0x${granted.value.toString('hex')}`) > 1) {
    throw new Error('the service did not grant it');
  }
  const [type, signed] = parts(valueOf(token, 0x30));
  if (valueOf(type, 0x06).toString('hex') !== SIGNED_DATA) throw notOne();
  const [signedData] = parts(valueOf(signed, 0xa0));
  const [, , content] = parts(valueOf(signedData, 0x30));
  const [contentType, wrapped] = parts(valueOf(content, 0x30));
  if (valueOf(contentType, 0x06).toString('hex') !== TST_INFO) throw notOne();
  const [octets] = parts(valueOf(wrapped, 0xa0));
  const [info] = parts(valueOf(octets, 0x04));
  const [, , imprint, , time] = parts(valueOf(info, 0x30));
  const [algorithm, hash] = parts(valueOf(imprint, 0x30));
  const [oid] = parts(valueOf(algorithm, 0x30));
  if (valueOf(oid, 0x06).toString('hex') !== SHA256) throw notOne();
  return {
    sha256: valueOf(hash, 0x04).toString('hex'),
    at: valueOf(time, 0x18).toString('latin1'),
  };
}

type Part = { tag: number; value: Buffer };

function parts(der: Buffer): Part[] {
  const found: Part[] = [];
  for (let at = 0; at < der.length;) {
    const tag = der.readUInt8(at);
    let length = der.readUInt8(at + 1);
    at += 2;
    if (length >= 0x80) {
      const bytes = length - 0x80;
      if (bytes < 1 || bytes > 4) throw notOne();
      length = der.readUIntBE(at, bytes);
      at += bytes;
    }
    if (at + length > der.length) throw notOne();
    found.push({ tag, value: der.subarray(at, at + length) });
    at += length;
  }
  return found;
}

function valueOf(part: Part | undefined, tag: number): Buffer {
  if (part?.tag !== tag) throw notOne();
  return part.value;
}

const notOne = () => new Error('it is no RFC 3161 timestamp over a SHA-256');
