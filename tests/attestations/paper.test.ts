import { eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import canonicalize from 'canonicalize';
import { attest } from '#attestations/attest.ts';
import { correct } from '#attestations/correct.ts';
import { attestationsOf, ownAttestation } from '#attestations/read-attestation.ts';
import { recordFaults } from '#attestations/check-records.ts';
import { recordPaper, type PaperSigning } from '#attestations/record-paper.ts';
import { isOnPaper, sealRecord, type PaperRecord } from '#attestations/record.ts';
import { LARGEST_SCAN, scanAt } from '#attestations/scan.ts';
import { attestations, auditEvents, ledgerEntries, scans } from '#db/schema/index.ts';
import { proofOf } from '#evidence/prove.ts';
import { selfCheck } from '#evidence/self-check.ts';
import { csvOf } from '#reports/csv.ts';
import { listTable } from '#reports/list-table.ts';
import { completionPage } from '#reports/completion.ts';
import { progressOf } from '#training/progress.ts';
import { ownAssignment } from '#training/own-assignment.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { tamper } from '../evidence/tamper.ts';
import { JPEG, PDF, PNG } from '../support/scans.ts';
import { factsOf } from '#verify/record-facts.ts';
import {
  ALICE,
  BOB,
  ZONE,
  addPeople,
  finishTraining,
  lessonsOf,
  openSchool,
  signedIn,
  signing,
  takeCheck,
  type School,
} from '../support/training.ts';

/** The day after it was assigned, in the morning. */
const LATER = new Date('2026-11-24T15:00:00Z');

let school: School;
beforeEach(async () => {
  school = await openSchool();
});

const inPerson = {
  where: 'in-person',
  heldOn: '2026-11-20',
  trainer: 'Tess Trainer',
} as const;

/** Bob of HR records what Alice signed after a training in person. */
const paper = (changed: Partial<PaperSigning> = {}): PaperSigning => ({
  ledger: school.ledger,
  policies: school.policies,
  build: 'b',
  by: signedIn(BOB, 'Bob Example'),
  stepUp: { method: 'password', at: LATER },
  assignmentId: school.assignment[ALICE]!,
  how: 'paper',
  signedOn: '2026-11-23',
  witness: { name: '', title: '' },
  reason: 'She prefers paper.',
  training: inPerson,
  scan: PNG,
  timeZone: ZONE,
  at: LATER,
  ...changed,
});
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  );
async function contentOf(id: string, number = ALICE): Promise<PaperRecord> {
  const { content } = await ownAttestation(school.db, number, id);
  if (!isOnPaper(content)) throw new Error('not on paper');
  return content;
}

