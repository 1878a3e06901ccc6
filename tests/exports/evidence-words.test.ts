import { beforeAll, describe, expect, test } from 'vitest';
import { answerDecline } from '#attestations/answer-decline.ts';
import { correct, withdraw } from '#attestations/correct.ts';
import { decline } from '#attestations/decline.ts';
import { whoSigned } from '#attestations/in-words.ts';
import { ownAttestation } from '#attestations/read-attestation.ts';
import { recordPaper } from '#attestations/record-paper.ts';
import { allKeys } from '#evidence/keys.ts';
import { evidenceFiles } from '#exports/evidence-pack.ts';
import { receiptOf } from '#exports/receipt.ts';
import { receiptPdf } from '#exports/receipt-pdf.ts';
import { personByNumber } from '#people/person.ts';
import { signOffReading } from '#policies/sign-off.ts';
import { verifyPack } from '#verify/check-pack.ts';
import { inMemory } from '#verify/files.ts';
import { freshDatabase } from '../support/database.ts';
import { readPdf, spaced } from '../support/pdf.ts';
import { PDF } from '../support/scans.ts';
import {
  ALICE,
  BOB,
  ZONE,
  finishTraining,
  schoolOn,
  sign,
  signedIn,
  signing,
  type School,
} from '../support/school.ts';

const LATER = new Date('2026-11-24T15:00:00Z');
const UNCONFIRMED = 'The City has not confirmed this reading.';

let school: School;
/** Alice's, signed in the portal. */
let electronic: string;
/** Bob's, on paper. */
let paper: string;
const acting = (by: string) => ({
  ledger: school.ledger,
  by: signedIn(by, 'Hr Example'),
  stepUp: { method: 'password', at: LATER } as const,
  timeZone: ZONE,
  at: LATER,
});

async function evidenceOf(number: string) {
  const person = (await personByNumber(school.db, number))!;
  const asked = { ...school, person, timeZone: ZONE, by: number, at: LATER };
  const files = await evidenceFiles(school.db, asked);
  const { text } = await readPdf(files.get('evidence.pdf')!);
  return { text: spaced(text), readme: Buffer.from(files.get('README.txt')!).toString('utf8') };
}

beforeAll(async () => {
  school = await schoolOn(await freshDatabase());
  const { db, policies, assignment } = school;
  await finishTraining(school, ALICE);
  const declining = { ...signing(school, ALICE), kind: 'disagrees', reason: 'Not like this.' };
  const recordId = await decline(db, declining);
  const words = 'We talked about it on Monday.';
  await answerDecline(db, { recordId, words, seen: 0, by: BOB, at: LATER });
  electronic = await sign(school, ALICE);
  ({ id: paper } = await recordPaper(db, {
    ...acting(ALICE),
    policies,
    build: 'b',
    assignmentId: assignment[BOB]!,
    how: 'paper',
    signedOn: '2026-11-23',
    witness: { name: '', title: '' },
    reason: 'Prefers paper.',
    training: { where: 'in-person', heldOn: '2026-11-20', trainer: 'Tess Trainer' },
    scan: PDF,
  }));
}, 120_000);

describe('what became of a signature stands in the evidence:', () => {
  test('a decline comes with what HR answered', async () => {
    const { text } = await evidenceOf(ALICE);
    expect(text).toContain('Not like this.');
    expect(text).toContain('We talked about it on Monday.');
    expect(text).not.toContain('Withdrawn by HR');
  }, 60_000);

  test('a correction with what was and what is', async () => {
    const { db } = school;
    await correct(db, {
      ...acting(BOB),
      attestationId: electronic,
      seen: electronic,
      reason: 'She was promoted.',
      fields: { 'person.title': 'Captain' },
    });
    const { text, readme } = await evidenceOf(ALICE);
    expect(text).toContain('Corrected by HR later');
    expect(text).toContain('Captain, not Tester');
    expect(readme).toContain('of which HR has withdrawn: 0');
  }, 60_000);

  test('a withdrawal at the first glance, and it is not counted as one that stands', async () => {
    const { db } = school;
    const about = { attestationId: paper, seen: paper, reason: 'Another Bob signed.' };
    await withdraw(db, { ...acting(ALICE), ...about });
    const { text, readme } = await evidenceOf(BOB);
    expect(text).toContain('on paper. Withdrawn by HR: it does not count');
    expect(text).toContain('Another Bob signed.');
    expect(readme).toContain('signed records here: 1, of which HR has withdrawn: 1');
  }, 60_000);
});

test('the scan of a sheet, which bears the names of others, is for HR and not for the person', async () => {
  const trusted = (await allKeys(school.db)).map(({ publicKey }) => publicKey);
  const packFor = async (by: string) => {
    const person = (await personByNumber(school.db, BOB))!;
    const files = await evidenceFiles(school.db, {
      ...school,
      person,
      timeZone: ZONE,
      by,
      at: LATER,
    });
    const scans = [...files.keys()].filter((path) => path.startsWith('scans/'));
    const held = new Map([...files].map(([path, bytes]) => [path, inMemory(Buffer.from(bytes))]));
    const verified = () => verifyPack(held, { trusted, now: LATER, replay: true });
    return { scans, held, verified };
  };
  const own = await packFor(BOB);
  expect(own.scans).toEqual([]);
  const { faults, notes } = await own.verified();
  expect(faults).toEqual([]);
  expect(notes.join(' ')).toContain('left out of this evidence');
  const hrs = await packFor(ALICE);
  expect(hrs.scans).toHaveLength(1);
  const whole = await hrs.verified();
  expect([whole.faults, whole.notes.join(' ')]).toEqual([
    [],
    expect.not.stringContaining('left out'),
  ]);
  hrs.held.delete(hrs.scans[0]!);
  expect((await hrs.verified()).faults.join(' ')).toContain(hrs.scans[0]!);
}, 60_000);

test('a signature on paper has a day, no hour, and says what it rests on', async () => {
  const { text } = await evidenceOf(BOB);
  expect(text).toContain('November 23, 2026, on paper Signed');
  expect(text).toContain('The signature on paper was recorded by HR');
  expect(text).not.toContain('November 23, 2026 at 6:00 AM');
  expect(text).toContain('The statement on the sheet, as HR recorded it');
  expect(text).toContain('not for the hand that signed');
  const { db } = school;
  const attestation = await ownAttestation(db, BOB, paper);
  const pdf = await readPdf(await receiptPdf(attestation, await receiptOf(db, attestation)));
  expect(spaced(pdf.text)).toContain('not for the hand that signed');
  expect(spaced(pdf.text)).toContain('not what became of it');
}, 60_000);

test('a reading says whether it was confirmed for the City', async () => {
  const { db, revision } = school;
  const before = await evidenceOf(ALICE);
  expect(before.text).toContain(UNCONFIRMED);
  expect(before.text).not.toContain('Confirmed for the City');
  for (const { id } of revision.readings)
    await signOffReading(db, { revision, reading: id, by: BOB, at: LATER });
  const { text } = await evidenceOf(ALICE);
  expect(text).toContain('Confirmed for the City by Bob Example, November 24, 2026.');
  expect(text).not.toContain(UNCONFIRMED);
}, 60_000);

test('a made-up person of a demonstration is said to be one, and nobody else', async () => {
  const { content } = await ownAttestation(school.db, ALICE, electronic);
  expect(whoSigned(content).map(({ term }) => term)).not.toContain('Made up');
  const person = { ...content.person, number: 'DEMO-1001' };
  expect(whoSigned({ ...content, person })).toContainEqual({
    term: 'Made up',
    text: 'From a demonstration: there is no such person',
  });
});
