import { createHash, randomBytes } from 'node:crypto';
import { SignedData } from '@peculiar/asn1-cms';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  id_ct_tstInfo,
  MessageImprint,
  PKIStatus,
  TimeStampReq,
  TimeStampReqVersion,
  TimeStampResp,
  TSTInfo,
} from '@peculiar/asn1-tsp';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { timestamps } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import type { Place } from './place.ts';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const MOST_BYTES = 64 * 1024;
const PATIENCE = 15_000;

/** An RFC 3161 service that puts its time on a head; its answer is stored as it came. */
export function timestampPlace(address: string, patience = PATIENCE): Place {
  const { origin, pathname } = new URL(address);
  const name = origin + pathname;
  return {
    channel: 'timestamp',
    name,
    async deliver({ size, note }, at) {
      const nonce = randomBytes(8);
      // Positive, in its shortest form.
      nonce[0] = (nonce[0]! & 0x3f) | 0x40;
      const imprint = createHash('sha256').update(note, 'utf8').digest();
      const token = await ask(address, requestOf(imprint, nonce), patience);
      readTimestamp(token, { imprint, nonce });
      return async (tx) => {
        await tx.insert(timestamps).values({ size, service: name, token, at });
      };
    },
  };
}

function requestOf(imprint: Buffer, nonce: Buffer): Buffer {
  const request = new TimeStampReq({
    version: TimeStampReqVersion.v1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA256, parameters: null }),
      hashedMessage: new OctetString(imprint),
    }),
    nonce: bytesOf(nonce),
    certReq: true,
  });
  return Buffer.from(AsnConvert.serialize(request));
}

async function ask(address: string, request: Buffer, patience: number): Promise<Buffer> {
  const url = new URL(address);
  const account = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = url.password = '';
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/timestamp-query',
        accept: 'application/timestamp-reply',
        ...(account === ':'
          ? {}
          : { authorization: `Basic ${Buffer.from(account).toString('base64')}` }),
      },
      body: bytesOf(request),
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
    if (!answer.ok) {
      throw no(
        `The timestamp service answers with ${answer.status}. Look at \`PORTAL_TIMESTAMP_URL\`.`,
      );
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of answer.body ?? []) {
      chunks.push(chunk);
      if ((bytes += chunk.length) > MOST_BYTES) throw no('The timestamp service sent too much.');
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if ((error as Error).name === 'TimeoutError') {
      throw no('The timestamp service took too long; the portal tries again.');
    }
    throw no('The timestamp service could not be reached; the portal tries again.');
  }
}

/**
 * The time that a service's answer gives. Refuses one that is not granted, and one that is about
 * other bytes or answers another question. Whose signature it bears is for whoever relies on it to
 * check, against the certificates they trust (`openssl ts -verify`).
 */
export function readTimestamp(token: Buffer, asked: { imprint: Buffer; nonce?: Buffer }): Date {
  const { granted, info } = parse(token);
  if (!granted) throw no('The timestamp service refused to put its time on this checkpoint.');
  if (!info) throw no('The timestamp service sent something that is no timestamp.');
  const { messageImprint, nonce, genTime } = info;
  const isOfThis =
    messageImprint.hashAlgorithm.algorithm === SHA256 &&
    Buffer.from(messageImprint.hashedMessage.buffer).equals(asked.imprint);
  if (!isOfThis) throw no('The timestamp service put its time on something else.');
  if (asked.nonce && !(nonce && Buffer.from(nonce).equals(asked.nonce))) {
    throw no('The timestamp service answered another question, perhaps an old one.');
  }
  return genTime;
}

function parse(token: Buffer): { granted: boolean; info?: TSTInfo } {
  try {
    const { status, timeStampToken } = AsnConvert.parse(token, TimeStampResp);
    const granted = [PKIStatus.granted, PKIStatus.grantedWithMods].includes(status.status);
    if (!timeStampToken) return { granted };
    const { encapContentInfo } = AsnConvert.parse(timeStampToken.content, SignedData);
    const { eContentType, eContent } = encapContentInfo;
    const bytes = eContent?.single?.buffer;
    if (eContentType !== id_ct_tstInfo || !bytes) return { granted };
    return { granted, info: AsnConvert.parse(bytes, TSTInfo) };
  } catch {
    return { granted: true };
  }
}

/** A copy whose buffer holds nothing else. */
const bytesOf = (bytes: Buffer) => new Uint8Array(bytes).buffer;
const no = (sentence: string) => new Refusal('busy', sentence);