describe('a signature on paper', () => {
  test('is a canonical record that says so, in the ledger with its scan, and the self-check is content', async () => {
    const { id, sha256 } = await recordPaper(school.db, paper());
    const kept = await ownAttestation(school.db, ALICE, id);
    expect(kept.record).toBe(canonicalize(kept.content));
    expect(kept.how).toBe('paper');
    const content = await contentOf(id);
    expect(sealRecord(content)).toEqual({ record: kept.record, sha256 });
    const { known, scans: named } = factsOf(Buffer.from(kept.record));
    expect([known, named]).toEqual([true, [content.scans[0]!.sha256]]);
    expect(content).toMatchObject({
      schema: 'paper-attestation/1',
      how: 'paper',
      person: { number: ALICE, name: 'Alice Example', title: 'Tester', department: 'Fire' },
      policy: { id: 'social-media', sha256: school.revision.policySha256 },
      release: { sha256: school.revision.releaseSha256, ruleset: school.revision.rulesetSha256 },
      training: inPerson,
      signedOn: '2026-11-23',
      reason: 'She prefers paper.',
      scans: [{ mediaType: 'image/png' }],
      recordedBy: { number: BOB, name: 'Bob Example', title: 'Tester' },
      authentication: { method: 'password', stepUp: { method: 'password' } },
      build: 'b',
      recordedAt: LATER.toISOString(),
      timeZone: ZONE,
    });
    expect(content).not.toHaveProperty('witness');
    expect((await scanAt(school.db, content.scans[0]!.sha256)).bytes).toEqual(PNG);
    const [entry] = await school.db.read
      .select()
      .from(ledgerEntries)
      .where(eq(ledgerEntries.recordId, id));
    expect(entry).toMatchObject({ kind: 'attestation', sha256 });
    expect(await proofOf(school.db.read, id)).toContain('c2sp.org/tlog-proof');
    expect(await selfCheck(school.db)).toEqual([]);
    expect(await recordFaults(school.db)).toEqual([]);
    const events = await school.db.read.select().from(auditEvents);
    expect(events.at(-1)).toMatchObject({ actor: BOB, act: 'attestation.recorded', subject: id });
  });

  test('after a training in person has words of its own: of no lessons, and of no electronic signature', async () => {
    const { id } = await recordPaper(school.db, paper());
    const { statement } = await contentOf(id);
    expect(statement.text).toContain('Alice Example');
    expect(statement.text).toContain('held in person');
    expect(statement.text).toContain('sign this on paper');
    expect(statement.text).not.toMatch(/electronically|lessons/);
  });

  test('after the training in the portal takes that to be finished, and holds every answer', async () => {
    const portal = paper({ training: { where: 'portal' } });
    await takeCheck(school, ALICE, 'C.3-identification');
    expect(await refusal(recordPaper(school.db, portal))).toContain('training left to do');
    await finishTraining(await freshSchool(), ALICE);
    const { id } = await recordPaper(school.db, paper({ training: { where: 'portal' } }));
    const content = await contentOf(id);
    const { training, statement } = content;
    expect(factsOf(Buffer.from(sealRecord(content).record)).known).toBe(true);
    if (training.where !== 'portal') throw new Error('held in person');
    expect(training.lessons.length).toBeGreaterThan(5);
    expect(training.checks.flatMap(({ items }) => items).length).toBeGreaterThan(5);
    expect(training.result.score).toBe(training.result.max);
    expect(await recordFaults(school.db)).toEqual([]);
    expect(statement.text).toContain('the check of each');
    expect(statement.text).not.toContain('electronically');
  });

  test('says that the training is finished, so it is not dated before that, nor corrected to it', async () => {
    const portal = paper({ training: { where: 'portal' }, signedOn: '2026-11-24' });
    const evening = new Date('2026-11-24T03:00:00Z');
    const ids = (await lessonsOf(school, ALICE)).map((lesson) => lesson.id);
    for (const id of ids) await takeCheck(school, ALICE, id, undefined, evening);
    const early = (signedOn: string) => refusal(recordPaper(school.db, { ...portal, signedOn }));
    // It was November 23 in the city.
    expect(await early('2026-11-22')).toContain('was finished on November 23, 2026');
    expect(await attestationsOf(school.db, ALICE)).toEqual([]);
    const { id } = await recordPaper(school.db, { ...portal, signedOn: '2026-11-23' });
    const correcting = { ...paper(), attestationId: id, seen: id, reason: 'I misread it.' };
    const to = (signedOn: string) => correct(school.db, { ...correcting, fields: { signedOn } });
    expect(await refusal(to('2026-11-22'))).toContain('was finished on November 23, 2026');
    expect(await to('2026-11-24')).toHaveProperty('id');
  });

  test('before a witness names the witness with title', async () => {
    const witnessed = paper({ how: 'witnessed' });
    expect(await refusal(recordPaper(school.db, witnessed))).toContain('name of the witness');
    const nameOnly = { ...witnessed, witness: { name: 'Will Witness', title: ' ' } };
    expect(await refusal(recordPaper(school.db, nameOnly))).toContain('title of the witness');
    const witness = { name: 'Will  Witness', title: 'Chief' };
    const { id } = await recordPaper(school.db, { ...witnessed, witness });
    expect(await contentOf(id)).toMatchObject({
      how: 'witnessed',
      witness: { name: 'Will Witness', title: 'Chief' },
    });
  });

  test('counts as signed in progress and reports, says how, and closes the training', async () => {
    await takeCheck(school, ALICE, 'C.3-identification');
    await recordPaper(school.db, paper());
    const [mine] = await attestationsOf(school.db, ALICE);
    expect(mine).toMatchObject({ how: 'paper', withdrawn: false });
    const filter = { policyId: 'social-media', today: '2026-11-24', search: 'Alice' };
    const { rows } = await completionPage(school.db, filter, { size: 5 });
    expect(rows[0]).toMatchObject({ state: 'attested', how: 'paper', attestationId: mine!.id });
    const csv = await Array.fromAsync(
      csvOf(listTable(school.db, { filter: filter, on: filter.today, timeZone: ZONE })),
    );
    expect(csv[0]).toContain('How signed');
    expect(csv[1]).toContain('2026-11-23');
    expect(csv[1]).toContain('on paper');
    const assignment = await ownAssignment(school.db.read, ALICE, school.assignment[ALICE]!);
    expect(assignment).toMatchObject({ attested: true, withdrawn: false });
    // It names no lessons: those that bind the person are shown.
    const { lessons } = await progressOf(school.db, school.policies, assignment);
    expect(lessons.length).toBeGreaterThan(5);
    const begin = startAttempt(school.db, {
      policies: school.policies,
      employeeNumber: ALICE,
      assignmentId: assignment.id,
      lessonId: 'C.1-purpose',
      kind: 'graded',
      at: LATER,
    });
    expect(await refusal(begin)).toContain('You have signed this training');
  });

  test('one sheet bears many names and is stored once', async () => {
    const [one, two] = await addPeople(school, 2);
    const first = await recordPaper(school.db, paper());
    const { scans: sheet } = await contentOf(first.id);
    const same = sheet[0]!.sha256;
    for (const number of [one!, two!]) {
      const assignmentId = school.assignment[number]!;
      const { id } = await recordPaper(school.db, paper({ assignmentId, scan: same }));
      expect((await contentOf(id, number)).scans).toEqual(sheet);
    }
    expect(await school.db.read.$count(scans)).toBe(1);
    expect((await scanAt(school.db, same)).attestations).toHaveLength(3);
    const again = paper({ assignmentId: 'none', scan: 'no-such-scan' });
    expect(await refusal(recordPaper(school.db, again))).toContain('from the list');
  });
});

