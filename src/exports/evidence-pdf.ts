import { sayWhen } from '#attestations/in-words.ts';
import { isOnPaper, type SignedRecord } from '#attestations/record.ts';
import { sayDate, sayDay, sayInstant } from '#clock.ts';
import { isMadeUp, SAID_MADE_UP } from '#people/made-up.ts';
import type { Revision } from '#policies/model.ts';
import { resultOf } from '#training/result.ts';
import { confirmedBy, type SayConfirmed } from './confirmed.ts';
import { sayItem } from './item-words.ts';
import { sayLesson } from './lesson-words.ts';
import type { Check, Cycle, PersonEvidence } from './person-evidence.ts';
import { saySignature } from './receipt-pdf.ts';
import { LACKED } from './pdf-typefaces.ts';
import { sayRecords, saySigned } from './record-words.ts';
import { openPdf, type Pdf } from './tagged-pdf.ts';
import { sayRevision } from '#policies/as-of.ts';

type Said = { evidence: PersonEvidence; zone: string; at: Date };
type How = { zone: string; confirmed: SayConfirmed };

/**
 * A person's evidence to read from the first page to the last, by somebody who has never seen the
 * portal: each time a policy was assigned, what was read, asked, answered and signed, with the texts as
 * they were then. Others are answered between its parts.
 */
export async function evidencePdf({ evidence, zone, at }: Said): Promise<Buffer> {
  const { person, cycles } = evidence;
  const title = `Evidence of training: ${person.name}`;
  const pdf = openPdf({ title, at, foot: `${title}, as of ${sayInstant(at, zone)}` });
  pdf.heading(1, title);
  await sayPerson(pdf, { evidence, zone, at });
  pdf.contentsHere();
  const confirmed = confirmedBy(evidence.signings, zone);
  for (const [nth, cycle] of cycles.entries())
    await sayCycle(pdf, cycle, nth + 1, { zone, confirmed });
  await sayTexts(pdf, cycles, confirmed);
  await sayEvents(pdf, evidence, zone);
  if (pdf.lacked) pdf.paragraph(LACKED, { face: 'italic' });
  await pdf.breathe();
  return pdf.bytes();
}

async function sayPerson(
  pdf: Pdf,
  { evidence: { person, cycles }, zone, at }: Said,
): Promise<void> {
  pdf.summary([
    ['Name', person.name],
    ['Employee number', person.number],
    ['Title', person.title],
    ['Department', person.department],
    ['Hired', sayDate(person.hiredOn)],
    ...(person.separatedOn === null ? [] : [['Separated', sayDate(person.separatedOn)] as const]),
    ['Made', sayInstant(at, zone)],
  ]);
  if (isMadeUp(person.number)) pdf.paragraph(SAID_MADE_UP, { face: 'bold' });
  pdf.heading(2, 'How to read this');
  pdf.paragraph(
    'This document tells, for each time that a policy was assigned to this person, lessons the ' +
      'person opened and marked as read, the questions of the finished checks with the answers given, ' +
      'what was right by the portal’s rules and why, and the statement that was signed. The policy’s text ' +
      'and the lessons stand at its end as they were then. The questions’ stories are made up.',
  );
  pdf.paragraph(
    'Where an answer rests on one way to read the policy, the document says so, and whether that ' +
      'reading was confirmed for the City when the document was made. A signature that HR corrected or ' +
      'withdrew is shown as it was made, with what HR wrote.',
  );
  pdf.paragraph(
    'It is made from the portal’s records. The signed records themselves are the files beside it, in ' +
      'the folder “receipts”; anyone can check them with the verifier that comes along, without the ' +
      'portal. Not part of this are practice, refreshers, questions to HR, who read a record, and ' +
      'records that were disposed of; for readers other than the person, also answers that the person ' +
      'has not signed. The portal teaches the policy as written; nothing here is legal advice.',
  );
  if (cycles.length === 0) {
    pdf.paragraph('No policy has been assigned to this person.', { face: 'bold' });
    return;
  }
  pdf.heading(2, 'At a glance');
  await pdf.grid(
    ['Policy', 'Assigned', 'Due', 'Signed'],
    cycles.map((cycle) => [
      `${cycle.policyTitle}, revision of ${sayRevision(cycle.revision)}`,
      sayInstant(cycle.assignment.assignedAt, zone),
      sayDay(cycle.assignment.dueOn),
      saySigned(cycle),
    ]),
    [3, 2.2, 1.6, 2.2],
  );
}

async function sayCycle(pdf: Pdf, cycle: Cycle, nth: number, how: How): Promise<void> {
  const { zone } = how;
  const { assignment, attestation, policyTitle, checks } = cycle;
  pdf.newPage();
  pdf.heading(1, `Part ${nth}: ${policyTitle}, revision of ${sayRevision(cycle.revision)}`);
  pdf.summary([
    ['Assigned', `${sayInstant(assignment.assignedAt, zone)}, by “${cycle.campaign}”`],
    ['Due', `${sayDate(assignment.dueOn)}, end of the day`],
    ['Finished checks', String(checks.length + cycle.withheld)],
    ['Signed', saySigned(cycle)],
  ]);
  if (attestation) saySignature(pdf, attestation.content);
  sayRecords(pdf, cycle, zone);
  pdf.heading(2, 'In the order of time');
  await pdf.grid(['When', 'What'], timeline(cycle, zone), [1.2, 3]);
  pdf.heading(2, 'The checks');
  pdf.paragraph(
    cycle.withheld > 0
      ? 'What was answered is shown to others than the person only once it is signed.'
      : checks.length === 0
        ? 'No check was finished.'
        : 'Each check is shown as it was asked: the story, every option, what was chosen, what was right, ' +
          'and the reasons as the person was shown them.',
  );
  if (cycle.open > 0) {
    pdf.paragraph('A check is open. Its questions are part of this document once it is finished.');
  }
  for (const check of checks) await sayCheck(pdf, check, how);
}

