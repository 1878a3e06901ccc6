import { sayDay, sayInstant } from '#clock.ts';
import { isMadeUp } from '#people/made-up.ts';
import { SAID_HOW, saySigned } from './how.ts';
import {
  howOf,
  isOnPaper,
  type AttestationRecord,
  type PaperRecord,
  type SignedRecord,
} from './record.ts';

/** What stands beside a term on a receipt. */
export type Row = { term: string; text: string };

/** What a record of a signature on paper rests on. */
export const VOUCHES =
  'It was not signed in the portal: the portal vouches for what HR recorded and for the scan, not for ' +
  'the hand that signed.';

/** Heads the statement in it: whether these words stand on the sheet, the scan shows. */
export const ON_SHEET = 'The statement on the sheet, as HR recorded it';

/** When it was signed: an instant in the record's own zone, or the date on the paper. */
export function sayWhen(record: SignedRecord): string {
  return isOnPaper(record)
    ? `${sayDay(record.signedOn)}, ${SAID_HOW[record.how]}`
    : saySigned({ how: howOf(record), signedAt: new Date(record.signedAt) }, record.timeZone);
}

/** The policy and the revision that a record is about; of a fictional draft with what it is. */
export function sayPolicy({
  policy,
  statement,
}: Pick<AttestationRecord, 'policy' | 'statement'>): string {
  return `${policy.title}, revision of ${sayDay(policy.revision)}${isFictional(statement) ? ' (fictional draft)' : ''}`;
}

/** What is signed under a draft says so in its own words: a record names no draft otherwise. */
const isFictional = ({ text }: AttestationRecord['statement']) => /fictional draft/i.test(text);

/** Who signed which policy: what a receipt shows to anybody who has it. */
export function whoSigned(record: SignedRecord): Row[] {
  const { person } = record;
  return [
    { term: 'Name', text: `${person.name} (employee number ${person.number})` },
    { term: 'Title and department', text: `${person.title}, ${person.department}` },
    { term: 'Policy', text: sayPolicy(record) },
    { term: 'Signed', text: sayWhen(record) },
    ...(isFictional(record.statement)
      ? [{ term: 'Fictional draft', text: 'A made-up text, which the City has not adopted' }]
      : []),
    ...(isMadeUp(person.number)
      ? [{ term: 'Made up', text: 'From a demonstration: there is no such person' }]
      : []),
  ];
}

/** All that a record says of the signature, but for the statement: for pages and paper alike. */
export function signatureInWords(record: SignedRecord): Row[] {
  return [...whoSigned(record), ...(isOnPaper(record) ? onPaper(record) : inPortal(record))];
}

/** The numbers by which a record is checked. `sha256` is its own. */
export function fingerprintsOf(record: SignedRecord, sha256: string): Row[] {
  return [
    { term: 'Receipt', text: record.id },
    { term: 'Record SHA-256', text: sha256 },
    ...(isOnPaper(record) ? record.scans : []).map((scan) => ({
      term: 'Scan SHA-256',
      text: scan.sha256,
    })),
    { term: 'Statement SHA-256', text: record.statement.sha256 },
    { term: 'Policy text SHA-256', text: record.policy.sha256 },
    { term: 'Rules SHA-256', text: record.release.ruleset },
    { term: 'Release SHA-256', text: record.release.sha256 },
    ...(!isOnPaper(record) && record.consent
      ? [{ term: 'Notice SHA-256', text: record.consent.notice }]
      : []),
    ...(record.build ? [{ term: 'Portal build', text: record.build }] : []),
  ];
}

const SAID_STEP_UP: Readonly<Record<string, string>> = {
  password: 'password again at signing',
  passkey: 'signed with a passkey',
  'kiosk-code': 'code from a printed slip',
};

const SAID_SIGN_IN: Readonly<Record<string, string>> = {
  'kiosk-code': 'a code from a printed slip, on a shared tablet',
};

