import { ON_ITS_WAY } from '#ledger/order.ts';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { scanCanonical, type Scanned, type Span } from './canonical.ts';

/** What an entry's record says that other parts of an export must agree with. */
export type RecordFacts = {
  id: string;
  schema: string;
  /** When it was made, in milliseconds, and how much later it may have been entered. */
  at: number;
  waits: number;
  /** SHA-256 (hex) of what must lie in `contents/` and in `scans/`. */
  contents: string[];
  scans: string[];
  /** Of the contents, the manifests of releases. */
  releases: string[];
  /** Records it is about. */
  about: string[];
  hasPasskey: boolean;
  key?: z.infer<typeof KeyEntry>;
  disposed?: z.infer<typeof Disposal>['entries'];
  /** A schema that this program knows: its form was checked. */
  known: boolean;
};

const text = z.string().min(1);
const HEX = /^[0-9a-f]{64}$/;
const sha256 = z.string().regex(HEX);
const instant = z.iso.datetime({ precision: 3 });
const day = z.iso.date();
const count = z.number().int().min(0);
const hashed = z.object({ id: text, sha256 });

const Statement = z.object({ text, sha256 });
const PolicyPin = z.object({ id: text, title: text, revision: text, citation: text, sha256 });
const ReleasePin = z.object({ sha256, ruleset: sha256 });
const Authentication = z.object({
  method: text,
  signedInAt: instant,
  stepUp: z.object({ method: text, at: instant }),
});
const head = { id: text, statement: Statement, policy: PolicyPin, authentication: Authentication };

const KeyEntry = z.object({
  schema: z.literal('ledger-key/1'),
  id: text,
  origin: text,
  publicKey: text,
  replaces: text.optional(),
  at: instant,
});
const Disposal = z.object({
  schema: z.literal('disposal/1'),
  id: text,
  entries: z.array(z.object({ index: count, sha256, leaf: sha256 })).min(1),
  at: instant,
});
const Attestation = z.object({
  ...head,
  schema: z.enum(['policy-attestation/1', 'policy-attestation/2']),
  nonce: sha256,
  person: z.object({ number: text, name: text, title: z.string(), department: z.string() }),
  typedName: text,
  assignment: z.object({ id: text, campaign: text, assignedAt: instant, dueOn: day }),
  lessons: z.array(hashed.extend({ openedAt: instant, readAt: instant })),
  result: z.object({ score: z.number(), max: count, needed: z.number() }),
  tracks: z.array(text),
  testedOut: z.array(text),
  signedAt: instant,
  timeZone: text,
});
const Paper = z.object({ ...head, schema: z.literal('paper-attestation/1'), recordedAt: instant });
const Correction = z.object({
  schema: z.literal('correction/1'),
  id: text,
  about: text,
  supersedes: text,
  reason: text,
  at: instant,
});
const Decline = z.object({
  ...head,
  schema: z.literal('decline/1'),
  reason: z.string(),
  at: instant,
});

/** Every kind of record by its schema. */
const KINDS: Readonly<Record<string, z.ZodType<Record<string, unknown>>>> = {
  'ledger-key/1': KeyEntry,
  'policy-attestation/1': Attestation,
  'policy-attestation/2': Attestation,
  'paper-attestation/1': Paper,
  'correction/1': Correction,
  'decline/1': Decline,
  'disposal/1': Disposal,
};
const Unknown = z.object({ schema: text, id: text, at: instant.optional() });

/** Fields whose hashes are those of stored bytes; any other hash in a record says what it is of itself. */
const SCANS = new Set(['scans']);
const PINNING = new Set(['policy', 'checks', 'lessons', 'seen', 'consent', 'training']);
/** What is large and is read by whoever replays it. */
const LARGE = new Set(['checks', 'training', 'seen']);
const PASSKEY_WAIT_MS = 5 * 60_000;

/**
 * Reads a record. Throws in a plain sentence when its bytes are not in canonical form, and when it is
 * not of the form that its schema has.
 */