async function sayCheck(pdf: Pdf, check: Check, how: How): Promise<void> {
  const { zone } = how;
  const { attempt } = check;
  const { row, items } = attempt;
  const { score } = resultOf(attempt);
  pdf.heading(3, `${attempt.lesson?.title ?? row.lesson}, check ${row.number}`);
  pdf.paragraph(
    `Begun ${sayInstant(row.startedAt, zone)}, finished ${sayInstant(row.closedAt!, zone)}. ` +
      `${points(score)} of ${items.length} points.`,
  );
  for (const asked of items) {
    await sayItem(pdf, check, asked, how);
    await pdf.breathe();
  }
}

function timeline(cycle: Cycle, zone: string): string[][] {
  const { assignment, lessons, checks, reviews, attestation, records } = cycle;
  const { content } = attestation ?? {};
  const moments: [at: Date, what: string, when?: string][] = [
    [assignment.assignedAt, 'Assigned'],
    ...lessons.flatMap(({ title, openedAt, readAt, rereads }): [Date, string][] => [
      [openedAt, `Lesson opened: ${title}`],
      ...(readAt ? [[readAt, `Lesson marked as read: ${title}`] as [Date, string]] : []),
      ...rereads.map((again): [Date, string] => [again.readAt, `Lesson read again: ${title}`]),
    ]),
    ...checks.flatMap(({ attempt: { row, lesson } }): [Date, string][] => [
      [row.startedAt, `Check ${row.number} begun: ${lesson?.title ?? row.lesson}`],
      [row.closedAt!, `Check ${row.number} finished: ${lesson?.title ?? row.lesson}`],
    ]),
    ...reviews.map(({ at }): [Date, string] => [at, 'The statement was shown for signing']),
    ...(attestation && content ? momentsOf(attestation.signedAt, content) : []),
    ...records.map(({ at, kind }): [Date, string] => [at, `Entered in the ledger: ${kind}`]),
  ];
  return moments
    .toSorted(([a], [b]) => a.getTime() - b.getTime())
    .map(([at, what, when]) => [when ?? sayInstant(at, zone), what]);
}

/** A sheet of paper has a day and no hour. */
function momentsOf(signedAt: Date, content: SignedRecord): [Date, string, string?][] {
  if (!isOnPaper(content)) return [[signedAt, 'Signed']];
  return [
    [signedAt, 'Signed', sayWhen(content)],
    [new Date(content.recordedAt), 'The signature on paper was recorded by HR'],
  ];
}

/** The policy's text and the lessons, each once, as they were when the person had them. */
async function sayTexts(
  pdf: Pdf,
  cycles: readonly Cycle[],
  confirmed: SayConfirmed,
): Promise<void> {
  const texts = new Map(cycles.map((cycle) => [cycle.revision.policySha256, cycle]));
  for (const { revision, policyTitle } of texts.values()) {
    pdf.newPage();
    pdf.heading(1, `The text: ${policyTitle}, revision of ${sayRevision(revision)}`);
    await sayPolicy(pdf, revision);
    await pdf.breathe();
  }
  const lessons = new Map(
    cycles.flatMap(({ revision, lessons: read }) =>
      read
        .filter((lesson) => !lesson.isMade)
        .map((lesson) => [lesson.lessonSha256, { ...lesson, revision }] as const),
    ),
  );
  if (lessons.size === 0) return;
  pdf.newPage();
  pdf.heading(1, 'The lessons, as they were opened');
  for (const { title, source, revision } of lessons.values()) {
    pdf.heading(2, title);
    if (source === '') pdf.paragraph('The words of this lesson are not in the portal any more.');
    else await sayLesson(pdf, source, revision, confirmed);
    await pdf.breathe();
  }
}

async function sayPolicy(pdf: Pdf, { citation, clauses }: Revision): Promise<void> {
  pdf.paragraph(citation);
  for (const { marker, heading, level, sentences } of clauses) {
    const title = heading === undefined ? undefined : `${marker} ${heading}`;
    if (title !== undefined) pdf.heading(level === 0 ? 2 : 4, title);
    const words = sentences.map((one) => (one.marker ? `${one.marker} ${one.text}` : one.text));
    const said = [...(title === undefined ? [marker] : []), ...words].join(' ');
    if (said !== '') pdf.paragraph(said, { indent: Math.max(0, level - 1) * 14 });
    await pdf.breathe();
  }
}

async function sayEvents(
  pdf: Pdf,
  { events, consents }: PersonEvidence,
  zone: string,
): Promise<void> {
  pdf.newPage();
  pdf.heading(1, 'What the audit log has of this training');
  if (consents.length > 0) {
    pdf.heading(2, 'Electronic records');
    await pdf.grid(
      ['When', 'What', 'Fingerprint of the notice'],
      consents.map(({ at, state, noticeSha256 }) => [sayInstant(at, zone), state, noticeSha256]),
      [1.6, 1, 3],
    );
  }
  pdf.heading(2, 'Acts');
  await pdf.grid(
    ['When', 'By', 'Act'],
    events.map(({ at, actor, act }) => [sayInstant(at, zone), actor, act]),
    [1.5, 1, 2],
  );
}

const points = (n: number) => String(Number(n.toFixed(2)));
