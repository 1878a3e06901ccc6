import { beforeAll, describe, expect, test } from 'vitest';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import { isOnPaper, sealRecord, type AttestationRecord } from '#attestations/record.ts';
import { assertions, auditEvents } from '#db/schema/index.ts';
import { allKeys } from '#evidence/keys.ts';
import { receiptPdf } from '#exports/receipt-pdf.ts';
import { attestationToDownload, receiptOf } from '#exports/receipt.ts';
import { parseReceipt, printReceipt, proveReceipt, type Receipt } from '#verify/receipt.ts';
import { freshDatabase } from '../support/database.ts';
import { readPdf, spaced } from '../support/pdf.ts';
import {
  ALICE,
  BOB,
  NOW,
  finishTraining,
  schoolOn,
  sign,
  signedIn,
  type School,
} from '../support/school.ts';

let school: School;
let content: AttestationRecord;
let first: Receipt;
let keys: string[];
const attestationOf = async (number: string) => {
  const [signed] = await attestationsOf(school.db, number);
  return ownAttestation(school.db, number, signed!.id);
};

beforeAll(async () => {
  school = await schoolOn(await freshDatabase());
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  const attestation = await attestationOf(ALICE);
  if (isOnPaper(attestation.content)) throw new Error('signed on paper');
  content = attestation.content;
  first = await receiptOf(school.db, attestation);
  keys = (await allKeys(school.db)).map(({ publicKey }) => publicKey);
});

describe('the receipt file', () => {
  test('holds the record word for word, and stands in the ledger', () => {
    const read = parseReceipt(printReceipt(first));
    expect(JSON.parse(read.record)).toEqual(content);
    expect(proveReceipt(read, keys)).toMatchObject({ index: 1, head: { size: 2 } });
  });

  test('taken later, against a newer head, proves the same', async () => {
    await finishTraining(school, BOB);
    await sign(school, BOB);
    const later = await receiptOf(school.db, await attestationOf(ALICE));
    expect(later.record).toBe(first.record);
    expect(later.proof).not.toBe(first.proof);
    expect(proveReceipt(later, keys)).toMatchObject({ index: 1, head: { size: 3 } });
    expect(proveReceipt(first, keys)).toMatchObject({ index: 1, head: { size: 2 } });
  });

  test('is refused where there is no proof, or no record any more', async () => {
    const refused = async (record: { id: string; record: string }) =>
      receiptOf(school.db, record).then(
        () => 'nothing was refused',
        (error: Error) => error.message,
      );
    expect(await refused({ id: 'unknown', record: '{}' })).toContain('no proof of this record');
    expect(await refused({ id: content.id, record: '' })).toContain('no proof of this record');
  });

  test('says what a passkey signed, where one did', async () => {
    expect(first.assertion).toBeUndefined();
    const { id, record } = await attestationOf(BOB);
    const bytes = { clientData: 'c', authenticatorData: 'a', signature: 's' };
    await school.db.write((tx) =>
      tx.insert(assertions).values({
        attestationId: id,
        credentialId: 'credential',
        clientData: Buffer.from(bytes.clientData),
        authenticatorData: Buffer.from(bytes.authenticatorData),
        signature: Buffer.from(bytes.signature),
      }),
    );
    const receipt = parseReceipt(printReceipt(await receiptOf(school.db, { id, record })));
    expect(receipt.assertion).toEqual({
      credentialId: 'credential',
      clientData: 'Yw',
      authenticatorData: 'YQ',
      signature: 'cw',
    });
  });

  test('is for its person, HR and auditors; that others read it is noted', async () => {
    const reading = (number: string, role?: 'hr' | 'auditor' | 'manager' | 'admin') => {
      const person = signedIn(number, 'Somebody');
      const reader = role ? { ...person, roles: [...person.roles, role] } : person;
      return attestationToDownload(school.db, { reader, id: content.id, at: NOW }).then(
        ({ id }) => id,
        (error: Error) => error.message,
      );
    };
    const notes = async () =>
      (await school.db.read.select().from(auditEvents)).filter(
        ({ act }) => act === 'attestation.read',
      ).length;
    const before = await notes();
    expect(await reading(ALICE)).toBe(content.id);
    expect(await notes()).toBe(before);
    for (const role of [undefined, 'manager', 'admin'] as const)
      expect(await reading(BOB, role)).toContain('There is no such receipt here');
    expect(await reading(BOB, 'hr')).toBe(content.id);
    expect(await reading(BOB, 'auditor')).toBe(content.id);
    expect(await notes()).toBe(before + 2);
  });
});

