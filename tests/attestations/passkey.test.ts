import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { recordFaults } from '#attestations/check-records.ts';
import { withdrawConsent } from '#attestations/consent.ts';
import { draftForPasskey, openDraft } from '#attestations/passkey-draft.ts';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import { signWithPasskey } from '#attestations/sign-with-passkey.ts';
import {
  addPasskey,
  openChallenge,
  passkeysOf,
  removePasskey,
  startPasskey,
} from '#auth/passkeys.ts';
import type { SignedIn } from '#auth/signed-in.ts';
import {
  assertions,
  attempts,
  attestations,
  auditEvents,
  ledgerEntries,
  passkeys,
  regrades,
  signingDrafts,
} from '#db/schema/index.ts';
import type { Item } from '#training/item.ts';
import { factsOf } from '#verify/record-facts.ts';
import { saysPasskey, verifyAssertion } from '#verify/assertion.ts';
import { authenticator, challengeOf, type Algorithm, type Bent } from '../support/authenticator.ts';
import {
  ALICE,
  BOB,
  NOW,
  finishTraining,
  lessonsOf,
  openSchool,
  review,
  sign,
  signedIn,
  signing as signingOf,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/training.ts';

const SITE = { rpId: 'training.example.gov', origin: 'https://training.example.gov' };
const alice = signedIn(ALICE, 'Alice Example');
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
type Passkey = ReturnType<typeof authenticator>;

let school: School;
let passkey: Passkey;
beforeEach(async () => {
  school = await openSchool();
  await finishTraining(school, ALICE);
  await review(school, ALICE);
  passkey = await withPasskey(alice);
});

async function withPasskey(person: SignedIn, algorithm: Algorithm = 'ES256'): Promise<Passkey> {
  const made = authenticator(algorithm, SITE);
  await startPasskey(school.db, person, NOW);
  const challenge = (await openChallenge(school.db.read, person, NOW))!;
  const answer = JSON.stringify(made.register(challenge));
  const added = { person, site: SITE, name: 'Phone', answer, address: '', at: NOW };
  await addPasskey(school.db, added);
  return made;
}

const signing = (person: SignedIn = alice) => ({
  ...signingOf(school, person.number),
  person,
  site: SITE,
});
type Drafting = Partial<Parameters<typeof draftForPasskey>[1]>;
const draft = (differs: Drafting = {}) =>
  draftForPasskey(school.db, {
    ...signing(),
    passkeyId: passkey.id,
    ...differs,
  });
const drafted = async () => (await school.db.read.select().from(signingDrafts))[0]!;

type Answering = Partial<Parameters<typeof signWithPasskey>[1]> & { at?: Date };
const send = (answer: object | string, { at = NOW, ...differs }: Answering = {}) =>
  signWithPasskey(school.db, {
    ...signing(),
    clock: () => at,
    answer: typeof answer === 'string' ? answer : JSON.stringify(answer),
    ...differs,
  });
/** The passkey's answer to the record that waits. */
const asserted = async (bent: Bent = {}, by = passkey) =>
  by.assert(challengeOf((await drafted()).record), bent);

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
const events = async (act: string) =>
  school.db.read.select().from(auditEvents).where(eq(auditEvents.act, act));
const kept = async () => ({
  attestations: (await school.db.read.select().from(attestations)).length,
  assertions: (await school.db.read.select().from(assertions)).length,
  signed: (await events('attestation.signed')).length,
  entries: await school.db.read.$count(ledgerEntries, eq(ledgerEntries.kind, 'attestation')),
});
const NOTHING = { attestations: 0, assertions: 0, signed: 0, entries: 0 };
const ONE = { attestations: 1, assertions: 1, signed: 1, entries: 1 };

/** The stored assertion as a receipt has it. */
async function storedAssertion(attestationId: string) {
  const [row] = await school.db.read
    .select()
    .from(assertions)
    .where(eq(assertions.attestationId, attestationId));
  return {
    credentialId: row!.credentialId,
    clientData: row!.clientData.toString('base64url'),
    authenticatorData: row!.authenticatorData.toString('base64url'),
    signature: row!.signature.toString('base64url'),
  };
}

describe('signing with a passkey', () => {
  test.each<Algorithm>(['ES256', 'EdDSA', 'RS256'])(
    'by %s keeps record, assertion and entry at once, and verifies offline',
    async (algorithm) => {
      passkey = await withPasskey(alice, algorithm);
      await draft();
      const at = later(2);
      const { id, sha256 } = await send(await asserted(), { at });
      const { content, record, signedAt } = await ownAttestation(school.db, ALICE, id);
      expect(content.authentication).toMatchObject({
        method: 'password',
        stepUp: {
          method: 'passkey',
          at: NOW.toISOString(),
          passkey: {
            credentialId: passkey.id,
            publicKey: passkey.cose.toString('base64url'),
            ...SITE,
          },
        },
      });
      // What is signed is when it was written up; the ledger says when it came in.
      expect(content).toMatchObject({ signedAt: NOW.toISOString() });
      expect(signedAt).toEqual(NOW);
      const [entry] = await school.db.read
        .select()
        .from(ledgerEntries)
        .where(eq(ledgerEntries.recordId, id));
      expect(entry).toMatchObject({ sha256, at });
      expect(await kept()).toEqual(ONE);
      expect(await school.db.read.select().from(signingDrafts)).toEqual([]);
      const used = (await passkeysOf(school.db.read, ALICE)).find((one) => one.id === passkey.id);
      expect(used).toMatchObject({ signCount: 1, lastUsedAt: at });

      expect(saysPasskey(record)).toBe(true);
      verifyAssertion(record, await storedAssertion(id));
      expect(await recordFaults(school.db)).toEqual([]);
      const { at: signed, waits, hasPasskey } = factsOf(Buffer.from(record));
      expect([new Date(signed), waits, hasPasskey]).toEqual([NOW, 6 * 60_000, true]);
    },
  );

  test('takes the box, the name, a finished training and a passkey of one’s own', async () => {
    expect(await refusal(draft({ agreed: false }))).toContain('Check the box');
    expect(await refusal(draft({ typedName: 'Alice' }))).toContain('Alice Example');
    const bob = signedIn(BOB, 'Bob Example');
    const bobs = signing(bob);
    expect(await refusal(draft(bobs))).toContain('no such passkey of yours');
    const own = await withPasskey(bob);
    expect(await refusal(draft({ ...bobs, passkeyId: own.id }))).toContain('training left to do');
    expect(await refusal(draft({ passkeyId: own.id }))).toContain('no such passkey of yours');
    expect(await school.db.read.select().from(signingDrafts)).toEqual([]);
  });

  test('twice, many at once or after a password returns the one attestation', async () => {
    await draft();
    const answer = await asserted();
    const receipts = await Promise.all(Array.from({ length: 5 }, () => send(answer)));
    expect(new Set(receipts.map(({ id }) => id)).size).toBe(1);
    expect(await send(answer)).toEqual(receipts[0]);
    expect(await kept()).toEqual(ONE);
    await draft();
    expect(await school.db.read.select().from(signingDrafts)).toEqual([]);
  });

  test('is one attestation when a password was faster', async () => {
    await draft();
    const answer = await asserted();
    await sign(school, ALICE);
    const { id } = await send(answer);
    expect((await attestationsOf(school.db, ALICE)).map((one) => one.id)).toEqual([id]);
    expect(await kept()).toEqual({ ...ONE, assertions: 0 });
  });
});

describe('an answer is refused, and nothing kept,', () => {
  const SAID = 'not what your passkey was asked to sign';
  beforeEach(() => draft());

  test.each<[string, Bent]>([
    ['for another origin', { origin: 'https://evil.example' }],
    ['for another site', { rpId: 'example.gov' }],
    ['from within a page of another site', { crossOrigin: true }],
    ['that makes a key in place of signing', { type: 'webauthn.create' }],
    ['without a verified person', { flags: 0x01 }],
    ['without anybody there', { flags: 0x04 }],
  ])('%s', async (_, bent) => {
    expect(await refusal(send(await asserted(bent)))).toContain(SAID);
    expect(await kept()).toEqual(NOTHING);
    expect(await events('passkey.refused')).toHaveLength(1);
    // The draft still waits: the person may try again.
    await send(await asserted());
    expect(await kept()).toEqual(ONE);
  });

  test('when a bit of its data or signature differs', async () => {
    const answer = await asserted();
    const parts = ['clientDataJSON', 'authenticatorData', 'signature'] as const;
    for (const part of parts) {
      const bytes = Buffer.from(answer.response[part], 'base64url');
      bytes[bytes.length - 3]! ^= 1;
      const response = { ...answer.response, [part]: bytes.toString('base64url') };
      expect(await refusal(send({ ...answer, response }))).toContain(SAID);
    }
    expect(await kept()).toEqual(NOTHING);
  });

  test('when it is of another record, even one a minute older', async () => {
    const earlier = await asserted();
    await draft();
    expect(await refusal(send(earlier))).toContain(SAID);
    expect(await kept()).toEqual(NOTHING);
  });

  test('when its counter does not go on: a copy of the passkey', async () => {
    await school.db.write((tx) => tx.update(passkeys).set({ signCount: 7 }));
    expect(await refusal(send(await asserted({ counter: 7 })))).toContain(SAID);
    expect(await refusal(send(await asserted({ counter: 3 })))).toContain(SAID);
    await send(await asserted({ counter: 8 }));
    expect(await kept()).toEqual(ONE);
  });

  test('when it is by another passkey, own or not, under whichever id', async () => {
    const own = await withPasskey(alice);
    const answer = await asserted({}, own);
    expect(await refusal(send(answer))).toContain(SAID);
    expect(await refusal(send({ ...answer, id: passkey.id, rawId: passkey.id }))).toContain(SAID);
    expect(await kept()).toEqual(NOTHING);
  });

  test.each(['{}', 'null', 'not JSON', '[1]'])('when it is `%s`', async (answer) => {
    expect(await refusal(send(answer))).toContain(SAID);
  });

  test('when there is none; that is no guess, and counts for nothing', async () => {
    expect(await refusal(send(''))).toContain('did not ask for your passkey');
    expect(await events('passkey.refused')).toEqual([]);
  });

  test('again and again until it has to wait, as with passwords', async () => {
    for (let tries = 0; tries < 6; tries += 1) {
      expect(await refusal(send('{}'))).toContain(SAID);
    }
    expect(await refusal(send(await asserted()))).toContain('many failed tries');
    expect(await events('passkey.throttled')).toHaveLength(1);
    expect(await kept()).toEqual(NOTHING);
    await send(await asserted(), { at: later(1) });
    expect(await kept()).toEqual(ONE);
  });
});

describe('a record that waits for a passkey is not signed', () => {
  const SAID = 'waits five minutes for your passkey';
  beforeEach(() => draft());

  test('after five minutes', async () => {
    const answer = await asserted();
    expect(await refusal(send(answer, { at: later(5.01) }))).toContain(SAID);
    expect(await kept()).toEqual(NOTHING);
    // Nor when they are over while the answer is looked at: the ledger would have it too late.
    const [start, end] = [later(4.99), later(5.01)];
    const clock = vi.fn<() => Date>().mockReturnValueOnce(start).mockReturnValue(end);
    expect(await refusal(send(answer, { clock }))).toContain(SAID);
    expect(await kept()).toEqual(NOTHING);
    await send(answer, { at: later(5) });
    expect(await kept()).toEqual(ONE);
  });

  test('from another session of the person, nor by another person', async () => {
    const answer = await asserted();
    const elsewhere = { ...alice, since: later(-30) };
    expect(await refusal(send(answer, { person: elsewhere }))).toContain(SAID);
    const bob = signedIn(BOB, 'Bob Example');
    const said = await refusal(send(answer, { person: bob }));
    const nobodys = { person: bob, assignmentId: 'no-such-assignment' };
    expect(said).toBe(await refusal(send(answer, nobodys)));
    expect(await kept()).toEqual(NOTHING);
  });

  test('for another site than it was written for', async () => {
    const asked = { person: alice, assignmentId: school.assignment[ALICE]!, at: NOW };
    const moved = { rpId: 'example.gov', origin: 'https://example.gov' };
    expect(await openDraft(school.db.read, { ...asked, site: SITE })).toBeDefined();
    expect(await openDraft(school.db.read, { ...asked, site: moved })).toBeUndefined();
  });

  test('when an answer was scored anew since', async () => {
    const answer = await asserted();
    const [attempt] = await school.db.read.select().from(attempts);
    await school.db.write((tx) =>
      tx.insert(regrades).values({
        attemptId: attempt!.id,
        position: 1,
        releaseSha256: attempt!.releaseSha256,
        score: 1,
        because: 'a test',
        by: BOB,
        at: NOW,
      }),
    );
    expect(await refusal(send(answer))).toContain('scored an answer of yours anew');
    expect(await kept()).toEqual(NOTHING);
  });

  test('when the agreement to electronic records was taken back since', async () => {
    const answer = await asserted();
    await withdrawConsent(school.db, { employeeNumber: ALICE, at: NOW });
    expect(await refusal(send(answer))).toContain('notice about electronic records');
    expect(await kept()).toEqual(NOTHING);
  });

  test('when the person is called otherwise since', async () => {
    const answer = await asserted();
    const married = { ...alice, name: 'Alice Sample' };
    expect(await refusal(send(answer, { person: married }))).toContain('Alice Sample');
    const moved = { ...alice, department: 'Police' };
    expect(await refusal(send(answer, { person: moved }))).toContain('was changed just now');
    expect(await kept()).toEqual(NOTHING);
  });

  test('when its passkey was removed since', async () => {
    const answer = await asserted();
    await removePasskey(school.db, { person: alice, id: passkey.id, address: '', at: NOW });
    expect(await refusal(send(answer))).toContain('no such passkey of yours');
    expect(await kept()).toEqual(NOTHING);
  });

  test('when a check was finished since', async () => {
    school = await openSchool();
    const honesty = 'C.4-honesty-and-accuracy';
    for (const { id } of await lessonsOf(school, ALICE)) {
      const miss = (item: Item) => wrongAnswer(school.revision, item);
      await takeCheck(school, ALICE, id, id === honesty ? miss : undefined);
    }
    await review(school, ALICE);
    passkey = await withPasskey(alice);
    await draft();
    const answer = await asserted();
    await takeCheck(school, ALICE, honesty);
    expect(await refusal(send(answer))).toContain('finished in another window');
    expect(await kept()).toEqual(NOTHING);
    await draft();
    await send(await asserted());
    expect(await kept()).toEqual(ONE);
  });

  test('while the ledger is stopped, and then nothing of it is kept', async () => {
    const answer = await asserted();
    school.ledger.stop('a test');
    expect(await refusal(send(answer))).toContain('Signing is paused');
    expect(await kept()).toEqual(NOTHING);
    const [used] = await passkeysOf(school.db.read, ALICE);
    expect(used).toMatchObject({ signCount: 0, lastUsedAt: null });
    expect(await drafted()).toBeDefined();
  });
});
