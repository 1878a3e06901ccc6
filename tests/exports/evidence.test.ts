import { setImmediate as turn } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { isOnPaper } from '#attestations/record.ts';
import { appendRecord } from '#evidence/append.ts';
import { allKeys } from '#evidence/keys.ts';
import { auditEvents } from '#db/schema/index.ts';
import { evidenceFiles, evidencePack, type PackFiles } from '#exports/evidence-pack.ts';
import { personEvidence, type PersonEvidence } from '#exports/person-evidence.ts';
import { openNote, parseVerifier } from '#ledger/note.ts';
import { personByNumber, type Person } from '#people/person.ts';
import { sha256Hex } from '#rules/hash.ts';
import { feedbackOn } from '#training/feedback/feedback.ts';
import { questionOf } from '#training/question.ts';
import { startAttempt } from '#training/start-attempt.ts';
import { markLessonRead } from '#training/read-lesson.ts';
import { verifyPack } from '#verify/check-pack.ts';
import { inMemory } from '#verify/files.ts';
import { parseReceipt, proveReceipt } from '#verify/receipt.ts';
import { freshDatabase } from '../support/database.ts';
import { readPdf, spaced, type ReadPdf } from '../support/pdf.ts';
import {
  ALICE,
  BOB,
  NOW,
  ZONE,
  finishTraining,
  lessonsOf,
  schoolOn,
  sign,
  takeCheck,
  wrongAnswer,
  type School,
} from '../support/school.ts';

let school: School;
let alice: Person;
let evidence: PersonEvidence;
let files: PackFiles;
let pdf: ReadPdf;
/** How often somebody else had a turn while the pack was made. */
let turns = 0;

const packOf = async (number: string) => {
  const person = (await personByNumber(school.db, number))!;
  return evidenceFiles(school.db, { ...school, person, timeZone: ZONE, by: BOB, at: NOW });
};
const squeezed = (text: string) => text.normalize('NFC').replaceAll(/\s/g, '');

beforeAll(async () => {
  school = await schoolOn(await freshDatabase());
  const { revision } = school;
  // A check that fell short comes first, so that there is something to say why.
  const [first] = await lessonsOf(school, ALICE);
  await takeCheck(school, ALICE, first!.id, (item) => wrongAnswer(revision, item));
  await finishTraining(school, ALICE);
  await sign(school, ALICE);
  alice = (await personByNumber(school.db, ALICE))!;
  const asked = { person: alice, reader: BOB };
  const signed = await personEvidence(school.db, school.policies, asked);
  const about = signed.cycles[0]!.attestation!.id;
  const content = {
    schema: 'correction/1',
    id: 'a-correction',
    about,
    supersedes: signed.cycles[0]!.attestation!.sha256,
    reason: 'The title was wrong.',
    at: NOW.toISOString(),
  };
  await school.db.write((tx) =>
    appendRecord(tx, school.ledger, { kind: 'correction', content, about, at: NOW, by: BOB }),
  );
  evidence = await personEvidence(school.db, school.policies, asked);
  const state = { going: true };
  const others = (async () => {
    for (; state.going; turns += 1) await turn();
  })();
  files = await packOf(ALICE);
  state.going = false;
  await others;
  pdf = await readPdf(files.get('evidence.pdf')!);
}, 180_000);

