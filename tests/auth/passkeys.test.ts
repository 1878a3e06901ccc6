import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import {
  addPasskey,
  openChallenge,
  ownPasskey,
  passkeysOf,
  removePasskey,
  startPasskey,
} from '#auth/passkeys.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import { creationOptions, passkeySite } from '#auth/webauthn.ts';
import type { Db } from '#db/client.ts';
import { auditEvents, passkeyChallenges } from '#db/schema/index.ts';
import { authenticator, type Algorithm, type Bent } from '../support/authenticator.ts';
import { freshDatabase } from '../support/database.ts';
import { signedIn } from '../support/school.ts';
import { addPerson, AT, minutesLater } from './people.ts';

vi.mock('@simplewebauthn/server', { spy: true });

const SITE = { rpId: 'training.example.gov', origin: 'https://training.example.gov' };
const ADDRESS = '203.0.113.7';
const alice = { ...signedIn('1042', 'Alice Example'), sessionHash: 'this session' };
const bob = signedIn('1043', 'Bob Example');

let db: Db;
beforeEach(async () => {
  db = await freshDatabase();
  for (const number of ['1042', '1043']) await addPerson(db, { number });
});

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
const events = async (act: string) =>
  db.read.select().from(auditEvents).where(eq(auditEvents.act, act));

type Added = { person?: SignedIn; name?: string; bent?: Bent; challenge?: string; at?: Date };
/** Answers the open challenge with a passkey; `challenge` in its place where one is given. */
async function add(
  passkey = authenticator('ES256', SITE),
  { person = alice, name = 'Work phone', bent, challenge, at = AT }: Added = {},
): Promise<void> {
  const open = challenge ?? (await openChallenge(db.read, person, AT)) ?? 'none';
  const answer = JSON.stringify(passkey.register(open, bent));
  await addPasskey(db, { person, site: SITE, name, answer, address: ADDRESS, at });
}

describe('a passkey', () => {
  test.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])('of %s is added', async (algorithm) => {
    await startPasskey(db, alice, AT);
    const passkey = authenticator(algorithm, SITE);
    await add(passkey);
    const [kept] = await passkeysOf(db.read, alice.number);
    expect(kept).toMatchObject({ id: passkey.id, name: 'Work phone', signCount: 0 });
    expect(kept!.publicKey.equals(passkey.cose)).toBe(true);
    expect(await events('passkey.added')).toHaveLength(1);
  });

  test('is its person’s: for everybody else there is none', async () => {
    await startPasskey(db, alice, AT);
    const passkey = authenticator('ES256', SITE);
    await add(passkey);
    const said = await refusal(ownPasskey(db.read, bob.number, passkey.id));
    expect(said).toBe(await refusal(ownPasskey(db.read, bob.number, 'no-such-passkey')));
    const removal = { person: bob, id: passkey.id, address: ADDRESS, at: AT };
    expect(await refusal(removePasskey(db, removal))).toBe(said);
    expect(await passkeysOf(db.read, alice.number)).toHaveLength(1);
  });

  test('is removed by its person, which the audit log tells', async () => {
    await startPasskey(db, alice, AT);
    const passkey = authenticator('ES256', SITE);
    await add(passkey);
    await removePasskey(db, { person: alice, id: passkey.id, address: ADDRESS, at: AT });
    expect(await passkeysOf(db.read, alice.number)).toEqual([]);
    expect(await events('passkey.removed')).toHaveLength(1);
  });

  test('takes a name of at most 60 characters, which is looked at before the challenge is used', async () => {
    await startPasskey(db, alice, AT);
    expect(await refusal(add(undefined, { name: ' ' }))).toContain('Give the passkey a name');
    expect(await refusal(add(undefined, { name: 'x'.repeat(61) }))).toContain('at most 60');
    await add(undefined, { name: 'x'.repeat(60) });
  });

  test('is one of ten at most', async () => {
    for (let made = 0; made < 10; made += 1) {
      await startPasskey(db, alice, AT);
      await add();
    }
    expect(await refusal(startPasskey(db, alice, AT))).toContain('as many as there may be');
    await startPasskey(db, bob, AT);
  });
});