export function factsOf(line: Buffer): RecordFacts {
  const scanned = scanCanonical(line);
  if (!scanned) throw new Error('its bytes are not canonical JSON');
  const read = fieldsOf(line, scanned);
  const schema = String(read['schema']);
  const kind: z.ZodType<Record<string, unknown>> = KINDS[schema] ?? Unknown;
  const parsed = kind.safeParse(read);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(`its field “${issue?.path.join('.')}” is not as a ${schema} has it`);
  }
  const record = parsed.data;
  const { statement } = read as { statement?: { text: string; sha256: string } };
  if (statement && hashOf(statement.text) !== statement.sha256) {
    throw new Error('the text of its statement is not the one that its hash names');
  }
  const passkey = schema.startsWith('policy-attestation/') && stepUpOf(read) === 'passkey';
  return {
    id: String(record['id']),
    schema,
    at: Date.parse(String(record['signedAt'] ?? record['recordedAt'] ?? record['at'] ?? '')),
    waits: ON_ITS_WAY + (passkey ? PASSKEY_WAIT_MS : 0),
    contents: hashesIn(line, scanned, PINNING, releaseOf(read)),
    scans: hashesIn(line, scanned, SCANS),
    releases: releasesIn(line, scanned, read),
    about: ['about', 'supersedes'].flatMap((field) =>
      typeof record[field] === 'string' ? [record[field]] : [],
    ),
    hasPasskey: passkey,
    ...(schema === 'ledger-key/1' && { key: record as z.infer<typeof KeyEntry> }),
    ...(schema === 'disposal/1' && { disposed: (record as z.infer<typeof Disposal>).entries }),
    known: schema in KINDS,
  };
}

/** The outermost fields, the large ones left out: most of a record is answers. */
function fieldsOf(line: Buffer, { fields }: Scanned): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [key, { from, to }] of fields) {
    if (LARGE.has(key)) continue;
    // The first form of a record holds a manifest; the bytes of the release's own are in `contents/`.
    if (key === 'release') read[key] = releasePin(line, from, to);
    else read[key] = JSON.parse(line.toString('utf8', from, to));
  }
  return read;
}

function releasePin(line: Buffer, from: number, to: number): unknown {
  const fields = scanCanonical(line.subarray(from, to))?.fields;
  const pick = (key: string) => {
    const span = fields?.get(key);
    return span && JSON.parse(line.toString('utf8', from + span.from, from + span.to));
  };
  return ReleasePin.parse({ sha256: pick('sha256'), ruleset: pick('ruleset') });
}

function releaseOf({ release }: Record<string, unknown>): string[] {
  return release === undefined ? [] : Object.values(release as Record<string, string>);
}

function stepUpOf({ authentication }: Record<string, unknown>): string {
  return (authentication as z.infer<typeof Authentication>).stepUp.method;
}

function hashesIn(
  line: Buffer,
  { fields, hashes }: Scanned,
  within: ReadonlySet<string>,
  also: string[] = [],
): string[] {
  const spans = [...fields].flatMap(([key, span]) => (within.has(key) ? [span] : []));
  const found = new Set(also);
  for (const { key, at } of hashes) {
    if (!spans.some(({ from, to }) => from < at && at < to)) continue;
    // Somebody's own words may be anything.
    if (isKey(line, key, 'because')) continue;
    found.add(line.toString('latin1', at, at + 64));
  }
  return [...found].filter((one) => HEX.test(one));
}

function releasesIn(line: Buffer, { hashes }: Scanned, read: Record<string, unknown>): string[] {
  const found = new Set(releaseOf(read).slice(0, 1));
  for (const { key, at } of hashes) {
    if (isKey(line, key, 'release')) found.add(line.toString('latin1', at, at + 64));
  }
  return [...found];
}

function isKey(line: Buffer, { from, to }: Span, key: string): boolean {
  return to - from === key.length && line.toString('latin1', from, to) === key;
}

function hashOf(said: string): string {
  return createHash('sha256').update(said).digest('hex');
}