describe('the check of the records tells what was changed in the file of', () => {
  const NOT_ITS_OWN = 'are not those of its fingerprint';
  test.each([
    ['a scan’s bytes', sql`UPDATE scans SET bytes = x'00'`, NOT_ITS_OWN],
    ['what they are called', sql`UPDATE scans SET sha256 = ${'0'.repeat(64)}`, NOT_ITS_OWN],
    ['its media type', sql`UPDATE scans SET media_type = 'text/html'`, 'names a scan'],
    ['a scan that is gone', sql`DELETE FROM scans`, 'names a scan'],
  ])('%s', async (_, change, said) => {
    await recordPaper(school.db, paper());
    expect(await recordFaults(school.db)).toEqual([]);
    await tamper(school.db, 'scans', change);
    expect((await recordFaults(school.db)).join()).toContain(said);
  });

  test('a scan that no record names', async () => {
    const stray = {
      sha256: '1'.repeat(64),
      mediaType: 'image/png',
      bytes: PNG,
      at: LATER,
      by: BOB,
    };
    await school.db.write((tx) => tx.insert(scans).values(stray));
    expect(await recordFaults(school.db)).toEqual([expect.stringContaining(NOT_ITS_OWN)]);
  });

  test('nothing where the record was disposed of with its scan', async () => {
    await recordPaper(school.db, paper());
    await tamper(school.db, 'scans', sql`DELETE FROM scans`);
    await tamper(school.db, 'attestations', sql`UPDATE attestations SET record = ''`);
    expect(await recordFaults(school.db)).toEqual([]);
  });
});

async function freshSchool(): Promise<School> {
  school = await openSchool();
  return school;
}

const hex = (digits: string) => Buffer.from(digits, 'hex');
/** Long enough to be one, without its end. */
const cut = (scan: Buffer) => Buffer.concat([scan.subarray(0, 100), Buffer.alloc(100, 2)]);