function inPortal(record: AttestationRecord): Row[] {
  const { sequence, consent, authentication, typedName, witness } = record;
  const { method, signedInAt, stepUp } = authentication;
  return [
    { term: 'Signed, in UTC', text: record.signedAt },
    ...(sequence
      ? [
          {
            term: 'Before that',
            text: `Training opened ${say(record, sequence.openedAt)}; this statement last shown ${say(record, sequence.reviewedAt)}`,
          },
        ]
      : []),
    ...(consent ? [{ term: 'Electronic records', text: `Agreed ${say(record, consent.at)}` }] : []),
    { term: 'Typed name', text: typedName },
    {
      term: 'Signed in with',
      text: `${SAID_SIGN_IN[method] ?? method}, since ${say(record, signedInAt)}`,
    },
    {
      term: 'At signing',
      text: `${SAID_STEP_UP[stepUp.method] ?? stepUp.method}, ${say(record, stepUp.at)}`,
    },
    ...(stepUp.issuedBy && stepUp.issuedAt
      ? [
          {
            term: 'Code printed',
            text: `${say(record, stepUp.issuedAt)}, by ${stepUp.issuedBy.name} (employee number ${stepUp.issuedBy.number})`,
          },
        ]
      : []),
    ...(witness
      ? [
          {
            term: 'Witness',
            text: `${witness.name} (employee number ${witness.number}), ${witness.title}; confirmed with their own password, ${say(record, witness.at)}, that they saw this person sign`,
          },
        ]
      : []),
    ...builtOn(record),
    { term: 'Training', text: trained(record) },
  ];
}

function onPaper({ witness, training, reason, recordedBy, ...record }: PaperRecord): Row[] {
  return [
    ...(witness ? [{ term: 'Witness', text: `${witness.name}, ${witness.title}` }] : []),
    {
      term: 'Training',
      text:
        training.where === 'portal'
          ? `In the portal: ${trained(training)}`
          : `Held in person on ${sayDay(training.heldOn)} by ${training.trainer}. No questions were answered in the portal`,
    },
    ...(training.where === 'portal' ? builtOn(training) : []),
    { term: 'Why not in the portal', text: reason },
    {
      term: 'Recorded',
      text: `${say(record, record.recordedAt)}, by ${recordedBy.name}, ${recordedBy.title}`,
    },
  ];
}

const SAID_ASKED: Readonly<Record<NonNullable<AttestationRecord['path']>['asked'], string>> = {
  changes: 'what changed since then',
  short: 'a few questions',
  'sign-only': 'the signature alone',
};

/** What of a record that asks less than everything it builds on. */
function builtOn({ path }: Pick<AttestationRecord, 'path'>): Row[] {
  if (!path) return [];
  const text =
    `The signature of the revision of ${sayDay(path.since)}, receipt ${path.attestation}. ` +
    `Asked: ${SAID_ASKED[path.asked]}`;
  return [{ term: 'Builds on', text }];
}

/** Who marked a lesson as read said so; the portal does not know whether somebody read. */
function trained({
  lessons,
  testedOut = [],
  result,
}: Pick<AttestationRecord, 'lessons' | 'result'> &
  Partial<Pick<AttestationRecord, 'testedOut'>>): string {
  const some = (count: number) => `${count} ${count === 1 ? 'lesson' : 'lessons'}`;
  if (lessons.length + testedOut.length === 0 && result.max === 0) return 'Nothing more was asked';
  const passed = testedOut.length > 0 ? `, ${some(testedOut.length)} tested out without that` : '';
  return (
    `${some(lessons.length)} marked as read${passed}; ${points(result.score)} of ${result.max} ` +
    `points, ${points(result.needed)} pass`
  );
}

const points = (n: number) => Number(n.toFixed(2));

function say({ timeZone }: { timeZone: string }, instant: string): string {
  return sayInstant(new Date(instant), timeZone);
}