describe('the receipt as PDF', () => {
  const pdfOf = (changed: Partial<AttestationRecord> = {}) => {
    const whole = { ...content, ...changed };
    return receiptPdf({ content: whole, sha256: sealRecord(whole).sha256 }, first);
  };

  test('says all: person, policy, statement, when and how, score, fingerprints, place, proof, key', async () => {
    const { text, title, language, isTagged, date } = await readPdf(await pdfOf());
    expect({ title, language, isTagged }).toEqual({
      title: 'Receipt: Social Media Policy, Alice Example',
      language: 'en-US',
      isTagged: true,
    });
    expect(date).toContain('20261122150000');
    const joined = text.replaceAll(' ', '');
    for (const said of [
      'Alice Example',
      ALICE,
      'Tester',
      'April 20, 2023',
      content.statement.text,
      content.signedAt,
      'November 22, 2026 at 9:00 AM CST',
      `${content.result.score} of ${content.result.max} points`,
      sealRecord(content).sha256,
      content.statement.sha256,
      content.policy.sha256,
      content.release.ruleset,
      content.release.sha256,
      first.proof,
      first.key,
    ]) {
      expect(joined).toContain(said.replaceAll(/\s/g, ''));
    }
  });

  test('is tagged: headings, a table whose rows have heads, the statement as a quotation', async () => {
    const { tree, bookmarks } = await readPdf(await pdfOf());
    const roles = new Set(tree.map(({ role }) => role));
    for (const role of ['Document', 'H1', 'H2', 'H3', 'P', 'Table', 'TR', 'TH', 'TD', 'LI', 'Code'])
      expect(roles).toContain(role);
    const textOf = (role: string) => tree.filter((one) => one.role === role).map((one) => one.text);
    expect(textOf('H1')).toEqual(['Receipt']);
    expect(textOf('TH')).toContain('Typed name');
    expect(textOf('TD')).toContain('Alice Example');
    expect(textOf('BlockQuote').join(' ')).toBe(spaced(content.statement.text));
    expect(bookmarks).toContain('How anyone can check it');
    expect(Buffer.from(await pdfOf()).toString('latin1')).toContain('<pdfuaid:part>1');
  });

  test('is the same bytes for the same record and proof, and others for another', async () => {
    const [one, again] = [await pdfOf(), await pdfOf()];
    expect(one.equals(again)).toBe(true);
    expect(one.equals(await pdfOf({ typedName: 'alice example' }))).toBe(false);
  });

  test('prints names of many languages, and says of characters that it lacks which they are', async () => {
    const named = async (name: string) =>
      (await readPdf(await pdfOf({ person: { ...content.person, name }, typedName: name }))).text;
    const latin = await named('Željko Nguyễn-Şahin Ørsted');
    expect(latin).toContain('Željko Nguyễn-Şahin Ørsted');
    expect(latin).not.toContain('Unicode numbers');
    const other = await named('李 Ωmega');
    expect(other).toContain('[U+674E] [U+03A9]mega');
    expect(other).toContain('The record file has them as they were written');
  });

  test('wraps what is long, over pages where it must, and loses no word', async () => {
    const department = `Department of ${'Very Long Names and '.repeat(40)}Works`;
    const text = Array.from({ length: 400 }, (_, at) => `Sentence ${at} of a long one.`).join(' ');
    const unbroken = 'x'.repeat(400);
    const long = await readPdf(
      await pdfOf({
        person: { ...content.person, department, title: unbroken },
        statement: { ...content.statement, text },
      }),
    );
    expect(long.outside).toEqual([]);
    expect(long.pages).toBeGreaterThan(4);
    expect(long.text).toContain(department);
    expect(long.text.replaceAll(' ', '')).toContain(unbroken);
    expect(long.tree.find(({ role }) => role === 'BlockQuote')?.text).toBeDefined();
    for (const at of [0, 199, 399]) expect(long.text).toContain(`Sentence ${at} of a long one.`);
    const whole = await readPdf(
      await pdfOf({ person: { ...content.person, title: 'Long row. '.repeat(2000) } }),
    );
    // A page's foot may stand between the two.
    for (const word of [/Long/g, /row\./g]) expect(whole.text.match(word)).toHaveLength(2000);
    expect(whole.outside).toEqual([]);
  });
});
