import { beforeAll, describe, expect, test } from 'vitest';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import { checkReceipt } from '#exports/check-receipt.ts';
import { receiptOf } from '#exports/receipt.ts';
import { appendRecord } from '#evidence/append.ts';
import { parseReceipt, printReceipt, type Receipt } from '#verify/receipt.ts';
import { freshDatabase } from '../support/database.ts';
import { ALICE, NOW, finishTraining, schoolOn, sign, type School } from '../support/school.ts';
import { signWithPasskey } from './every-table.ts';

let school: School;
let id: string;
let receipt: string;
beforeAll(async () => {
  school = await schoolOn(await freshDatabase());
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const [signed] = await attestationsOf(school.db, ALICE);
  id = signed!.id;
  receipt = printReceipt(
    await receiptOf(school.db, await ownAttestation(school.db, ALICE, signed!.id)),
  );
});

test('a receipt of this ledger: what it holds, its place, and that nothing speaks against it', async () => {
  expect(await checkReceipt(school.db, receipt)).toMatchObject({
    record: { id, person: { number: ALICE } },
    index: 1,
    size: 2,
    olderKey: false,
    inLedger: true,
    superseded: false,
    disposed: false,
  });
});

test('another portal refuses it: it knows no such key', async () => {
  const other = await schoolOn(await freshDatabase());
  await expect(checkReceipt(other.db, receipt)).rejects.toThrow('another ledger’s key');
});

test('one with the right proof whose entry is not at its place is said to be missing', async () => {
  // The same key in another database: a copy that was put back from before the signature.
  const before = await freshDatabase();
  await before.write((tx) =>
    appendRecord(tx, school.ledger, {
      kind: 'key',
      content: {
        id: 'the-key-of-the-same-ledger',
        schema: 'ledger-key/1',
        origin: school.ledger.origin,
        publicKey: JSON.parse(receipt).key,
        at: NOW.toISOString(),
      } as { id: string },
      at: NOW,
      by: 'system',
    }),
  );
  expect(await checkReceipt(before, receipt)).toMatchObject({ inLedger: false, superseded: false });
});

test('a later key makes it one of an older key, and no less right', async () => {
  const content = {
    schema: 'ledger-key/1',
    id: 'a-later-key',
    origin: school.ledger.origin,
    publicKey: 'city.example/attestations+00000000+later',
    at: NOW.toISOString(),
  };
  await school.db.write((tx) =>
    appendRecord(tx, school.ledger, { kind: 'key', content, at: NOW, by: 'system' }),
  );
  expect(await checkReceipt(school.db, receipt)).toMatchObject({ olderKey: true, inLedger: true });
});

test('a correction in the ledger is told, and nothing of what it says', async () => {
  const content = { schema: 'correction/1', id: 'a-correction', reason: 'Secret words of HR' };
  await school.db.write((tx) =>
    appendRecord(tx, school.ledger, {
      kind: 'correction',
      content,
      about: id,
      employeeNumber: ALICE,
      at: NOW,
      by: 'system',
    }),
  );
  const checked = await checkReceipt(school.db, receipt);
  expect(checked).toMatchObject({ superseded: true, inLedger: true });
  expect(JSON.stringify(checked)).not.toContain('Secret words');
});

describe('a record signed with a passkey', () => {
  let signed: Receipt;
  beforeAll(async () => {
    const other = await schoolOn(await freshDatabase());
    await finishTraining(other, ALICE);
    const attestation = await signWithPasskey(other, ALICE);
    signed = await receiptOf(other.db, await ownAttestation(other.db, ALICE, attestation));
    db = other.db;
  });
  let db: School['db'];

  test('is taken with the passkey’s signature', async () => {
    expect(await checkReceipt(db, printReceipt(signed))).toMatchObject({ inLedger: true });
  });

  test('is refused without it', async () => {
    const { assertion: _, ...stripped } = signed;
    const refused = checkReceipt(db, printReceipt(stripped));
    await expect(refused).rejects.toThrow('signed with a passkey, whose signature is missing');
    await expect(refused).rejects.toMatchObject({ code: 'bad-input', field: 'receipt' });
  });

  test.each([
    ['signature', 'is not by the passkey'],
    ['clientData', 'cannot be read'],
    ['authenticatorData', 'is too short'],
    ['credentialId', 'another passkey'],
  ])('is refused with a made-up %s', async (part, said) => {
    const assertion = { ...signed.assertion!, [part]: 'bWFkZSB1cA' };
    await expect(checkReceipt(db, printReceipt({ ...signed, assertion }))).rejects.toThrow(said);
  });

  test('does not lend its signature to one signed with a password', async () => {
    const { assertion } = signed;
    const lent = printReceipt({ ...parseReceipt(receipt), assertion: assertion! });
    await expect(checkReceipt(school.db, lent)).rejects.toThrow('does not say');
  });
});
