import { isIP } from 'node:net';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import {
  cose,
  decodeAttestationObject,
  decodeCredentialPublicKey,
} from '@simplewebauthn/server/helpers';
import { z } from 'zod';

/** The one file that knows simplewebauthn on the server: what is asked of a passkey, and what it answered. */

/** Where passkeys belong: the host's name, and the one origin they may be used on. */
export type Site = { rpId: string; origin: string };

export type Passkey = {
  /** The credential id, base64url. */
  id: string;
  /** COSE. */
  publicKey: Buffer;
  signCount: number;
  transports: string[];
};

/** What a passkey signed, as bytes. */
export type Assertion = {
  credentialId: string;
  clientData: Buffer;
  authenticatorData: Buffer;
  signature: Buffer;
};

/** The portal's site, or undefined where browsers have no passkeys: an address that is a number. */
export function passkeySite(origin: string): Site | undefined {
  const { hostname } = new URL(origin);
  const isNumber = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return isNumber ? undefined : { rpId: hostname, origin };
}

const { ES256, EdDSA, RS256 } = cose.COSEALG;
/** What the offline verifier knows, too (`src/verify/cose-key.ts`). */
const ALGORITHMS = [ES256, EdDSA, RS256];
const VERIFIED = 'required';

/** What the browser is asked to make a passkey with, as JSON. */
export function creationOptions(
  site: Site,
  asked: {
    challenge: string;
    person: { publicId: string; name: string };
    city: string;
    others: readonly { id: string; transports: string[] }[];
  },
) {
  return generateRegistrationOptions({
    rpName: `Policy training, ${asked.city}`,
    rpID: site.rpId,
    userID: new Uint8Array(Buffer.from(asked.person.publicId)),
    userName: asked.person.name,
    userDisplayName: asked.person.name,
    challenge: fromBase64url(asked.challenge),
    attestationType: 'none',
    // Those that are there already, so that the same device is not added twice.
    excludeCredentials: asked.others.map(descriptor),
    authenticatorSelection: { residentKey: 'discouraged', userVerification: VERIFIED },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

/** What the browser is asked to sign with this one passkey, as JSON. */
export function requestOptions(
  site: Site,
  asked: { challenge: string; passkey: { id: string; transports: string[] } },
) {
  return generateAuthenticationOptions({
    rpID: site.rpId,
    challenge: fromBase64url(asked.challenge),
    allowCredentials: [descriptor(asked.passkey)],
    userVerification: VERIFIED,
  });
}

/** The passkey that a browser made for this challenge, or undefined when it is none of this site's. */
export async function newPasskey(
  site: Site,
  challenge: string,
  answer: string,
): Promise<Passkey | undefined> {
  try {
    const response = Registered.parse(JSON.parse(answer));
    if (!isWithoutCertificate(response.response.attestationObject)) return undefined;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return undefined;
    const { id, publicKey, counter, transports = [] } = registrationInfo.credential;
    if (id !== response.id || !isOnKnownCurve(publicKey)) return undefined;
    return { id, publicKey: Buffer.from(publicKey), signCount: counter, transports };
  } catch {
    return undefined;
  }
}

/**
 * What this passkey signed for this challenge, and its counter; undefined when it did not: another
 * challenge, site or key, nobody verified, or a counter that did not go on (a copy, or an old answer).
 */
export async function signedBy(
  site: Site,
  passkey: Passkey,
  challenge: string,
  answer: string,
): Promise<{ assertion: Assertion; signCount: number } | undefined> {
  try {
    const response = Asserted.parse(JSON.parse(answer));
    if (response.id !== passkey.id) return undefined;
    const clientData = Buffer.from(response.response.clientDataJSON, 'base64url');
    if (ClientData.parse(JSON.parse(clientData.toString('utf8'))).crossOrigin) return undefined;
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: true,
      credential: {
        id: passkey.id,
        publicKey: new Uint8Array(passkey.publicKey),
        counter: passkey.signCount,
      },
    });
    if (!verified) return undefined;
    const assertion = {
      credentialId: passkey.id,
      clientData,
      authenticatorData: Buffer.from(response.response.authenticatorData, 'base64url'),
      signature: Buffer.from(response.response.signature, 'base64url'),
    };
    return { assertion, signCount: authenticationInfo.newCounter };
  } catch {
    return undefined;
  }
}

const base64url = z.string().regex(/^[\w-]+$/);
const TRANSPORTS = ['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'] as const;
const transport = z.enum(TRANSPORTS);
const credential = {
  id: base64url.max(1400),
  rawId: base64url.max(1400),
  type: z.literal('public-key'),
};
const Registered = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.string())
      .transform((all) => all.filter(isTransport))
      .default([]),
  }),
  clientExtensionResults: z.object({}).default({}),
});
const Asserted = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    authenticatorData: base64url,
    signature: base64url,
  }),
  clientExtensionResults: z.object({}).default({}),
});
const ClientData = z.object({ crossOrigin: z.boolean().optional() });

type Transport = z.output<typeof transport>;
function isTransport(name: string): name is Transport {
  return transport.safeParse(name).success;
}

function descriptor({ id, transports }: { id: string; transports: string[] }) {
  return { id, transports: transports.filter(isTransport) };
}

/**
 * None was asked for. A certificate would make the library ask servers named in it whether it was
 * revoked, and whoever sends it could name any.
 */
function isWithoutCertificate(attestationObject: string): boolean {
  const decoded = decodeAttestationObject(fromBase64url(attestationObject));
  const format = decoded.get('fmt');
  if (format === 'none') return true;
  return format === 'packed' && decoded.get('attStmt').get('x5c') === undefined;
}

function isOnKnownCurve(publicKey: Uint8Array<ArrayBuffer>): boolean {
  const key = decodeCredentialPublicKey(publicKey);
  if (cose.isCOSEPublicKeyEC2(key)) return key.get(cose.COSEKEYS.crv) === cose.COSECRV.P256;
  if (cose.isCOSEPublicKeyOKP(key)) return key.get(cose.COSEKEYS.crv) === cose.COSECRV.ED25519;
  return cose.isCOSEPublicKeyRSA(key);
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}