describe('the document', () => {
  test('has every question of every check: story, options, what was chosen, what was right, why', () => {
    const said = squeezed(pdf.text.replaceAll(/Evidence of training: [^.]*? Page \d+ of \d+/g, ''));
    const { checks } = evidence.cycles[0]!;
    expect(checks.length).toBeGreaterThan(10);
    let wrong = 0;
    for (const { attempt } of checks) {
      for (const { item, judged, answer } of attempt.items) {
        const question = questionOf(attempt.revision, item);
        const feedback = feedbackOn(judged.revision, judged.item, answer!.given);
        wrong += feedback.whyWrong.length;
        for (const text of [
          ...question.story,
          ...question.options.map((option) => option.text),
          ...feedback.given.map((option) => option.text),
          ...feedback.reasons.map((reason) => reason.because),
          ...feedback.whyWrong.map((why) => why.because),
        ]) {
          expect(said).toContain(squeezed(text));
        }
      }
    }
    expect(wrong).toBeGreaterThan(0);
    const marked = pdf.tree.filter(({ role }) => role === 'TR').map(({ text }) => text);
    expect(marked.filter((text) => text.endsWith(' Yes No')).length).toBeGreaterThan(0);
    expect(marked.filter((text) => text.endsWith(' No Yes')).length).toBeGreaterThan(0);
  });

  test('has the statement word for word, the correction, and every lesson and sentence', () => {
    const { attestation, lessons, revision } = evidence.cycles[0]!;
    const quotes = pdf.tree.filter(({ role }) => role === 'BlockQuote').map(({ text }) => text);
    expect(quotes.join(' ')).toContain(spaced(attestation!.content.statement.text));
    expect(pdf.text).toContain('The title was wrong.');
    const said = squeezed(pdf.text.replaceAll(/Evidence of training: [^.]*? Page \d+ of \d+/g, ''));
    for (const { sentences } of revision.clauses)
      for (const { text } of sentences) expect(said).toContain(squeezed(text));
    expect(lessons.length).toBeGreaterThan(9);
    for (const { title } of lessons) expect(pdf.bookmarks).toContain(title);
    expect(said).toContain(
      squeezed('A resident who sees a police uniform sees the police department.'),
    );
    expect(said).not.toMatch(/<Clause|<\/Example|\*\*/);
  });

  test('is tagged, has a list of contents that leads to pages, and nothing beyond its edges', () => {
    expect(pdf).toMatchObject({
      title: 'Evidence of training: Alice Example',
      language: 'en-US',
      isTagged: true,
      outside: [],
    });
    const roles = new Set(pdf.tree.map(({ role }) => role));
    for (const role of ['H1', 'H2', 'H3', 'H4', 'TOC', 'TOCI', 'Link', 'Table', 'TH', 'L', 'LI'])
      expect(roles).toContain(role);
    const titles = pdf.tree.filter(({ role }) => role === 'H1').map(({ text }) => text);
    expect(titles.slice(0, 3)).toEqual([
      'Evidence of training: Alice Example',
      'Contents',
      'Part 1: Social Media Policy, revision of April 20, 2023',
    ]);
    const lines = pdf.tree.filter(({ role }) => role === 'TOCI').map(({ text }) => text);
    const last = lines.find((text) => text.startsWith('What the audit log has of this training'));
    expect(last).toMatch(new RegExp(` ${pdf.pages}$`));
  });

  test('lets others be answered meanwhile, and says the same of the same', async () => {
    expect(turns).toBeGreaterThan(200);
    const again = await packOf(ALICE);
    expect(sha256Hex(again.get('evidence.pdf')!)).toBe(sha256Hex(files.get('evidence.pdf')!));
  }, 60_000);

  test('has nothing of an open check, nor of anybody else', async () => {
    const [lesson] = await lessonsOf(school, BOB);
    const part = { policies: school.policies, employeeNumber: BOB, at: NOW };
    const own = { ...part, assignmentId: school.assignment[BOB]!, lessonId: lesson!.id };
    await markLessonRead(school.db, own);
    await startAttempt(school.db, { ...own, kind: 'graded' });
    const bobs = await packOf(BOB);
    const { text } = await readPdf(bobs.get('evidence.pdf')!);
    expect(text).toContain('A check is open.');
    expect(text).toContain('Not signed');
    expect(text).not.toContain('Chosen');
    expect(text).not.toContain('Alice Example');
    expect([...bobs.keys()].filter((path) => path.startsWith('receipts/'))).toEqual([]);
    expect(pdf.text).not.toContain('Bob Example');
  }, 60_000);
});

