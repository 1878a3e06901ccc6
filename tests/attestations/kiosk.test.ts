import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { recordFaults } from '#attestations/check-records.ts';
import { withdraw } from '#attestations/correct.ts';
import { decline } from '#attestations/decline.ts';
import { signatureInWords } from '#attestations/in-words.ts';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import { signAtKiosk, type SigningAtKiosk } from '#attestations/sign-at-kiosk.ts';
import { confirmKioskCode } from '#auth/confirm-kiosk-code.ts';
import { makeSlips, type Slip } from '#auth/kiosk-codes.ts';
import { hashPassword, setPassword } from '#auth/passwords.ts';
import { attestations, employees, kioskCodes, ledgerEntries } from '#db/schema/index.ts';
import { namesCsv } from '#exports/names.ts';
import { receiptOf } from '#exports/receipt.ts';
import { receiptPdf } from '#exports/receipt-pdf.ts';
import { completionPage } from '#reports/completion.ts';
import { csvOf } from '#reports/csv.ts';
import { listTable } from '#reports/list-table.ts';
import { verifyReceipt } from '#verify/check-receipt.ts';
import { printReceipt } from '#verify/receipt.ts';
import { addEmployee } from '#people/add-employee.ts';
import { readPdf, spaced } from '../support/pdf.ts';
import {
  ALICE,
  BOB,
  NOW,
  ZONE,
  finishTraining,
  openSchool,
  review,
  signing,
  type School,
} from '../support/training.ts';

const PRINTER = 'P-1';
const PASSWORD = 'seven green lanterns';
const hash = await hashPassword(PASSWORD);
let school: School;
let slip: Slip;
beforeEach(async () => {
  school = await openSchool();
  const [alice] = await school.db.read.select().from(employees).where(eq(employees.number, ALICE));
  await school.db.write((tx) =>
    addEmployee(tx, {
      number: PRINTER,
      name: 'Paula Printer',
      title: 'HR',
      departmentId: 'fire',
      hiredOn: '2025-01-01',
      at: NOW,
      by: 'system',
    }),
  );
  [slip] = await printed(alice!.publicId, PRINTER);
  await school.db.write((tx) => setPassword(tx, BOB, hash, NOW));
});

async function printed(person: string, by: string): Promise<[Slip]> {
  return (await makeSlips(school.db, { people: [person], by, at: NOW })) as [Slip];
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );

const act = (over: Partial<SigningAtKiosk> = {}): SigningAtKiosk => {
  const { stepUp: _, at: __, ...rest } = signing(school, ALICE);
  return {
    ...rest,
    person: { ...rest.person, method: 'kiosk-code' },
    code: slip.signing,
    witness: { number: BOB, password: PASSWORD, saw: true },
    clock: () => NOW,
    ...over,
  };
};

async function ready(): Promise<void> {
  await finishTraining(school, ALICE);
  await review(school, ALICE);
}

