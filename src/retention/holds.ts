import { desc, eq, isNull, sql } from 'drizzle-orm';
import { recordEvent } from '#audit/record.ts';
import type { Db, Tx } from '#db/client.ts';
import { employees, legalHoldReleases, legalHolds } from '#db/schema/index.ts';
import { Refusal } from '#errors.ts';
import { randomId } from '#people/random-id.ts';
import type { Series } from './series.ts';
import { wordsIn } from './typed.ts';

type NewHold = {
  /** Employee number as typed, or nothing where a whole series is held. */
  person: string;
  /** Nothing holds every series of the person. */
  series: Series | undefined;
  reason: string;
  by: string;
  at: Date;
};

/**
 * Holds a person's records, or a whole series: from now on none of them is proposed, approved or
 * disposed of. Returns its id. Refuses one that would be about nobody in particular.
 */
export async function setHold(db: Db, act: NewHold): Promise<string> {
  const { series, by, at } = act;
  const reason = wordsIn(act.reason, {
    field: 'reason',
    missing: 'Say in a few words why these records must be kept: the claim, request or audit.',
  });
  const typed = act.person.trim();
  if (typed === '' && series === undefined) {
    throw new Refusal(
      'bad-input',
      'Type an employee number, or choose the series to hold for everybody.',
      'person',
    );
  }
  const id = randomId();
  await db.write(async (tx) => {
    const employeeNumber = typed === '' ? null : await numberTyped(tx, typed);
    await tx
      .insert(legalHolds)
      .values({ id, employeeNumber, series: series ?? null, reason, by, at });
    const detail = { employeeNumber, series };
    await recordEvent(tx, { at, actor: by, act: 'hold.set', subject: id, detail });
  });
  return id;
}

/** Ends a hold, with the reason. Refuses one that has ended. */
export async function releaseHold(
  db: Db,
  act: { hold: string; reason: string; by: string; at: Date },
): Promise<void> {
  const { hold, by, at } = act;
  const reason = wordsIn(act.reason, {
    field: 'reason',
    missing: 'Say in a few words why the hold ends.',
  });
  await db.write(async (tx) => {
    const [held] = await tx
      .select({ id: legalHolds.id, over: legalHoldReleases.holdId })
      .from(legalHolds)
      .leftJoin(legalHoldReleases, eq(legalHoldReleases.holdId, legalHolds.id))
      .where(eq(legalHolds.id, hold));
    if (!held) throw noSuchHold();
    if (held.over) throw new Refusal('conflict', 'This hold has ended already.');
    await tx.insert(legalHoldReleases).values({ holdId: hold, reason, by, at });
    await recordEvent(tx, { at, actor: by, act: 'hold.released', subject: hold });
  });
}

/** Every hold, those that stand first, the newest on top. */
export async function holdsInOrder({ read }: Pick<Db, 'read'>) {
  return holds(read).orderBy(
    sql`${legalHoldReleases.at} IS NOT NULL`,
    desc(legalHolds.at),
    desc(legalHolds.id),
  );
}

/** The hold that an address speaks of. */
export async function holdAt({ read }: Pick<Db, 'read'>, id: string | undefined) {
  const [hold] = await holds(read).where(eq(legalHolds.id, id ?? ''));
  if (!hold) throw noSuchHold();
  return hold;
}

/** How many holds stand. */
export async function countHolds({ read }: Pick<Db, 'read'>): Promise<number> {
  const standing = await holds(read).where(isNull(legalHoldReleases.at));
  return standing.length;
}

function holds(read: Db['read']) {
  return read
    .select({
      id: legalHolds.id,
      employeeNumber: legalHolds.employeeNumber,
      name: employees.name,
      series: legalHolds.series,
      reason: legalHolds.reason,
      by: legalHolds.by,
      byName: sql<
        string | null
      >`(SELECT "name" FROM "employees" WHERE "number" = "legal_holds"."by")`,
      at: legalHolds.at,
      releasedAt: legalHoldReleases.at,
      releasedBecause: legalHoldReleases.reason,
      releasedBy: legalHoldReleases.by,
      releasedByName: sql<
        string | null
      >`(SELECT "name" FROM "employees" WHERE "number" = "legal_hold_releases"."by")`,
    })
    .from(legalHolds)
    .leftJoin(legalHoldReleases, eq(legalHoldReleases.holdId, legalHolds.id))
    .leftJoin(employees, eq(employees.number, legalHolds.employeeNumber));
}

/** The employee number that was typed, as the portal has it. */
async function numberTyped(tx: Tx, typed: string): Promise<string> {
  const [person] = await tx
    .select({ number: employees.number })
    .from(employees)
    .where(eq(sql`lower(${employees.number})`, typed.toLowerCase()));
  if (person) return person.number;
  throw new Refusal(
    'bad-input',
    'No employee has this number. It stands on the person’s page under People.',
    'person',
  );
}

function noSuchHold(): Refusal {
  return new Refusal('not-found', 'There is no such hold. Retention lists them.');
}