describe('the pack', () => {
  /** What is wrong with a pack, by its own signed list. */
  async function faults(pack: PackFiles): Promise<string[]> {
    const keys = (await allKeys(school.db)).map(({ publicKey }) => parseVerifier(publicKey));
    const note = Buffer.from(pack.get('manifest.note')!).toString('utf8');
    const listed = new Map(
      openNote(note, keys)
        .text.trimEnd()
        .split('\n')
        .map((line) => [line.slice(66), line.slice(0, 64)] as const),
    );
    const names = new Set([...pack.keys(), ...listed.keys()]);
    names.delete('manifest.note');
    return [...names].filter((name) => {
      const bytes = pack.get(name);
      return !bytes || sha256Hex(bytes) !== listed.get(name);
    });
  }

  test('is signed for file by file: what was changed, added or left out is found', async () => {
    expect(await faults(files)).toEqual([]);
    const broken = new Map(files);
    broken.set('README.txt', Buffer.concat([files.get('README.txt')!, Buffer.from(' ')]));
    broken.set('contents/more', Buffer.from(''));
    broken.delete('evidence.pdf');
    expect((await faults(broken)).toSorted()).toEqual([
      'README.txt',
      'contents/more',
      'evidence.pdf',
    ]);
  });

  test('proves each record, and holds every byte that it names under its hash', async () => {
    const receipts = [...files].filter(([path]) => path.startsWith('receipts/'));
    expect(receipts.map(([path]) => path)).toContain('receipts/a-correction.receipt.json');
    expect(receipts).toHaveLength(2);
    const keys = Buffer.from(files.get('keys.txt')!).toString().trimEnd().split('\n');
    const receipt = parseReceipt(Buffer.from(receipts[0]![1]).toString('utf8'));
    expect(proveReceipt(receipt, keys).index).toBe(1);
    const { content } = evidence.cycles[0]!.attestation!;
    if (isOnPaper(content)) throw new Error('signed on paper');
    const named = [
      content.policy.sha256,
      content.release.sha256,
      content.release.ruleset,
      ...content.lessons.map((lesson) => lesson.sha256),
      ...content.checks.flatMap(({ release, ruleset, items }) => [
        release,
        ruleset,
        ...items.map((item) => item.scenarioSha256),
      ]),
    ];
    // A question about a sentence has the policy's bytes for a story.
    for (const sha256 of named) expect(files.has(`contents/${sha256}`), sha256).toBe(true);
    for (const [path, bytes] of files)
      if (path.startsWith('contents/')) expect(sha256Hex(bytes)).toBe(path.slice(9));
  });

  test('is what the verifier finds right, with every score replayed; a changed byte it finds', async () => {
    const trusted = (await allKeys(school.db)).map(({ publicKey }) => publicKey);
    const verified = (pack: PackFiles) =>
      verifyPack(new Map([...pack].map(([path, bytes]) => [path, inMemory(Buffer.from(bytes))])), {
        trusted,
        now: NOW,
        replay: true,
      } as Parameters<typeof verifyPack>[1]);
    const { faults: found, told } = await verified(files);
    expect(found).toEqual([]);
    expect(told.join(' ')).toContain('Receipts: 2, each proves its record.');
    expect(told.join(' ')).toMatch(/Replayed: \d+ scores/);
    const changed = new Map(files);
    changed.set('evidence.pdf', Buffer.concat([files.get('evidence.pdf')!, Buffer.from(' ')]));
    expect((await verified(changed)).faults.join(' ')).toContain('evidence.pdf was changed');
  });

  test('leaves as an archive, and that it was taken away is noted', async () => {
    const asked = { ...school, person: alice, timeZone: ZONE, by: BOB, at: NOW };
    let size = 0;
    for await (const chunk of await evidencePack(school.db, asked)) size += chunk.length;
    expect(size % 512).toBe(0);
    const noted = (await school.db.read.select().from(auditEvents)).filter(
      ({ act }) => act === 'evidence.exported',
    );
    expect(noted).toMatchObject([{ actor: BOB, subject: ALICE }]);
  }, 60_000);

  test('shows another reader no answer that is not signed for', async () => {
    const [, second] = await lessonsOf(school, BOB);
    await takeCheck(school, BOB, second!.id);
    const bob = (await personByNumber(school.db, BOB))!;
    const readBy = async (reader: string) => {
      const { cycles } = await personEvidence(school.db, school.policies, { person: bob, reader });
      return cycles.map(({ checks, withheld }) => ({ checks: checks.length, withheld }));
    };
    expect(await readBy(BOB)).toEqual([{ checks: 1, withheld: 0 }]);
    expect(await readBy(ALICE)).toEqual([{ checks: 0, withheld: 1 }]);
  });
});
