import canonicalize from 'canonicalize';
import { describe, expect, test } from 'vitest';
import { saysPasskey, verifyAssertion, type Assertion } from '#verify/assertion.ts';
import {
  authenticator,
  challengeOf,
  inReceipt,
  type Algorithm,
  type Bent,
} from '../support/authenticator.ts';

const SITE = { rpId: 'training.example.gov', origin: 'https://training.example.gov' };

/** A record signed with this passkey, as far as the assertion is concerned. */
function recordOf({ id, cose }: ReturnType<typeof authenticator>, name = 'Alice Example'): string {
  const passkey = { credentialId: id, publicKey: cose.toString('base64url'), ...SITE };
  const stepUp = { method: 'passkey', at: '2026-11-22T15:00:00.000Z', passkey };
  return canonicalize({ typedName: name, authentication: { method: 'password', stepUp } })!;
}

const refusal = (work: () => void) => {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was refused';
};

const ALGORITHMS: Algorithm[] = ['ES256', 'EdDSA', 'RS256'];
describe.each(ALGORITHMS)('a record signed with a passkey (%s)', (algorithm) => {
  const passkey = authenticator(algorithm, SITE);
  const record = recordOf(passkey);
  const assertion = inReceipt(passkey.assert(challengeOf(record)));
  const bent = (how: Bent) => () =>
    verifyAssertion(record, inReceipt(passkey.assert(challengeOf(record), how)));

  test('is verified with nothing but the record and the assertion', () => {
    expect(saysPasskey(record)).toBe(true);
    verifyAssertion(record, assertion);
  });

  test('is refused when any one bit of the assertion differs', () => {
    let flips = 0;
    for (const part of Object.keys(assertion) as (keyof Assertion)[]) {
      const bytes = Buffer.from(assertion[part], 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit += algorithm === 'RS256' ? 3 : 1) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        const flipped = { ...assertion, [part]: changed.toString('base64url') };
        expect(() => verifyAssertion(record, flipped), `${part}, bit ${bit}`).toThrow();
        flips += 1;
      }
    }
    expect(flips).toBeGreaterThan(1000);
  });

  test('is refused when the text of a part differs, even where its bytes do not', () => {
    for (const part of Object.keys(assertion) as (keyof Assertion)[]) {
      const padded = { ...assertion, [part]: `${assertion[part]}=` };
      expect(() => verifyAssertion(record, padded), part).toThrow();
    }
  });

  test('does not vouch for another record, nor for one that differs by a letter', () => {
    expect(refusal(() => verifyAssertion(recordOf(passkey, 'Alice Exemple'), assertion))).toContain(
      'signed another record',
    );
  });

  test('is refused from another passkey, by its id and by its key', () => {
    const other = authenticator(algorithm, SITE);
    const by = inReceipt(other.assert(challengeOf(record)));
    expect(refusal(() => verifyAssertion(record, by))).toContain('another passkey');
    expect(refusal(() => verifyAssertion(record, { ...by, credentialId: passkey.id }))).toContain(
      'not by the passkey',
    );
  });

  test('takes the person, there and verified, on the portal’s own site', () => {
    expect(refusal(bent({ flags: 0x01 }))).toContain('make sure who used it');
    expect(refusal(bent({ flags: 0x04 }))).toContain('without anybody');
    expect(refusal(bent({ rpId: 'example.gov' }))).toContain('belongs to another site');
    expect(refusal(bent({ origin: 'https://evil.example' }))).toContain('used on another site');
    expect(refusal(bent({ crossOrigin: true }))).toContain('used on another site');
    expect(refusal(bent({ type: 'webauthn.create' }))).toContain('not asked to sign');
  });

  test('is refused when the key in the record is cut, longer, or no key', () => {
    for (const cose of [
      passkey.cose.subarray(0, -1),
      Buffer.concat([passkey.cose, Buffer.from([0])]),
      Buffer.from('no key'),
      Buffer.from([0xa0]),
    ]) {
      const other = recordOf({ ...passkey, cose });
      const by = inReceipt(passkey.assert(challengeOf(other)));
      expect(refusal(() => verifyAssertion(other, by))).toMatch(/cannot be read|one form/);
    }
  });
});

test('a record signed with a password needs no assertion, and takes none', () => {
  const passkey = authenticator('ES256', SITE);
  const record = canonicalize({ authentication: { stepUp: { method: 'password', at: '' } } })!;
  expect(saysPasskey(record)).toBe(false);
  const by = inReceipt(passkey.assert(challengeOf(record)));
  expect(refusal(() => verifyAssertion(record, by))).toContain('does not say');
});