describe('signing on a shared tablet', () => {
  test('pain 25: is a record of its own kind, with the witness and who printed the code', async () => {
    await ready();
    const { id } = await signAtKiosk(school.db, act());
    const kept = await ownAttestation(school.db, ALICE, id);
    expect(kept.how).toBe('kiosk');
    expect(kept.content).toMatchObject({
      schema: 'kiosk-attestation/1',
      person: { number: ALICE },
      typedName: 'Alice Example',
      authentication: {
        method: 'kiosk-code',
        stepUp: {
          method: 'kiosk-code',
          issuedBy: { number: PRINTER, name: 'Paula Printer' },
          issuedAt: NOW.toISOString(),
        },
      },
      witness: {
        number: BOB,
        name: 'Bob Example',
        title: 'Tester',
        method: 'password',
        at: NOW.toISOString(),
      },
    });
    const { witness: _, schema: __, ...rest } = kept.content as unknown as Record<string, unknown>;
    for (const field of 'build consent sequence seen lessons checks result'.split(' '))
      expect(rest, field).toHaveProperty(field);
    const entries = await school.db.read.select().from(ledgerEntries);
    expect(entries.at(-1)).toMatchObject({ kind: 'attestation', recordId: id });
    expect(await recordFaults(school.db)).toEqual([]);
  });

  test('says so plainly: in words, in the PDF, and the receipt can be checked', async () => {
    await ready();
    const { id } = await signAtKiosk(school.db, act());
    const kept = await ownAttestation(school.db, ALICE, id);
    const words = signatureInWords(kept.content).map(({ term, text }) => `${term}: ${text}`);
    const said = words.join('\n');
    expect(said).toMatch(/Signed: .+, on a shared tablet, before a witness/);
    expect(said).toMatch(/Witness: Bob Example \(employee number T-2\), Tester; confirmed/);
    expect(said).toMatch(/Code printed: .+, by Paula Printer/);
    const receipt = await receiptOf(school.db, kept);
    const { faults } = verifyReceipt(printReceipt(receipt), {
      trusted: [],
      replay: false,
      now: NOW,
    });
    expect(faults).toEqual([]);
    const pdf = await readPdf(await receiptPdf(kept, receipt));
    expect(spaced(pdf.text)).toContain('Social Media Policy on a shared tablet, before a witness.');
  });

  test('counts as signed, and every list says how', async () => {
    await ready();
    const { id } = await signAtKiosk(school.db, act());
    const filter = { policyId: 'social-media', today: '2026-11-22' };
    const { rows } = await completionPage(school.db, filter, { size: 10 });
    const row = rows.find(({ number }) => number === ALICE);
    expect(row).toMatchObject({ state: 'attested', how: 'kiosk', attestationId: id });
    const all = async (lines: AsyncGenerator<string>) => {
      let text = '';
      for await (const line of lines) text += line;
      return text;
    };
    expect(
      await all(csvOf(listTable(school.db, { filter, on: filter.today, timeZone: ZONE }))),
    ).toContain(`attested,${NOW.toISOString()},${id},"on a shared tablet, before a witness"`);
    const names = namesCsv(school.db.read, { policies: school.policies, timeZone: ZONE });
    expect(await all(names)).toContain('"On a shared tablet, before a witness",2026-11-22');
  });

  test('takes what signing takes, and no refusal uses up the code', async () => {
    expect(await refusal(signAtKiosk(school.db, act()))).toContain('training left to do');
    await finishTraining(school, ALICE);
    expect(await refusal(signAtKiosk(school.db, act()))).toContain('notice about electronic');
    await review(school, ALICE);
    const { db } = school;
    expect(await refusal(signAtKiosk(db, act({ agreed: false })))).toContain('Check the box');
    expect(await refusal(signAtKiosk(db, act({ typedName: 'Al' })))).toContain('Alice Example');
    expect(await refusal(signAtKiosk(db, act({ code: slip.visits[0]! })))).toContain('newest slip');
    const witness = { number: BOB, password: PASSWORD, saw: true };
    const before = (over: object) =>
      refusal(signAtKiosk(db, act({ witness: { ...witness, ...over } })));
    expect(await before({ saw: false })).toContain('checks the box');
    expect(await before({ password: 'wrong' })).toContain('do not belong together');
    expect(await before({ number: ALICE })).toContain('their own witness');
    expect(await db.read.select().from(attestations)).toEqual([]);
    await signAtKiosk(db, act());
    const rows = await db.read.select().from(kioskCodes).where(eq(kioskCodes.use, 'sign'));
    expect(rows.map(({ usedAt }) => usedAt)).toEqual([NOW]);
  });

  test('is not witnessed by who printed the slip: two people are there, not one', async () => {
    await ready();
    const [alice] = await school.db.read
      .select()
      .from(employees)
      .where(eq(employees.number, ALICE));
    [slip] = await printed(alice!.publicId, BOB);
    expect(await refusal(signAtKiosk(school.db, act()))).toContain('You printed this slip');
    // It costs nobody the slip.
    await school.db.write((tx) => setPassword(tx, PRINTER, hash, NOW));
    const witness = { number: PRINTER, password: PASSWORD, saw: true };
    expect(await refusal(signAtKiosk(school.db, act({ witness })))).toBe('nothing was refused');
  });

  test('is for a shared tablet alone', async () => {
    await ready();
    const person = signing(school, ALICE).person;
    expect(await refusal(signAtKiosk(school.db, act({ person })))).toContain('with your password');
  });

  test('twenty at once make one record and use one code', async () => {
    await ready();
    const all = await Promise.allSettled(
      Array.from({ length: 20 }, () => signAtKiosk(school.db, act())),
    );
    const ids = all.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []));
    expect(new Set(ids).size).toBe(1);
    expect(await attestationsOf(school.db, ALICE)).toHaveLength(1);
    // Later comers are told the code was used, or get the one receipt; nothing else.
    for (const one of all)
      if (one.status === 'rejected')
        expect(String(one.reason)).toMatch(/was used|used before|many failed/);
  });

  test('a slip printed meanwhile stops the older code', async () => {
    await ready();
    const [alice] = await school.db.read
      .select()
      .from(employees)
      .where(eq(employees.number, ALICE));
    await makeSlips(school.db, { people: [alice!.publicId], by: BOB, at: NOW });
    expect(await refusal(signAtKiosk(school.db, act()))).toContain('newest slip');
  });

  test('stays in the ledger when HR withdraws it, as any other', async () => {
    await ready();
    const { id } = await signAtKiosk(school.db, act());
    await withdraw(school.db, {
      ledger: school.ledger,
      by: { ...signing(school, BOB).person },
      stepUp: { method: 'password', at: NOW },
      attestationId: id,
      seen: id,
      reason: 'It was somebody else who stood there.',
      timeZone: ZONE,
      at: NOW,
    });
    expect((await attestationsOf(school.db, ALICE))[0]).toMatchObject({ withdrawn: true });
  });
});

test('who declines on a shared tablet shows the signing code, which is used up with it', async () => {
  await finishTraining(school, ALICE);
  const { db, ledger, policies } = school;
  const { person } = act();
  const code = await confirmKioskCode(db, person, slip.signing, '192.0.2.7', NOW);
  const declining = {
    ...signing(school, ALICE),
    ledger,
    policies,
    person,
    kind: 'wants-paper',
    stepUp: { method: 'kiosk-code', at: NOW },
    alongside: code.useUp,
  };
  expect(await refusal(decline(db, { ...declining, reason: ' ' }))).toContain('Say why');
  await decline(db, { ...declining, reason: 'I would rather sign on paper.' });
  const again = confirmKioskCode(db, person, slip.signing, '192.0.2.7', NOW);
  expect(await refusal(again)).toContain('used before');
});