describe('a challenge', () => {
  test('is answered once, right or wrong', async () => {
    await startPasskey(db, alice, AT);
    const challenge = (await openChallenge(db.read, alice, AT))!;
    await add(undefined, { challenge });
    expect(await refusal(add(undefined, { challenge }))).toContain('longer than five minutes');
    await startPasskey(db, alice, AT);
    const next = (await openChallenge(db.read, alice, AT))!;
    expect(next).not.toBe(challenge);
    expect(await refusal(add(undefined, { challenge }))).toContain('not made as asked');
    expect(await refusal(add(undefined, { challenge: next }))).toContain('five minutes');
    expect(await passkeysOf(db.read, alice.number)).toHaveLength(1);
    expect(await events('passkey.refused')).toHaveLength(1);
  });

  test('waits five minutes, in the session that gave the password', async () => {
    await startPasskey(db, alice, AT);
    expect(await openChallenge(db.read, alice, minutesLater(5))).toBeDefined();
    expect(await openChallenge(db.read, alice, minutesLater(5.01))).toBeUndefined();
    const elsewhere = { ...alice, sessionHash: 'another session' };
    expect(await openChallenge(db.read, elsewhere, AT)).toBeUndefined();
    expect(await openChallenge(db.read, bob, AT)).toBeUndefined();
    const late = await refusal(add(undefined, { at: minutesLater(5.01) }));
    expect(late).toContain('longer than five minutes');
    expect(await passkeysOf(db.read, alice.number)).toEqual([]);
  });

  test('that nobody answered goes when the next begins', async () => {
    await startPasskey(db, alice, AT);
    await startPasskey(db, bob, minutesLater(6));
    const rows = await db.read.select().from(passkeyChallenges);
    expect(rows.map((row) => row.employeeNumber)).toEqual([bob.number]);
  });

  test.each<[string, Bent]>([
    ['another site’s key', { rpId: 'example.gov' }],
    ['another origin', { origin: 'https://training.example.gov.evil.example' }],
    ['a signature in place of a new key', { type: 'webauthn.get' }],
    ['nobody verified', { flags: 0x41 }],
    ['nobody there', { flags: 0x44 }],
  ])('is not answered by %s', async (_, bent) => {
    await startPasskey(db, alice, AT);
    expect(await refusal(add(undefined, { bent }))).toContain('not made as asked');
    expect(await passkeysOf(db.read, alice.number)).toEqual([]);
    expect(await events('passkey.refused')).toHaveLength(1);
  });

  test.each(['', '{}', 'null', 'not JSON', '{"id":"a","rawId":"a","type":"public-key"}'])(
    'is not answered by `%s`',
    async (answer) => {
      await startPasskey(db, alice, AT);
      const asked = { person: alice, site: SITE, name: 'x', answer, address: ADDRESS, at: AT };
      expect(await refusal(addPasskey(db, asked))).toContain('not made as asked');
    },
  );

  test('is not answered with a certificate: checking one would ask servers it names', async () => {
    await startPasskey(db, alice, AT);
    const made = authenticator('ES256', SITE).register((await openChallenge(db.read, alice, AT))!);
    const plain = Buffer.from(made.response.attestationObject, 'base64url').toString('latin1');
    // fmt `packed`, and a statement with algorithm, signature and one certificate of a byte.
    const packed = plain
      .replace('\x64none', '\x66packed')
      .replace('gattStmt\xa0', 'gattStmt\xa3\x63alg\x26\x63sig\x41\x00\x63x5c\x81\x41\x00');
    expect(packed).toContain('x5c');
    made.response.attestationObject = Buffer.from(packed, 'latin1').toString('base64url');
    const answer = JSON.stringify(made);
    // oxlint-disable-next-line no-restricted-imports -- what must not be reached is watched here.
    const { verifyRegistrationResponse: lookedAt } = await import('@simplewebauthn/server');
    vi.mocked(lookedAt).mockClear();
    const asked = { person: alice, site: SITE, name: 'x', answer, address: ADDRESS, at: AT };
    expect(await refusal(addPasskey(db, asked))).toContain('not made as asked');
    expect(lookedAt).not.toHaveBeenCalled();
  });
});

describe('the site of passkeys', () => {
  test.each([
    ['https://training.example.gov', 'training.example.gov'],
    ['https://training.example.gov:8443', 'training.example.gov'],
    ['http://localhost:4321', 'localhost'],
  ])('%s is %s', (origin, rpId) => {
    expect(passkeySite(origin)).toEqual({ rpId, origin });
  });

  test.each(['http://127.0.0.1:4321', 'https://192.0.2.7', 'http://[::1]:4321'])(
    '%s has none: browsers refuse numbers',
    (origin) => {
      expect(passkeySite(origin)).toBeUndefined();
    },
  );
});

test('the browser is asked for a verified person, no attestation, and none of those there are', async () => {
  const passkey = { id: authenticator('ES256', SITE).id, transports: ['usb', 'by owl'] };
  const asked = { challenge: 'AAAA', person: alice, city: 'City', others: [passkey] };
  expect(await creationOptions(SITE, asked)).toMatchObject({
    challenge: 'AAAA',
    rp: { id: SITE.rpId },
    attestation: 'none',
    authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
    excludeCredentials: [{ id: passkey.id, transports: ['usb'] }],
    pubKeyCredParams: [{ alg: -7 }, { alg: -8 }, { alg: -257 }],
  });
});
