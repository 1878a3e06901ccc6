import { createHash, randomInt } from 'node:crypto';
import { and, eq, gt, isNull } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Reader, Tx } from '#db/client.ts';
import { employees, kioskCodes } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { isSeparated } from '#people/person.ts';

/** Without letters and digits that look alike on paper: 28 signs, 48 bits in ten of them. */
const SIGNS = '23456789ACDEFGHJKMNPQRTUVWXY';
const LENGTH = 10;
const DAY = 24 * 60 * 60_000;
/** A slip lies about: it is good for so long. */
export const SLIP_DAYS = 14;
/** So many visits a slip is good for; one more code signs. */
const VISITS = 3;
/** Slips are printed and handed out: more than this at once is no morning's work. */
export const MOST_SLIPS = 100;

/** What HR hands to a person. The codes stand nowhere else: the database has hashes. */
export type Slip = {
  number: string;
  name: string;
  /** To sign in with, one a visit. */
  visits: string[];
  /** To sign with, once. */
  signing: string;
  endsAt: Date;
};

type Use = 'sign-in' | 'sign';

/**
 * Makes a slip each for these people, by public id, and returns the codes: this once. Codes of an
 * earlier slip that are not used yet are good no more. Refuses everybody when one of them has left, and
 * more than a hundred.
 */
export async function makeSlips(
  db: Db,
  { people, by, at }: { people: readonly string[]; by: string; at: Date },
): Promise<Slip[]> {
  const asked = [...new Set(people)];
  if (asked.length === 0) throw new Refusal('bad-input', 'Choose who gets a slip.', 'person');
  if (asked.length > MOST_SLIPS) {
    throw new Refusal('bad-input', `At most ${MOST_SLIPS} slips at a time, please.`, 'person');
  }
  const endsAt = new Date(at.getTime() + SLIP_DAYS * DAY);
  return db.write(async (tx) => {
    const slips: Slip[] = [];
    for (const publicId of asked) {
      const { number, name } = await employed(tx, publicId, at);
      const slip = { number, name, visits: drawn(VISITS), signing: draw(), endsAt };
      await tx
        .delete(kioskCodes)
        .where(and(eq(kioskCodes.employeeNumber, number), isNull(kioskCodes.usedAt)));
      const row = (use: Use, code: string) => ({
        codeHash: hashOf(number, code),
        employeeNumber: number,
        use,
        madeAt: at,
        madeBy: by,
        endsAt,
      });
      await tx
        .insert(kioskCodes)
        .values([...slip.visits.map((code) => row('sign-in', code)), row('sign', slip.signing)]);
      await recordEvent(tx, {
        at,
        actor: by,
        act: 'kiosk-slip.made',
        subject: number,
        detail: { endsAt: endsAt.toISOString() },
      });
      slips.push(slip);
    }
    return slips;
  });
}

/** A code that is good now, and who printed it when. */
export type GoodCode = { codeHash: string; madeBy: string; madeAt: Date };

/** The code of this person for this use, when it is one of theirs, not used yet and not too old. */
export async function goodCode(
  read: Pick<Reader, 'select'>,
  { number, use, typed, at }: { number: string; use: Use; typed: string; at: Date },
): Promise<GoodCode | undefined> {
  const [row] = await read
    .select({
      codeHash: kioskCodes.codeHash,
      madeBy: kioskCodes.madeBy,
      madeAt: kioskCodes.madeAt,
    })
    .from(kioskCodes)
    .where(
      and(
        eq(kioskCodes.codeHash, hashOf(number, asPrinted(typed))),
        eq(kioskCodes.employeeNumber, number),
        eq(kioskCodes.use, use),
        isNull(kioskCodes.usedAt),
        gt(kioskCodes.endsAt, at),
      ),
    );
  return row;
}

/** Uses a code up. False when somebody else just did, or a new slip took its place. */
export async function useUp(
  tx: Tx,
  { codeHash }: Pick<GoodCode, 'codeHash'>,
  at: Date,
): Promise<boolean> {
  const used = await tx
    .update(kioskCodes)
    .set({ usedAt: at })
    .where(and(eq(kioskCodes.codeHash, codeHash), isNull(kioskCodes.usedAt)))
    .returning({ codeHash: kioskCodes.codeHash });
  return used.length === 1;
}

/** `K7XQ3-9WDFM`, as people read it off. */
export function inGroups(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

async function employed(tx: Tx, publicId: string, at: Date) {
  const [person] = await tx.select().from(employees).where(eq(employees.publicId, publicId));
  if (!person) {
    throw new Refusal(
      'bad-input',
      'One of them is not in the list any more. Choose again.',
      'person',
    );
  }
  if (!isSeparated(person, at)) return person;
  throw new Refusal(
    'conflict',
    `${person.name} (${person.number}) has left and gets no slip. Choose again without them.`,
    'person',
  );
}

function draw(): string {
  return Array.from({ length: LENGTH }, () => SIGNS[randomInt(SIGNS.length)]).join('');
}

function drawn(count: number): string[] {
  return Array.from({ length: count }, draw);
}

/** In any case and grouping; B, S and Z are on no slip, whoever types one has read an 8, 5 or 2. */
function asPrinted(typed: string): string {
  const signs = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return signs.replaceAll('B', '8').replaceAll('S', '5').replaceAll('Z', '2');
}

function hashOf(number: string, code: string): string {
  return createHash('sha256').update(`${number} ${code}`).digest('hex');
}