describe('is refused, and nothing kept:', () => {
  const REFUSED: [why: string, changed: () => Partial<PaperSigning>, words: string][] = [
    ['a day that does not exist', () => ({ signedOn: '2026-02-30' }), 'a day that exists'],
    ['a day in the future', () => ({ signedOn: '2026-11-25' }), 'in the future'],
    ['a day before it was assigned', () => ({ signedOn: '2026-11-21' }), 'was assigned on'],
    ['no reason', () => ({ reason: ' \n ' }), 'Say why'],
    ['too long a reason', () => ({ reason: 'a'.repeat(1001) }), 'at most 1000'],
    ['a hidden mark in the reason', () => ({ reason: 'a\u202Eb' }), 'direction of writing'],
    ['an empty file', () => ({ scan: Buffer.alloc(0) }), 'nothing in it'],
    ['a text file', () => ({ scan: Buffer.from('just words') }), 'PDF, a PNG or a JPEG'],
    [
      'a page of HTML that ends as a PDF begins',
      () => ({ scan: Buffer.from('<script>%PDF-') }),
      'PDF, a PNG or a JPEG',
    ],
    [
      'too large a file',
      () => ({ scan: Buffer.concat([PDF, Buffer.alloc(LARGEST_SCAN)]) }),
      'larger than 2 MB',
    ],
    ['the start of a JPEG alone', () => ({ scan: hex('ffd8ff') }), 'is not whole'],
    ['a JPEG of start and end', () => ({ scan: hex('ffd8ffffd9') }), 'is not whole'],
    ['a PDF cut short', () => ({ scan: cut(PDF) }), 'is not whole'],
    ['a PNG cut short', () => ({ scan: cut(PNG) }), 'is not whole'],
    ['a JPEG cut short', () => ({ scan: cut(JPEG) }), 'is not whole'],
    [
      'a PNG without its header',
      () => ({ scan: Buffer.concat([PNG.subarray(0, 8), PNG.subarray(33)]) }),
      'PDF, a PNG or a JPEG',
    ],
    ['a scan that is not stored', () => ({ scan: 'a'.repeat(64) }), 'no such scan'],
    [
      'a training in person without a trainer',
      () => ({ training: { ...inPerson, trainer: '' } }),
      'who held the training',
    ],
    [
      'a training held after the signature',
      () => ({ training: { ...inPerson, heldOn: '2026-11-24' } }),
      'after the sheet was signed',
    ],
    [
      'a training on a revision that was not there yet',
      () => ({ training: { ...inPerson, heldOn: '2023-04-19' } }),
      'before this revision',
    ],
    ['a training not finished', () => ({ training: { where: 'portal' } }), 'left to do'],
    ['HR’s own', () => ({ by: signedIn(ALICE, 'Alice Example') }), 'Ask a colleague'],
    ['an assignment of nobody', () => ({ assignmentId: 'none' }), 'from the list'],
  ];
  test.each(REFUSED)('%s', async (_why, changed, words) => {
    expect(await refusal(recordPaper(school.db, paper(changed())))).toContain(words);
    expect(await school.db.read.$count(attestations)).toBe(0);
    expect(await school.db.read.$count(scans)).toBe(0);
  });

  test('what is recorded already, also at the same moment', async () => {
    const both = await Promise.all([
      refusal(recordPaper(school.db, paper())),
      refusal(recordPaper(school.db, paper({ scan: JPEG }))),
    ]);
    expect(both.toSorted()[0]).toContain('a record of this training already');
    expect(both).toContain('nothing was refused');
    expect(await school.db.read.$count(attestations)).toBe(1);
    expect(await refusal(recordPaper(school.db, paper()))).toContain('record of this training');
  });

  test('while the ledger is stopped', async () => {
    school.ledger.stop('a test');
    expect(await refusal(recordPaper(school.db, paper()))).toContain('paused');
    expect(await school.db.read.$count(attestations)).toBe(0);
    expect(await school.db.read.$count(scans)).toBe(0);
  });
});

test('a PDF and a JPEG are known by how they begin', async () => {
  const [one] = await addPeople(school, 1);
  const pdf = await recordPaper(school.db, paper({ scan: PDF }));
  expect((await contentOf(pdf.id)).scans[0]!.mediaType).toBe('application/pdf');
  const jpeg = paper({ scan: JPEG, assignmentId: school.assignment[one!]! });
  const { id } = await recordPaper(school.db, jpeg);
  expect((await contentOf(id, one!)).scans[0]!.mediaType).toBe('image/jpeg');
});

test('signing in the portal after a paper was recorded leads to its receipt', async () => {
  const { id } = await recordPaper(school.db, paper());
  const signed = await attest(school.db, { ...signing(school, ALICE), at: LATER });
  expect(signed.id).toBe(id);
});
