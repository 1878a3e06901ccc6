import canonicalize from 'canonicalize';
import { and, asc, eq } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Reader } from '#db/client.ts';
import { employees, readingSignoffs } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { didYouMean } from '#nearest.ts';
import { sha256Hex } from '#rules/hash.ts';
import { isVisible, oddCharacterIn } from '#typed-text.ts';
import type { Reading, Revision } from './model.ts';

/** Who confirmed the adopted reading for the City, and when. */
export type SignOff = {
  /** Employee number. */
  by: string;
  name: string;
  at: Date;
  note: string | null;
};

/** One act on a reading, its words being those of `wordingSha256`. */
export type Signing = SignOff & {
  reading: string;
  state: 'signed' | 'withdrawn';
  wordingSha256: string;
};

type Act = {
  revision: Pick<Revision, 'policyId' | 'id' | 'readings'>;
  /** The reading's id, `R1`. */
  reading: string;
  /** Employee number of the HR person. */
  by: string;
  at: Date;
  /** The hash of the words that this person had before them; other words are not signed. */
  wording?: string | undefined;
};

/** More than this is a memorandum, not a note. */
export const LONGEST_NOTE = 1000;

/**
 * Confirms the adopted reading for the City, in its words as they stand. Sent twice or by two people
 * at once it is one row. Refuses an unknown reading, one without words, one that is signed already,
 * and words other than those the person has read.
 */
export async function signOffReading(
  db: Db,
  { note = '', ...act }: Act & { note?: string },
): Promise<void> {
  const reading = readingOf(act);
  if (![reading.issue, reading.adopted].every((words) => words.trim())) {
    throw new Refusal(
      'conflict',
      `Reading ${reading.id} has no words yet, so there is nothing to sign.`,
    );
  }
  await append(db, act, reading, { state: 'signed', note }, (held) => {
    if (held) {
      throw new Refusal('conflict', `Reading ${reading.id} is already signed off by ${held.name}.`);
    }
  });
}

/** Takes a sign-off back, and says why. Refuses when there is none that holds. */
export async function withdrawSignOff(db: Db, { note, ...act }: Act & { note: string }) {
  const reading = readingOf(act);
  if (!isVisible(note)) {
    throw new Refusal('bad-input', 'Say in a few words why you withdraw it.', 'note');
  }
  await append(db, act, reading, { state: 'withdrawn', note }, (held) => {
    if (!held) {
      throw new Refusal(
        'conflict',
        `Reading ${reading.id} is not signed off, so there is nothing to withdraw.`,
      );
    }
  });
}

/**
 * The sign-offs that hold, by the reading's id. The last act on a reading counts, and a sign-off holds
 * only while the reading's words are those that were signed.
 */
export async function signOffsOf(
  db: { read: Pick<Reader, 'select'> },
  revision: Act['revision'],
): Promise<ReadonlyMap<string, SignOff>> {
  return holding(await signingsOf(db, revision), revision);
}

/** Every act on the readings of a revision, the first one first, whatever words it was about. */
export async function signingsOf(
  { read }: { read: Pick<Reader, 'select'> },
  revision: Pick<Revision, 'policyId' | 'id'>,
): Promise<Signing[]> {
  const rows = await read
    .select({ row: readingSignoffs, name: employees.name })
    .from(readingSignoffs)
    .leftJoin(employees, eq(employees.number, readingSignoffs.by))
    .where(
      and(
        eq(readingSignoffs.policyId, revision.policyId),
        eq(readingSignoffs.revision, revision.id),
      ),
    )
    .orderBy(asc(readingSignoffs.id));
  return rows.map(({ row: { reading, state, wordingSha256, by, at, note }, name }) => ({
    reading,
    state,
    wordingSha256,
    by,
    name: name ?? by,
    at,
    note,
  }));
}

/** The last act on each reading, by the reading's id: why it is signed, or unsigned again. */
export function lastSignings(signings: readonly Signing[]): ReadonlyMap<string, Signing> {
  return new Map(signings.map((signing) => [signing.reading, signing]));
}

/** Which of these acts hold today, by the reading's id. */
export function holding(
  signings: readonly Signing[],
  { readings }: Pick<Revision, 'readings'>,
): ReadonlyMap<string, SignOff> {
  const last = lastSignings(signings);
  return new Map(
    readings.flatMap((reading) => {
      const signing = last.get(reading.id);
      if (signing?.state !== 'signed' || signing.wordingSha256 !== wordingSha256(reading))
        return [];
      const { by, name, at, note } = signing;
      return [[reading.id, { by, name, at, note }] as const];
    }),
  );
}

/** What is signed: the reading's own words and where they apply, as canonical JSON, by SHA-256 (hex). */
export function wordingSha256({ id, at, issue, adopted, alternative }: Reading): string {
  return sha256Hex(canonicalize({ id, at, issue, adopted, alternative }) ?? '');
}

function readingOf({ revision, reading: id }: Pick<Act, 'revision' | 'reading'>): Reading {
  const reading = revision.readings.find((candidate) => candidate.id === id);
  if (reading) return reading;
  const ids = revision.readings.map((candidate) => candidate.id);
  throw new Refusal('not-found', `There is no reading \`${id}\`${didYouMean(id, ids) || '.'}`);
}

/** A note as it is kept: its line breaks alike, and none where there is nothing to see. */
function noteIn(typed: string): string | null {
  const note = typed.replace(/\r\n?/g, '\n').trim();
  if (note.length > LONGEST_NOTE) {
    throw new Refusal('bad-input', `A note has at most ${LONGEST_NOTE} characters.`, 'note');
  }
  const odd = oddCharacterIn(note, { lines: true });
  if (odd) throw new Refusal('bad-input', `The note holds ${odd}. Type it without.`, 'note');
  return isVisible(note) ? note : null;
}

/** One row and its audit event in one write, if what holds at that moment allows it. */
async function append(
  db: Db,
  { revision, by, at, wording: seen }: Act,
  reading: Reading,
  { state, note }: { state: Signing['state']; note: string },
  refuse: (held: SignOff | undefined) => void,
): Promise<void> {
  const wording = wordingSha256(reading);
  if (seen !== undefined && seen !== wording) {
    throw new Refusal(
      'conflict',
      `The words of reading ${reading.id} have changed since you opened the page. Read them again first.`,
    );
  }
  const words = noteIn(note);
  const { policyId, id: revisionId } = revision;
  await db.write(async (tx) => {
    refuse((await signOffsOf({ read: tx }, revision)).get(reading.id));
    await tx.insert(readingSignoffs).values({
      policyId,
      revision: revisionId,
      reading: reading.id,
      wordingSha256: wording,
      state,
      by,
      at,
      note: words,
    });
    await recordEvent(tx, {
      at,
      actor: by,
      act: state === 'signed' ? 'reading.signed' : 'reading.withdrawn',
      subject: `${policyId}/${revisionId}/${reading.id}`,
      detail: { policy: policyId, revision: revisionId, reading: reading.id, wording },
    });
  });
}
