import canonicalize from 'canonicalize';
import type { SIGNED_HOW } from '#db/schema/index.ts';
import { sha256Hex } from '#rules/hash.ts';
import type { Path } from '#training/path.ts';

/**
 * What a signature says, whole: who, what text, what was learned and answered, when and how signed.
 * Plain JSON values only; instants are ISO 8601 in UTC. Its canonical form (RFC 8785) is the record.
 */
export type AttestationRecord = {
  schema: 'policy-attestation/1' | 'policy-attestation/2' | 'kiosk-attestation/1';
  id: string;
  /** 32 random bytes (hex): two records never share a hash. */
  nonce: string;
  person: { number: string; name: string; title: string; department: string };
  typedName: string;
  statement: { text: string; sha256: string };
  policy: { id: string; title: string; revision: string; citation: string; sha256: string };
  /** The release this person was assigned: its hash is that of its manifest, which names every file's. */
  release: {
    sha256: string;
    ruleset: string;
    /** In form 1 only. */
    manifest?: Record<string, string>;
  };
  /** From form 2 on: SHA-256 of the sources that this portal was built from. */
  build?: string;
  /** From form 2 on: the consent to electronic records, with the SHA-256 of the notice agreed to. */
  consent?: { id: string; notice: string; at: string };
  /** From form 2 on: when the training was first opened, the statement last shown, and signed. */
  sequence?: { openedAt: string; reviewedAt: string; signedAt: string };
  /**
   * From form 2 on: all that was opened, beyond what binds: each lesson and scenario in every wording
   * that was on the screen, practice included. What was answered in practice is nobody's business.
   */
  seen?: { lessons: Seen[]; scenarios: Seen[] };
  assignment: { id: string; campaign: string; assignedAt: string; dueOn: string };
  /**
   * Of whoever had signed before and was asked less than everything: what was asked, the revision signed
   * then, and the attestation that this one builds on. Without it everything was asked.
   */
  path?: { asked: Exclude<Path, 'full'>; since: string; attestation: string };
  /** The lessons that bound the person, as far as read; the rest of them are in `testedOut`. */
  lessons: LessonRead[];
  checks: CheckRecord[];
  /** `needed` is what passes, each check by the release it pinned. */
  result: { score: number; max: number; needed: number };
  /** Tracks of the policy the person belonged to, and lessons whose checks were passed unread. */
  tracks: string[];
  testedOut: string[];
  authentication: { method: string; signedInAt: string; stepUp: StepUp };
  /** Of `kiosk-attestation/1`, which is form 2 with it: who saw the person sign on the shared tablet. */
  witness?: { number: string; name: string; title: string; method: string; at: string };
  signedAt: string;
  timeZone: string;
  client: { address: string; userAgent: string };
};

export type Seen = { id: string; sha256: string };

export type LessonRead = {
  id: string;
  sha256: string;
  openedAt: string;
  readAt: string;
  /** Read again before another try at its check. */
  readAgain?: { sha256: string; at: string }[];
};

/** How the person proved again to be themselves, to sign. */
export type StepUp = {
  method: string;
  at: string;
  /**
   * The passkey that signed: its assertion's challenge is the SHA-256 of the record's bytes. Here,
   * where they are signed too, stand the key (COSE) and the site it was made for; base64url.
   */
  passkey?: { credentialId: string; publicKey: string; rpId: string; origin: string };
  /** Of a code from a printed slip: who printed it, and when. */
  issuedBy?: { number: string; name: string };
  issuedAt?: string;
};

export type Scored = {
  score: number;
  release: string;
  at: string;
  because: string;
  /** From form 2 on: who scored it anew, and its number among all that were. */
  by?: string;
  number?: number;
};

export type CheckRecord = {
  attempt: string;
  lesson: string;
  number: number;
  release: string;
  ruleset: string;
  startedAt: string;
  closedAt: string;
  /** The latest check of a lesson counts; earlier ones are kept beside it. */
  counts: boolean;
  items: {
    position: number;
    scenario: string;
    scenarioSha256: string;
    telling: string;
    kind: string;
    options: string[];
    answers: { turn: number; given: string[]; score: number; at: string }[];
    /** The last answer scored anew by HR, under a later release; the last one counts. */
    regrades?: Scored[];
  }[];
};

/**
 * What HR recorded of a signature on paper or before a witness: who signed what and when, why not in
 * the portal, what training came before, and the scan that shows it.
 */
export type PaperRecord = Pick<
  AttestationRecord,
  'id' | 'nonce' | 'person' | 'statement' | 'policy' | 'assignment' | 'authentication' | 'timeZone'
> & {
  schema: 'paper-attestation/1';
  how: 'paper' | 'witnessed';
  release: { sha256: string; ruleset: string };
  training: PaperTraining;
  /** Civil date in `timeZone`, as it stands on the paper. */
  signedOn: string;
  witness?: { name: string; title: string };
  /** Why it was not signed in the portal. */
  reason: string;
  scans: { sha256: string; mediaType: string }[];
  /** The HR person, whose sign-in `authentication` is. */
  recordedBy: { number: string; name: string; title: string };
  /** SHA-256 of the sources that this portal was built from. */
  build: string;
  recordedAt: string;
};

export type PaperTraining =
  | ({ where: 'portal' } & Pick<
      AttestationRecord,
      'path' | 'lessons' | 'checks' | 'result' | 'tracks' | 'testedOut'
    >)
  /** Held on a civil date; no questions were answered in the portal. */
  | { where: 'in-person'; heldOn: string; trainer: string };

/** An attestation as kept: signed in the portal, or on paper; `schema` tells which. */
export type SignedRecord = AttestationRecord | PaperRecord;

export function isOnPaper(record: SignedRecord): record is PaperRecord {
  return record.schema === 'paper-attestation/1';
}

/** How it was signed, as the column beside the record says. */
export function howOf(record: SignedRecord): (typeof SIGNED_HOW)[number] {
  if (isOnPaper(record)) return record.how;
  return record.schema === 'kiosk-attestation/1' ? 'kiosk' : 'electronic';
}

/** The record's bytes: RFC 8785 canonical JSON, and their SHA-256 (hex). */
export function sealRecord(record: SignedRecord): { record: string; sha256: string } {
  const canonical = canonicalize(record);
  if (canonical === undefined) throw new Error('an attestation record is not JSON');
  return { record: canonical, sha256: sha256Hex(canonical) };
}
