import { sayWhen } from '#attestations/in-words.ts';
import { sayDate, sayDay, sayInstant } from '#clock.ts';
import type { Revision } from '#policies/model.ts';
import { resultOf } from '#training/result.ts';
import { sayItem } from './item-words.ts';
import { sayLesson } from './lesson-words.ts';
import type { Check, Cycle, PersonEvidence } from './person-evidence.ts';
import { saySignature } from './receipt-pdf.ts';
import { LACKED } from './pdf-typefaces.ts';
import { openPdf, type Pdf } from './tagged-pdf.ts';

type Said = { evidence: PersonEvidence; zone: string; at: Date };

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
  for (const [nth, cycle] of cycles.entries()) await sayCycle(pdf, cycle, nth + 1, zone);
  await sayTexts(pdf, cycles);
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
  pdf.heading(2, 'How to read this');
  pdf.paragraph(
    'This document tells, for each time that a policy was assigned to this person, what the person was ' +
      'given to read, every question of the finished checks with the answer given, what the right ' +
      'answer was and why, and the statement that was signed. The policy’s text and the lessons stand ' +
      'at its end as they were then.',
  );
  pdf.paragraph(
    'It is made from the portal’s records. The signed records themselves are the files beside it, in ' +
      'the folder “receipts”; anyone can check them with the verifier that comes along, without the ' +
      'portal. Practice and refreshers are the person’s own and are not part of this. The portal ' +
      'teaches the policy as written; nothing here is legal advice.',
  );
  if (cycles.length === 0) {
    pdf.paragraph('No policy has been assigned to this person.', { face: 'bold' });
    return;
  }
  pdf.heading(2, 'At a glance');
  await pdf.grid(
    ['Policy', 'Assigned', 'Due', 'Signed'],
    cycles.map((cycle) => [
      `${cycle.policyTitle}, revision of ${sayDay(cycle.assignment.revision)}`,
      sayInstant(cycle.assignment.assignedAt, zone),
      sayDay(cycle.assignment.dueOn),
      saySigned(cycle),
    ]),
    [3, 2.2, 1.6, 2.2],
  );
}

async function sayCycle(pdf: Pdf, cycle: Cycle, nth: number, zone: string): Promise<void> {
  const { assignment, attestation, policyTitle, checks } = cycle;
  pdf.newPage();
  pdf.heading(1, `Part ${nth}: ${policyTitle}, revision of ${sayDay(assignment.revision)}`);
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
      ? 'What was answered is the person’s own until it is signed.'
      : checks.length === 0
        ? 'No check was finished.'
        : 'Each check is shown as it was asked: the story, every option, what was chosen, what was right, ' +
          'and the reasons as the person was shown them.',
  );
  if (cycle.open > 0) {
    pdf.paragraph('A check is open. Its questions are part of this document once it is finished.');
  }
  for (const check of checks) await sayCheck(pdf, check, zone);
}

async function sayCheck(pdf: Pdf, check: Check, zone: string): Promise<void> {
  const { attempt } = check;
  const { row, items } = attempt;
  const { score } = resultOf(attempt);
  pdf.heading(3, `${attempt.lesson?.title ?? row.lesson}, check ${row.number}`);
  pdf.paragraph(
    `Begun ${sayInstant(row.startedAt, zone)}, finished ${sayInstant(row.closedAt!, zone)}. ` +
      `${points(score)} of ${items.length} points.`,
  );
  for (const asked of items) {
    await sayItem(pdf, check, asked, zone);
    await pdf.breathe();
  }
}

/** What the ledger has about it beside the signature, each value as it stands in its record. */
function sayRecords(pdf: Pdf, { records }: Cycle, zone: string): void {
  for (const { kind, at, by, record } of records) {
    pdf.heading(2, kind === 'decline' ? 'Declined to sign' : `In the ledger: ${kind}`);
    pdf.summary([
      ['Entered', `${sayInstant(at, zone)}, by ${by}`],
      ...(record === '' ? [] : Object.entries(JSON.parse(record) as object).flatMap(valueOf)),
    ]);
  }
}

function saySigned({ attestation, disposed }: Cycle): string {
  return attestation ? sayWhen(attestation.content) : (disposed ?? 'Not signed');
}

/** A value in words; of one that holds others, those that are plain. Lists stand in the receipt. */
function valueOf([name, value]: [string, unknown]): [string, string][] {
  if (typeof value === 'string' || typeof value === 'number') return [[name, String(value)]];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([inner, one]) =>
    typeof one === 'string' || typeof one === 'number' ? [[`${name}: ${inner}`, String(one)]] : [],
  );
}

function timeline(cycle: Cycle, zone: string): string[][] {
  const { assignment, lessons, checks, reviews, attestation, records } = cycle;
  const moments: [Date, string][] = [
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
    ...(attestation ? [[attestation.signedAt, 'Signed'] as [Date, string]] : []),
    ...records.map(({ at, kind }): [Date, string] => [at, `Entered in the ledger: ${kind}`]),
  ];
  return moments
    .toSorted(([a], [b]) => a.getTime() - b.getTime())
    .map(([at, what]) => [sayInstant(at, zone), what]);
}

/** The policy's text and the lessons, each once, as they were when the person had them. */
async function sayTexts(pdf: Pdf, cycles: readonly Cycle[]): Promise<void> {
  const texts = new Map(cycles.map((cycle) => [cycle.revision.policySha256, cycle]));
  for (const { revision, policyTitle } of texts.values()) {
    pdf.newPage();
    pdf.heading(1, `The text: ${policyTitle}, revision of ${sayDay(revision.id)}`);
    await sayPolicy(pdf, revision);
    await pdf.breathe();
  }
  const lessons = new Map(
    cycles.flatMap(({ revision, lessons: read }) =>
      read.map((lesson) => [lesson.lessonSha256, { ...lesson, revision }] as const),
    ),
  );
  if (lessons.size === 0) return;
  pdf.newPage();
  pdf.heading(1, 'The lessons, as they were read');
  for (const { title, source, revision } of lessons.values()) {
    pdf.heading(2, title);
    if (source === '') pdf.paragraph('The words of this lesson are not in the portal any more.');
    else await sayLesson(pdf, source, revision);
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
