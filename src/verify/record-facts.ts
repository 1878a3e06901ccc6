import { ON_ITS_WAY } from '#ledger/order.ts';
import { createHash } from 'node:crypto';
import { scanCanonical, type Scanned, type Span } from './canonical.ts';
import { isTraining, kindOf, type Disposal, type KeyEntry, type SignIn } from './record-kinds.ts';

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
  key?: KeyEntry;
  disposed?: Disposal['entries'];
  /** A schema that this program knows: its form was checked. */
  known: boolean;
};

const HEX = /^[0-9a-f]{64}$/;

/** Fields whose hashes are those of stored bytes; any other hash in a record says what it is of itself. */
const SCANS = new Set(['scans']);
const PINNING = new Set(['policy', 'checks', 'lessons', 'seen', 'consent', 'training']);
/** What is large and is read by whoever replays it; here a list stands for itself without its items. */
const LARGE = new Set(['checks', 'seen']);
/** What tells where a training on paper was held, and what came of it. */
const SMALL_OF_TRAINING = ['where', 'heldOn', 'trainer', 'result', 'tracks', 'testedOut'];
const LIST = 0x5b;
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
  const { form, known } = kindOf(schema);
  if (!known && isTraining(schema)) {
    throw new Error(
      `it is a training of the form “${schema}”, which this program does not know: take a newer one`,
    );
  }
  const parsed = form.safeParse(read);
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
    ...(schema === 'ledger-key/1' && { key: record as KeyEntry }),
    ...(schema === 'disposal/1' && { disposed: (record as Disposal).entries }),
    known,
  };
}

/** The outermost fields, the large ones left out: most of a record is answers. */
function fieldsOf(line: Buffer, { fields }: Scanned): Record<string, unknown> {
  // Without a prototype: a field may have any name.
  const read = Object.create(null) as Record<string, unknown>;
  for (const [key, { from, to }] of fields) {
    // The first form of a record holds a manifest; the bytes of the release's own are in `contents/`.
    if (key === 'release') read[key] = partsOf(line, { from, to }, ['sha256', 'ruleset']);
    else if (key === 'training') read[key] = partsOf(line, { from, to }, SMALL_OF_TRAINING);
    else if (!LARGE.has(key)) read[key] = JSON.parse(line.toString('utf8', from, to));
    else if (line[from] === LIST) read[key] = [];
  }
  return read;
}

/** Some fields of an object, and of the others that they are there: undefined when it is none. */
function partsOf(line: Buffer, { from, to }: Span, wanted: readonly string[]): unknown {
  const fields = scanCanonical(line.subarray(from, to))?.fields;
  if (!fields) return undefined;
  const read = Object.create(null) as Record<string, unknown>;
  for (const [key, span] of fields) {
    if (wanted.includes(key))
      read[key] = JSON.parse(line.toString('utf8', from + span.from, from + span.to));
    else read[key] = line[from + span.from] === LIST ? [] : null;
  }
  return read;
}

function releaseOf({ release }: Record<string, unknown>): string[] {
  const { sha256, ruleset } = (release ?? {}) as Record<string, unknown>;
  return [sha256, ruleset].filter((one) => typeof one === 'string');
}

function stepUpOf({ authentication }: Record<string, unknown>): string {
  return (authentication as SignIn).stepUp.method;
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
