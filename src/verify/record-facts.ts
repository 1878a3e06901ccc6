import { ON_ITS_WAY } from '#ledger/order.ts';
import { createHash } from 'node:crypto';
import { Named, type Naming } from './named.ts';
import { scanCanonical, type Hashed, type Scanned, type Span } from './canonical.ts';
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
  /** Of a signed record: whose it is, and of which text. */
  signed?: Signed;
  /** The signature that it builds on. */
  buildsOn?: { attestation: string; since: string };
  /** The record that it says does not stand. */
  withdraws?: string;
  hasPasskey: boolean;
  key?: KeyEntry;
  disposed?: Disposal['entries'];
  /** A schema that this program knows: its form was checked. */
  known: boolean;
};

export type Signed = {
  person: string;
  policy: string;
  revision: string;
  /** Whose lessons the person had; unknown of a training in person. */
  tracks?: readonly string[];
};

/** Fields whose hashes are those of stored bytes; any other hash in a record says what it is of itself. */
const PINNING: ReadonlyMap<string, 'contents' | 'scans'> = new Map([
  ...['policy', 'checks', 'lessons', 'seen', 'consent', 'training'].map(
    (field) => [field, 'contents'] as const,
  ),
  ['scans', 'scans'],
]);
/** What is large and is read by whoever replays it; here a list stands for itself without its items. */
const LARGE = new Set(['checks', 'seen']);
/** What is read of fields that may be large. */
const PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  // The first form of a record holds a manifest; the bytes of the release's own are in `contents/`.
  ['release', ['sha256', 'ruleset']],
  // What tells where a training on paper was held, and what came of it.
  ['training', ['where', 'heldOn', 'trainer', 'path', 'result', 'tracks', 'testedOut']],
]);
const LIST = 0x5b;
const PASSKEY_WAIT_MS = 5 * 60_000;

/**
 * Reads a record; what others named before, by `named`, it may leave out. Throws in a plain sentence
 * when its bytes are not in canonical form, and when it is not of the form that its schema has.
 */
export function factsOf(line: Buffer, named = new Named()): RecordFacts {
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
    ...namedIn(line, scanned, named),
    about: ['about', 'supersedes'].flatMap((field) =>
      typeof record[field] === 'string' ? [record[field]] : [],
    ),
    ...signedIn(read),
    ...(schema === 'correction/1' && record['withdrawn'] === true
      ? { withdraws: String(record['about']) }
      : {}),
    hasPasskey: passkey,
    ...(schema === 'ledger-key/1' && { key: record as KeyEntry }),
    ...(schema === 'disposal/1' && { disposed: (record as Disposal).entries }),
    known,
  };
}

/** The outermost fields, the large ones left out: most of a record is answers. */
function fieldsOf(line: Buffer, { fields }: Scanned): Record<string, unknown> {
  const short = abridged(line, fields, (key, span) => {
    if (LARGE.has(key)) return emptied(line, span);
    const wanted = PARTS.get(key);
    return wanted && partsOf(line.subarray(span.from, span.to), wanted);
  });
  return JSON.parse(short) as Record<string, unknown>;
}

/** Some fields of an object, and of the others that they are there: `null` when it is none. */
function partsOf(object: Buffer, wanted: readonly string[]): string {
  const fields = scanCanonical(object)?.fields;
  if (!fields) return 'null';
  return abridged(object, fields, (key, span) =>
    wanted.includes(key) ? undefined : emptied(object, span),
  );
}

/** The object's text, with other values in it where there are some to stand instead. */
function abridged(
  object: Buffer,
  fields: Scanned['fields'],
  instead: (key: string, span: Span) => string | undefined,
): string {
  const parts: string[] = [];
  let [from, to] = [1, 1];
  const keep = () => {
    if (from < to) parts.push(object.toString('utf8', from, to));
  };
  for (const [key, span] of fields) {
    const other = instead(key, span);
    if (other !== undefined) {
      keep();
      parts.push(`${JSON.stringify(key)}:${other}`);
      from = span.to + 1;
    }
    to = span.to;
  }
  keep();
  return `{${parts.join(',')}}`;
}

const emptied = (line: Buffer, { from }: Span) => (line[from] === LIST ? '[]' : 'null');

function signedIn(read: Record<string, unknown>): Pick<RecordFacts, 'signed' | 'buildsOn'> {
  if (!isTraining(String(read['schema']))) return {};
  type Read = {
    schema: string;
    person: { number: string };
    policy: { id: string; revision: string };
    training?: Trained;
  } & Trained;
  type Trained = { path?: RecordFacts['buildsOn']; tracks?: readonly string[] };
  const all = read as Read;
  const { person, policy } = all;
  // Where each form has it, as it is replayed: a second one elsewhere says nothing.
  const { path, tracks } = all.schema === 'paper-attestation/1' ? (all.training ?? {}) : all;
  const whose = { person: person.number, policy: policy.id, revision: policy.revision };
  return { signed: { ...whose, ...(tracks && { tracks }) }, ...(path && { buildsOn: path }) };
}

function stepUpOf({ authentication }: Record<string, unknown>): string {
  return (authentication as SignIn).stepUp.method;
}

function namedIn(line: Buffer, { hashes }: Scanned, named: Named): Record<Naming, string[]> {
  const found: Record<Naming, string[]> = { contents: [], scans: [], releases: [] };
  const add = (what: Naming, at: number) => {
    const hash = named.first(what, line, at);
    if (hash !== undefined) found[what].push(hash);
  };
  for (const hashed of hashes) {
    const { at, field } = hashed;
    const folder = PINNING.get(field);
    // Somebody's own words may be anything.
    if (folder && !isUnder(line, hashed, 'because')) add(folder, at);
    const isRelease = field === 'release' && isUnder(line, hashed, 'sha256');
    if (isRelease || (field === 'release' && isUnder(line, hashed, 'ruleset'))) add('contents', at);
    if (isRelease || isUnder(line, hashed, 'release')) add('releases', at);
  }
  return found;
}

function isUnder(line: Buffer, { keyFrom, keyTo }: Hashed, key: string): boolean {
  if (keyTo - keyFrom !== key.length) return false;
  for (let i = 0; i < key.length; i += 1) {
    if (line[keyFrom + i] !== key.charCodeAt(i)) return false;
  }
  return true;
}

function hashOf(said: string): string {
  return createHash('sha256').update(said).digest('hex');
}
